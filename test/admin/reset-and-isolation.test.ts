import assert from 'node:assert/strict';
import t from 'tap';
import { type Mock, startMock } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { bearer, token } from '../support/http.ts';
import { fc } from '../support/property.ts';
import { waitUntil } from '../support/wait-until.ts';

const job = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
const named = 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d';

/** Reads everything that clients and the admin API can see of a mock, as text. */
const readEverything = async (mock: Mock): Promise<string[]> => {
  const calls: [string, Record<string, string>][] = [
    ...['demo-token', 'other-token', 'trial-token', 'empty-token', 'expired-token', 'inactive-token'].flatMap(
      (as): [string, Record<string, string>][] => [
        ['/external/search/?limit=40', token(as)],
        [`/enrichment/result/${job}/?page_size=200`, bearer(as)],
        [`/enrichment/result/${job}/?report_type=csv`, bearer(as)],
        ['/enrichment/result/00000000-0000-4000-8000-000000000003/', bearer(as)],
      ],
    ),
    ['/__mock/requests', {}],
    ['/__mock/accounts', {}],
    ...['demo', 'other', 'trial'].flatMap((name): [string, Record<string, string>][] => [
      [`/__mock/accounts/${name}/jobs`, {}],
      [`/__mock/accounts/${name}/faults`, {}],
    ]),
    ['/__mock/faults', {}],
    ['/__mock/snapshots', {}],
  ];
  const answers: string[] = [];
  for (const [path, headers] of calls) {
    const answer = await mock.fetch(path, { headers });
    const text = await answer.text();
    answers.push(`${path} ${answer.status} ${text.replaceAll(/"(at|duration_ms)":[^,]*/g, '')}`);
  }
  const created = await (await mock.fetch('/__mock/accounts', { method: 'POST', body: '{}' })).text();
  return [...answers, created];
};

const account = fc.constantFrom('demo', 'other', 'trial', 'account-1', 'nobody');
const call = (method: string, path: string, body?: unknown) => ({ method, path, body });

/** Any call of the admin API that changes something. */
const anyCall = fc.oneof(
  account.map((name) => call('POST', `/accounts/${name}/jobs`, { generate: 3 })),
  account.map((name) => call('PATCH', `/accounts/${name}/jobs/${job}`, { status: 'failed' })),
  account.map((name) => call('PATCH', `/accounts/${name}/jobs/${job}`, { records: [{ a: 1 }] })),
  account.map((name) => call('DELETE', `/accounts/${name}/jobs/${job}`)),
  account.map((name) => call('PUT', `/accounts/${name}/people`, [{ first_name: 'X' }])),
  account.map((name) => call('DELETE', `/accounts/${name}/people`)),
  account.map((name) => call('PUT', `/accounts/${name}/unlocks/${named}`, { email: true, phone: true })),
  account.map((name) => call('DELETE', `/accounts/${name}/unlocks/${named}`)),
  account.map((name) => call('POST', `/accounts/${name}/faults`, { status: 503, probability: 0.5 })),
  account.map((name) => call('DELETE', `/accounts/${name}/faults`)),
  account.map((name) => call('POST', `/accounts/${name}/clock/advance`, { ms: 86_400_000 })),
  account.map((name) => call('PUT', `/accounts/${name}/clock`, { frozen: true })),
  account.map((name) => call('PATCH', `/accounts/${name}`, { credits: 1, token_expired: true })),
  account.map((name) => call('DELETE', `/accounts/${name}`)),
  account.map((name) => call('POST', `/accounts/${name}/reset`)),
  fc.constant(call('POST', '/accounts', {})),
  fc.constant(call('POST', '/faults', { status: 500 })),
  fc.constantFrom('s', 't').map((name) => call('PUT', `/snapshots/${name}`)),
  fc.constantFrom('s', 't').map((name) => call('POST', `/snapshots/${name}/restore`)),
  fc.constantFrom('s', 't').map((name) => call('DELETE', `/snapshots/${name}`)),
);

const callAdmin = (mock: Mock, { method, path, body }: { method: string; path: string; body?: unknown }) =>
  mock.fetch(`/__mock${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });

t.test('after any sequence of calls of the admin API, a reset restores the initial state, byte for byte', async () => {
  const newMock = await startMock({ people: 40 });
  const expected = await readEverything(newMock);
  await newMock.close();
  const mock = await startMock({ people: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { maxLength: 25 }), async (calls) => {
      for (const adminCall of calls) {
        const { status } = await callAdmin(mock, adminCall);
        assert.ok(status < 500, `${adminCall.method} ${adminCall.path}: ${status}`);
        await mock.fetch('/external/search/', { headers: token('trial-token') });
      }
      await mock.reset();
      assert.deepEqual(await readEverything(mock), expected);
      await mock.reset();
    }),
    { numRuns: 10 },
  );
  await mock.close();
});

t.test('a snapshot restores the whole state after any sequence of calls', async () => {
  const mock = await startMock({ people: 40 });
  /** Leaves out the journal, which is not part of the state, and the last account, whose name counts up. */
  const state = async () => (await readEverything(mock)).filter((text) => !/^(\/__mock\/requests|\{"name")/.test(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCall, { maxLength: 10 }),
      fc.array(anyCall, { maxLength: 10 }),
      async (before, after) => {
        const leavesSnapshots = ({ path }: { path: string }) => !path.startsWith('/snapshots');
        await mock.reset();
        for (const adminCall of before) await callAdmin(mock, adminCall);
        // Random faults count calls, so reading the state would change it.
        for (const name of ['demo', 'other', 'trial'])
          await callAdmin(mock, call('DELETE', `/accounts/${name}/faults`));
        await callAdmin(mock, call('PUT', '/accounts/trial/clock', { now: '2026-01-01T00:00:00Z', frozen: true }));
        await mock.snapshot('kept');
        const expected = await state();
        for (const adminCall of after.filter(leavesSnapshots)) await callAdmin(mock, adminCall);
        await mock.restore('kept');
        assert.deepEqual(await state(), expected);
      },
    ),
    { numRuns: 10 },
  );
  await mock.close();
});

t.test('a reset of one account restores it as it was created, and does not change the others', async (t) => {
  const mock = await startAdminMock(t);
  const first = await mock.account({ credits: 3, kind: 'test', daily_quota: 9 });
  const second = await mock.account();
  const before = (await mock.search(first.token)).text;
  for (const client of [first, second]) {
    await client.createJob({ job_id: '66666666-6666-4666-8666-666666666666', records: [{ a: 1 }] });
    await client.setPeople([]);
    await client.injectFault({ status: 503, endpoint: 'results' });
    await client.update({ credits: 99 });
  }
  await first.reset();
  t.equal((await mock.search(first.token)).text, before);
  t.match((await mock.callAdmin('GET', `/accounts/${first.name}`)).json(), {
    credits: 3,
    kind: 'test',
    daily_quota: 9,
  });
  t.equal((await mock.results(first.token, '66666666-6666-4666-8666-666666666666')).status, 404);
  t.same(await first.faults(), []);
  t.equal((await mock.search(second.token)).json().count, 0);
  t.match(await second.update({}), { credits: 99 });
});

t.test(
  'a reset restores deleted accounts of the fixtures with their jobs, and deletes all other accounts',
  async (t) => {
    const mock = await startAdminMock(t);
    const list = async () => (await mock.callAdmin('GET', '/accounts')).text;
    const jobs = async () => (await mock.callAdmin('GET', '/accounts/other/jobs')).text;
    const before = [await list(), await jobs()];
    const created = await mock.account();
    for (const name of ['other', created.name])
      t.equal((await mock.callAdmin('DELETE', `/accounts/${name}`)).status, 204, name);
    t.equal((await mock.search('other-token')).status, 401);
    await mock.reset();
    t.same([await list(), await jobs()], before);
    t.equal((await mock.search('other-token')).status, 200);
  },
);

t.test('fifty clients with fifty accounts in parallel never affect action other', async () => {
  const mock = await startMock({ people: 200 });
  const step = fc.constantFrom('job', 'unlock', 'fail', 'read', 'reset');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 3, maxLength: 6 }), { minLength: 50, maxLength: 50 }),
      async (plans) => {
        const shared = await (
          await mock.fetch('/external/search/?limit=100', { headers: token('empty-token') })
        ).text();
        await Promise.all(
          plans.map(async (plan, number) => {
            const mine = await mock.account({ from: 'empty' });
            const id = `77777777-7777-4777-8777-${String(number).padStart(12, '0')}`;
            const expected = { jobs: 0, unlocked: false, failing: false, calls: 0 };
            const search = () => fetch(`${mock.url}/external/search/?limit=100`, { headers: token(mine.token) });
            for (const action of plan) {
              if (action === 'job' && expected.jobs === 0) {
                await mine.createJob({ job_id: id, records: [{ owner: number }], raw: true });
                expected.jobs = 1;
              } else if (action === 'unlock') {
                await mine.unlock(named, 'email');
                expected.unlocked = true;
              } else if (action === 'fail' && !expected.failing) {
                await mine.injectFault({ status: 503, endpoint: 'search' });
                expected.failing = true;
              } else if (action === 'reset') {
                await mine.reset();
                Object.assign(expected, { jobs: 0, unlocked: false, failing: false, calls: 0 });
              } else {
                const answer = await search();
                expected.calls += 1;
                assert.equal(answer.status, expected.failing ? 503 : 200);
                if (!expected.failing) {
                  const { results } = (await answer.json()) as { results: { is_email_unlocked: boolean }[] };
                  assert.equal(results[0]?.is_email_unlocked, expected.unlocked);
                  assert.equal(
                    results.filter((person: { is_email_unlocked: boolean }) => person.is_email_unlocked).length,
                    Number(expected.unlocked),
                  );
                }
              }
              const result = await fetch(`${mock.url}/enrichment/result/${id}/`, { headers: bearer(mine.token) });
              expected.calls += 1;
              assert.equal(result.status, expected.jobs === 1 ? 200 : 404);
              if (expected.jobs === 1)
                assert.deepEqual(((await result.json()) as { data: unknown }).data, [{ owner: number }]);
              assert.equal((await mine.requests()).length, expected.calls);
            }
          }),
        );
        assert.equal(
          await (await mock.fetch('/external/search/?limit=100', { headers: token('empty-token') })).text(),
          shared,
        );
        await mock.reset();
      },
    ),
    { numRuns: 2 },
  );
  await mock.close();
});

t.test('during resets under load every answer is complete, and shared data never changes', async (t) => {
  const mock = await startAdminMock(t);
  const paths = [
    '/external/search/?limit=50',
    `/enrichment/result/${job}/?page_size=200`,
    `/enrichment/result/${job}/?report_type=csv`,
  ];
  const sendRequest = async (path: string) => {
    const scheme = path.startsWith('/external') ? token : bearer;
    return (await fetch(mock.url + path, { headers: scheme('demo-token') })).text();
  };
  const expected = await Promise.all(paths.map(sendRequest));
  let running = true;
  const clients = Array.from({ length: 6 }, async (_, number) => {
    let answers = 0;
    for (; running || answers < 5; answers += 1) {
      assert.equal(await sendRequest(paths[number % 3] as string), expected[number % 3]);
    }
    return answers;
  });
  for (let reset = 0; reset < 10; reset += 1) {
    await mock.account();
    await mock.createJob({ generate: 5 });
    await mock.reset();
  }
  running = false;
  t.ok((await Promise.all(clients)).every((answers) => answers >= 5));
  t.equal((await mock.callAdmin('GET', '')).json().jobs, 11);
});

t.test(
  'a reset restores an account as it was last created, even after a snapshot with another account of the same name',
  async (t) => {
    const mock = await startAdminMock(t);
    await mock.callAdmin('DELETE', '/accounts/demo');
    const again = await mock.account({ name: 'demo', credits: 5, from: 'empty' });
    await again.reset();
    t.equal((await again.credits()).balance, 5);
    t.equal((await mock.search(again.token)).status, 200);

    const first = await mock.account({ name: 'x', credits: 99 });
    await mock.snapshot('with x');
    await first.delete();
    await mock.account({ name: 'x', credits: 5 });
    await mock.restore('with x');
    t.equal((await first.credits()).balance, 99);
    await first.reset();
    t.equal((await first.credits()).balance, 99);
  },
);

t.test('a call that runs during a reset is not in the journal afterwards', async (t) => {
  const mock = await startAdminMock(t);
  for (const reset of [() => mock.reset(), () => mock.callAdmin('POST', '/accounts/demo/reset')]) {
    await mock.injectFault({ delay_ms: 700 });
    const late = mock.search(mock.token);
    await waitUntil(async () => (await mock.faults())[0]?.fired === 1);
    await reset();
    t.equal((await late).status, 200);
    t.same((await mock.callAdmin('GET', '/requests')).json().requests, []);
    await mock.reset();
  }
});
