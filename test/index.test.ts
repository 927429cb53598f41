import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startMock } from '../src/index.ts';
import { bearer, token } from './support/http.ts';
import { matchList } from './support/match-list.ts';
import { waitUntil } from './support/wait-until.ts';

t.test('startMock returns a mock on its own port, which `await using` closes', async (t) => {
  let url: string;
  {
    await using mock = await startMock({ people: 20 });
    url = mock.url;
    t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    t.equal(mock.token, 'YOUR_API_TOKEN');
    t.equal(mock.name, 'demo');
    const answer = await fetch(`${url}/external/search/`, { headers: token(mock.token) });
    t.equal(((await answer.json()) as { count: number }).count, 20);
  }
  await t.rejects(fetch(url), { message: 'fetch failed' });
});

t.test('the methods do what the admin API does, for the demo account and for new accounts', async (t) => {
  await using mock = await startMock({ people: 20 });
  for (const account of [mock, await mock.account(), await mock.account({ name: 'mine', from: 'empty' })]) {
    const search = async (query = '') =>
      (await mock.fetch(`/external/search/${query}`, { headers: token(account.token) })) as Response;
    const made = await account.createJob({ records: [{ a: 1 }], status: 'paused' });
    t.equal((await account.getJob(made.job_id)).status, 'Paused');
    t.equal((await account.updateJob(made.job_id, { status: 'failed' })).status, 'Failure');
    const results = await mock.fetch(`/enrichment/result/${made.job_id}/`, { headers: bearer(account.token) });
    t.equal(results.status, 400);
    const [ada] = await account.setPeople([{ first_name: 'Ada', contact_email: 'ada@my.example' }]);
    await account.unlock(ada as string, 'email');
    const { count, results: found } = (await (await search()).json()) as { count: number; results: unknown[] };
    t.equal(count, 1);
    matchList(t, found, [{ contact_email: 'ada@my.example' }]);
    await account.injectFault({ status: 503, times: 1 });
    t.equal((await search()).status, 503);
    matchList(t, await account.faults(), [{ fired: 1 }]);
    await account.clearFaults();
    t.same(await account.faults(), []);
    await account.clock.set({ now: '2026-05-06T14:23:11Z', frozen: true });
    t.same(await account.clock.advance(1000), await account.clock.now());
    t.equal((await account.update({ credits: 5 })).credits, 5);
    t.equal((await account.requests({ endpoint: 'search' })).length, 2);
    t.equal((await account.requests({ status: 503 })).length, 1);
  }
  await mock.snapshot('here');
  await mock.reset();
  t.same(await mock.requests(), []);
  await t.rejects(mock.restore('here'), { message: /no snapshot "here"/ }, 'a reset deletes snapshots');
});

t.test('if a request is refused, its method rejects with the field and the reason', async (t) => {
  await using mock = await startMock({ people: 0 });
  await t.rejects(mock.createJob({ generate: -1 }), {
    message: '/generate: expected a whole number from 0 to 1000000; found -1',
  });
  const misspelt = { stauts: 401 } as object;
  await t.rejects(mock.countRequests(misspelt), {
    message: '/stauts: unknown parameter "stauts": did you mean status?',
  });
  await t.rejects(mock.getJob('nothing'), { message: 'account demo has no job "nothing"' });
  await t.rejects(startMock({ seed: -1 }), { name: 'RangeError', message: /seed must be a whole number from 0 to/ });
  await t.rejects(startMock({ stateLimit: 0 }), {
    name: 'RangeError',
    message: /stateLimit must be a whole number from 1/,
  });
  await t.rejects(startMock({ people: 1.5 }), { name: 'RangeError' });
  for (const [option, minimum, maximum] of [
    ['seed', 0, 4_294_967_295],
    ['stateLimit', 1, 65_536],
  ] as const) {
    for (const value of [minimum, maximum]) await (await startMock({ people: 0, [option]: value })).close();
    for (const value of [minimum - 1, maximum + 1]) {
      const refused = {
        name: 'RangeError',
        message: new RegExp(`${option} must be .* from ${minimum} to ${maximum}, `),
      };
      await t.rejects(startMock({ people: 0, [option]: value }), refused);
    }
  }
  const message = 'startMock: fixtures must be the path of a folder that exists, not "/nowhere"';
  await t.rejects(startMock({ fixtures: '/nowhere' }), { message });
  const taken = Number(new URL(mock.url).port);
  await t.rejects(startMock({ port: taken }), { code: 'EADDRINUSE' });
});

t.test('mock.fetch answers like the global fetch, without a socket', async (t) => {
  await using mock = await startMock({ people: 20 });
  for (const path of [
    '/external/search/?limit=3',
    '/external/search?limit=3',
    '/external/search/?limit=x',
    '/nowhere/',
    '/enrichment/result/00000000-0000-4000-8000-00000000000a/?report_type=csv',
  ]) {
    for (const init of [
      { headers: token(mock.token) },
      { headers: bearer(mock.token) },
      { method: 'POST', body: 'x' },
      { method: 'HEAD' },
    ]) {
      const [mine, real] = [await mock.fetch(path, init), await fetch(mock.url + path, init)];
      t.equal(mine.status, real.status, path);
      t.equal(mine.headers.get('content-type'), real.headers.get('content-type'));
      t.equal(await mine.text(), await real.text());
    }
  }
  for (const status of [301, 302, 303, 307]) {
    const location = '/external/search/?limit=1';
    await mock.injectFault({ endpoint: 'unlock', status, headers: { location }, times: 2 });
    const headers = { ...token(mock.token), 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: '{"uuids": [], "unlock_type": "email"}' };
    const path = '/external/unlock/';
    const [mine, real] = [await mock.fetch(path, init), await fetch(mock.url + path, init)];
    t.equal(mine.status, status === 307 ? 405 : 200, `${status}`);
    t.same([mine.status, await mine.text()], [real.status, await real.text()]);
  }
  const request = new Request(`${mock.url}/external/search`, { headers: token(mock.token), redirect: 'manual' });
  t.equal((await mock.fetch(request)).status, 301);
  await t.rejects(mock.fetch(new Request(request, { redirect: 'error' })), { name: 'TypeError' });
  const aborted = AbortSignal.abort();
  await t.rejects(mock.fetch('/external/search/', { signal: aborted }), { name: 'AbortError' });
});

t.test('a hundred mocks in one process do not affect each other', async (t) => {
  const mocks = await Promise.all(Array.from({ length: 100 }, () => startMock({ people: 50 })));
  t.equal(new Set(mocks.map(({ url }) => url)).size, 100);
  await Promise.all(mocks.filter((_, number) => number % 2 === 0).map((mock) => mock.injectFault({ status: 503 })));
  const statuses = await Promise.all(
    mocks.map(async (mock) => (await fetch(`${mock.url}/external/search/`, { headers: token(mock.token) })).status),
  );
  t.same(
    statuses,
    mocks.map((_, number) => (number % 2 === 0 ? 503 : 200)),
  );
  await Promise.all(mocks.map((mock) => mock.close()));
});

t.test('with your own fixtures, a new account starts as a copy of their first account', async (t) => {
  const fixtures = t.testdir({
    'accounts.json': JSON.stringify({ accounts: [{ name: 'first', tokens: [{ token: 'x', state: 'valid' }] }] }),
    'jobs.json': JSON.stringify({
      jobs: [
        { job_id: '88888888-8888-4888-8888-888888888888', account: 'first', status: 'completed', records: [{ a: 1 }] },
      ],
    }),
  });
  await using mock = await startMock({ fixtures, people: 0 });
  t.match([mock.name, mock.token], ['first', 'x']);
  const fresh = await mock.account();
  t.equal((await fresh.getJob('88888888-8888-4888-8888-888888888888')).total_records, 1);
  mkdirSync(join(fixtures, 'people'));
  writeFileSync(join(fixtures, 'people', 'bad.json'), '{');
  await t.rejects(startMock({ fixtures }), { message: /bad\.json: expected a JSON file/ });
});

t.test('the methods of the mock belong to demo or else to the first account, with a valid token', async (t) => {
  const cases: [accounts: object[], name: string, token: string][] = [
    [
      [
        { name: 'first', tokens: ['x'] },
        { name: 'demo', tokens: ['y'] },
        { name: 'last', tokens: ['z'] },
      ],
      'demo',
      'y',
    ],
    [
      [
        { name: 'first', tokens: ['x'] },
        { name: 'last', tokens: ['z'] },
      ],
      'first',
      'x',
    ],
    [
      [
        {
          name: 'first',
          tokens: [{ token: 'old', state: 'expired' }, { token: 'gone', state: 'revoked' }, 'good', 'other'],
        },
      ],
      'first',
      'good',
    ],
  ];
  for (const [accounts, name, own] of cases) {
    await using mock = await startMock({
      people: 0,
      fixtures: t.testdir({ 'accounts.json': JSON.stringify({ accounts }) }),
    });
    t.same([mock.name, mock.token], [name, own]);
    t.equal((await fetch(`${mock.url}/external/search/`, { headers: token(mock.token) })).status, 200);
    t.equal((await mock.requests()).length, 1, 'the journal of the same account has the request');
  }
});

t.test('a body with characters of several bytes arrives unchanged', async (t) => {
  await using mock = await startMock({ people: 0 });
  const names = { first_name: '美咲', last_name: 'Öberg 🙂' };
  await mock.setPeople([names]);
  const answer = await fetch(`${mock.url}/external/search/`, { headers: token(mock.token) });
  const { count, results } = (await answer.json()) as { count: number; results: unknown[] };
  t.equal(count, 1);
  matchList(t, results, [names]);
});

t.test('a snapshot may have any name', async (t) => {
  await using mock = await startMock({ people: 0 });
  for (const name of ['before/after', 'a b', '%2F', '50 %', 'ü?#', '.', '..', '../faults']) {
    const { credits } = await mock.get();
    await mock.snapshot(name);
    t.same(await mock.snapshots(), [name]);
    await mock.update({ credits: 1 });
    await mock.restore(name);
    t.equal((await mock.get()).credits, credits, name);
    await mock.deleteSnapshot(name);
    t.same(await mock.snapshots(), []);
  }
});

t.test('each remaining route of the admin API has its method', async (t) => {
  await using mock = await startMock({ people: 20 });
  const mine = await mock.account({ name: 'mine' });
  t.match(await mine.get(), { name: 'mine', token: mine.token, credits: 500 });
  t.equal((await mine.jobs()).length, 10);
  await mine.deleteJob('9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60');
  t.equal((await mine.jobs()).length, 9);
  await t.rejects(mine.getJob('../faults'), { message: /no job/ });
  await mine.unlock('a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d', 'email', 'phone');
  await mine.lock('a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d');
  await mine.setPeople([]);
  await mine.useSharedPeople();
  const search = async (as: string) => (await mock.fetch('/external/search/', { headers: token(as) })).status;
  const { id } = await mine.injectFault({ status: 500 });
  await mine.clearFaults(id);
  t.equal(await search(mine.token), 200);
  await mock.anonymous.injectFault({ status: 503, times: 1 });
  t.equal(await search('nobody'), 503);
  matchList(t, await mock.anonymous.faults(), [{ fired: 1 }]);
  await mock.anonymous.clearFaults();
  t.equal(await mine.countRequests({ endpoint: 'search', status: undefined as unknown as number }), 1);
  await mine.clearRequests();
  t.equal(await mine.countRequests(), 0);
  await mock.snapshot('one');
  t.same(await mock.snapshots(), ['one']);
  await mock.deleteSnapshot('one');
  t.same(await mock.snapshots(), []);
  t.match(await mock.info(), { name: 'ecore-mock', people: 20, accounts: 7 });
  await mine.delete();
  t.equal(await search(mine.token), 401);
  await t.rejects(startMock({ sed: 1 } as object), { name: 'TypeError', message: /unknown option sed/ });
});

t.test('the methods do not use a fetch that a test has put in place of the global one', async (t) => {
  await using mock = await startMock({ people: 0 });
  t.intercept(globalThis, 'fetch', { value: () => Promise.reject(new Error('no net')) });
  t.equal((await mock.account()).name, 'account-1');
});

const openFiles = '/proc/self/fd';
t.test(
  'many mocks with different seeds leave no files open, even if their port is in use',
  { skip: existsSync(openFiles) ? false : 'this system does not list open files' },
  async (t) => {
    const cache = t.testdir();
    const first = await startMock({ seed: 1, people: 5, cache });
    t.teardown(() => first.close());
    const port = Number(new URL(first.url).port);
    const counts: number[] = [];
    for (let seed = 2; seed <= 10; seed += 1) {
      const mock = await startMock({ seed, people: 5, cache });
      await mock.close();
      await t.rejects(startMock({ seed: 100 + seed, people: 5, cache, port }), { code: 'EADDRINUSE' });
      counts.push(readdirSync(openFiles).length);
    }
    t.ok((counts.at(-1) as number) <= (counts[2] as number), `${counts}`);
  },
);

t.test('a call of mock.fetch that is aborted during a delay is in the journal without a status', async (t) => {
  await using mock = await startMock({ people: 0 });
  const mine = await mock.account();
  await mine.injectFault({ delay_ms: 600_000 });
  const abort = new AbortController();
  const call = mock.fetch('/external/search/', { headers: token(mine.token), signal: abort.signal });
  await waitUntil(async () => (await mine.faults())[0]?.fired === 1);
  abort.abort();
  await t.rejects(call);
  await waitUntil(async () => (await mine.countRequests()) === 1);
  t.match(await mine.requests(), [{ status: null, fault: 1 }]);
  t.equal((await mock.coverage()).endpoints.find(({ endpoint }) => endpoint === 'search')?.met, 0);
});

t.test('close() ends running requests', async (t) => {
  const mock = await startMock({ people: 0 });
  await mock.injectFault({ delay_ms: 600_000 });
  const call = mock.fetch('/external/search/', { headers: token(mock.token) });
  while ((await mock.faults())[0]?.fired === 0);
  await mock.close();
  await t.rejects(call, { name: 'TypeError' });
});
