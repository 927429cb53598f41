import t from 'tap';
import { steered } from '../../support/admin-api.ts';
import { done, kinds, said } from '../../support/findings.ts';
import { ask, bearer, token } from '../../support/http.ts';
import { matchList } from '../../support/match-list.ts';

const mock = await steered(t, { people: 50 });
const get = (path: string, headers: Record<string, string>) => ask(mock.url + path, { headers });

t.test('page-past-end: a page that begins where nothing is left', async (t) => {
  const mine = await mock.account();
  await mock.results(mine.token, done, '?page=4');
  await mock.results(mine.token, done, '?page=3');
  await mock.search(mine.token, '?offset=50');
  await mock.search(mine.token, '?offset=49');
  await mock.search(mine.token, '?company_name=nobody-works-here');
  await mock.results(mine.token, done, '?page=99999999999999999999');
  matchList(t, await mine.findings(), [
    { kind: 'page-past-end', clause: 'R10', message: /^page 4 is past the end: 123 records are 3 pages of 50/ },
    { kind: 'page-past-end', clause: 'S7', message: /^offset 50 is past the end: count is 50/ },
    { kind: 'page-past-end', clause: 'R10' },
  ]);
});

t.test('page-fetched-twice: the same page with nothing changed, and none where something is', async (t) => {
  const mine = await mock.account();
  await mock.search(mine.token, '?limit=2');
  await mock.search(mine.token, '?limit=3');
  await mock.results(mine.token, done, '?report_type=csv');
  t.same(await said(mine), []);
  await mock.search(mine.token, '?limit=4');
  const [{ id } = { id: 0 }] = await mine.requests();
  await mock.search(mine.token, '?limit=4');
  await mock.results(mine.token, done);
  await mock.results(mine.token, done);
  matchList(t, await said(mine), [
    `this page was fetched before, by request ${id}, and nothing has changed since: keep it`,
    /^this page was fetched before/,
  ]);
  const uuid = 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d';
  const changes: (() => Promise<unknown>)[] = [
    () => mine.unlock(uuid, 'email'),
    () => mine.setPeople([{ first_name: 'Ada' }]),
    () => mine.useSharedPeople(),
    () => mock.snapshot('pages').then(() => mock.restore('pages')),
    () =>
      ask(`${mock.url}/external/unlock/`, {
        method: 'POST',
        headers: { ...token(mine.token), 'content-type': 'application/json' },
        body: JSON.stringify({ uuids: [uuid], unlock_type: 'phone' }),
      }),
  ];
  await mock.search(mine.token);
  for (const change of changes) {
    await change();
    await mock.search(mine.token);
  }
  t.same(await said(mine), []);
});

t.test('page-fetched-twice: what changes the pages of one account changes none of another', async (t) => {
  const [mine, other] = [await mock.account(), await mock.account()];
  const changes: (() => Promise<unknown>)[] = [
    () => mine.setPeople([{ first_name: 'Ada' }]),
    () => mine.useSharedPeople(),
    () => mine.unlock('a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d', 'email'),
    () => mine.updateJob(done, { status: 'paused' }),
    () => mine.deleteJob(done),
    () => mine.createJob({ generate: 1 }),
  ];
  await mock.search(other.token);
  const repeated: string[] = [];
  for (const change of changes) {
    await change();
    await mock.search(other.token);
    repeated.push('page-fetched-twice');
    t.same(await kinds(other), repeated, String(change));
  }
});

t.test('page-fetched-twice: pages of the same digits in another size or place are different pages', async (t) => {
  const mine = await mock.account();
  const numbers = [1, 11, 111];
  for (const size of numbers) {
    for (const place of numbers) {
      await mock.results(mine.token, done, `?page_size=${size}&page=${place}`);
      await mock.search(mine.token, `?limit=${size}&offset=${place}`);
    }
  }
  t.same(
    (await kinds(mine)).filter((kind) => kind === 'page-fetched-twice'),
    [],
  );
  await mock.results(mine.token, done, '?page_size=11&page=1');
  await mock.search(mine.token, '?limit=1&offset=11');
  t.same((await kinds(mine)).slice(-2), ['page-fetched-twice', 'page-fetched-twice']);
});

t.test('page-fetched-twice: a page that broke off was not fetched', async (t) => {
  const mine = await mock.account();
  for (const path of ['/external/search/?limit=9', `/enrichment/result/${done}/?report_type=csv`]) {
    const headers = path.includes('search') ? token(mine.token) : bearer(mine.token);
    await mine.injectFault({ connection: 'truncate', times: 1 });
    await t.rejects(get(path, headers));
    await get(path, headers);
    t.same(await kinds(mine), [], path);
    await get(path, headers);
    t.same(await kinds(mine), ['page-fetched-twice']);
    await mine.clearRequests();
  }
});

t.test(
  'walk-cut-short: on the last request of a walk that stops before count, as long as nothing follows',
  async (t) => {
    const mine = await mock.account();
    await mock.search(mine.token, '?limit=20');
    t.same(await kinds(mine), [], 'one page is no walk');
    await mock.search(mine.token, '?limit=20&offset=20');
    const findings = (await mine.requests()).map(({ findings }) => findings);
    t.same(
      findings.map(({ length }) => length),
      [0, 1],
    );
    t.match(findings[1]?.[0], {
      kind: 'walk-cut-short',
      clause: 'S8',
      message: /^the walk of 2 pages stops at 40 of 50: go on/,
    });
    await mock.search(mine.token, '?limit=20&offset=40');
    t.same(await kinds(mine), [], 'it has reached count');

    await mock.results(mine.token, done, '?page_size=50&page=1');
    await mock.results(mine.token, done, '?page_size=50&page=2');
    const [cut] = await mine.findings();
    t.match(cut, { kind: 'walk-cut-short', clause: 'R9', message: /stops at 100 of 123: go on until total_records/ });
    await mock.results(mine.token, done, '?page_size=50&page=1');
    t.same(await kinds(mine), ['walk-cut-short', 'page-fetched-twice'], 'one that begins anew leaves the old one cut');
  },
);

t.test('walk-cut-short: none of pages that are no walk, or that a page past the end has ended', async (t) => {
  const mine = await mock.account();
  await mock.search(mine.token, '?limit=5');
  await mock.search(mine.token, '?limit=5&offset=30');
  await mock.search(mine.token, '?limit=5&industry=Technology&offset=5');
  t.same(await kinds(mine), []);
  await mine.setPeople([{ first_name: 'Ada' }, { first_name: 'Bea' }]);
  await mock.search(mine.token, '?limit=1');
  await mock.search(mine.token, '?limit=1&offset=1');
  await mock.search(mine.token, '?limit=1&offset=2');
  t.same(await kinds(mine), ['page-past-end']);
});

t.test('walk-cut-short: none of a walk that a failure has stopped, whoever goes on or not', async (t) => {
  const mine = await mock.account();
  const page = (query: string) => mock.results(mine.token, done, query);
  const failures: Parameters<typeof mine.injectFault>[0][] = [
    { status: 500 },
    { status: 200, body: '<html>' },
    { connection: 'truncate' },
    { connection: 'reset' },
  ];
  for (const failure of failures) {
    await page('');
    await page('?page=2');
    await mine.injectFault({ ...failure, times: 1 });
    await page('?page=3').catch(() => {});
    t.same(await kinds(mine), [], JSON.stringify(failure));
    await page('?page=2&page_size=40');
    await page('?page=3&page_size=40');
    t.same(await kinds(mine), ['walk-cut-short'], 'it goes on after the failure, and stops by itself');
    await mine.clearRequests();
  }
  await mock.search(mine.token, '?limit=20');
  await mock.search(mine.token, '?limit=20&offset=20');
  await mine.injectFault({ status: 500, times: 1 });
  await mock.search(mine.token, '?limit=20&offset=20&industry=x');
  t.same(await kinds(mine), ['walk-cut-short'], 'what failed is a page of another walk');
});

t.test('walk-cut-short: a job id that no route takes is of no walk, however its connection ends', async (t) => {
  const mine = await mock.account();
  await mine.injectFault({ connection: 'reset' });
  await t.rejects(get('/enrichment/result/a%2Fb/', bearer(mine.token)));
  t.same(
    (await mine.requests()).map(({ endpoint, status, findings }) => [endpoint, status, findings]),
    [['results', null, []]],
  );
});

t.test('walk-cut-short: none of pages that come in another order, or are larger in the end', async (t) => {
  const mine = await mock.account();
  for (const pages of [
    [3, 1, 2],
    [2, 3, 1],
  ]) {
    for (const page of pages) await mock.results(mine.token, done, `?page=${page}`);
    t.same(await kinds(mine), [], String(pages));
    await mine.clearRequests();
  }
  for (const query of ['', '?page=2', '?page=2&page_size=100']) await mock.results(mine.token, done, query);
  t.same(await kinds(mine), []);
});

t.test(
  'page-fetched-twice: none of a walk that begins anew after a failure, but of one that does so twice',
  async (t) => {
    const mine = await mock.account();
    const walks: [page: (number: number) => Promise<unknown>, last: number][] = [
      [(number) => mock.search(mine.token, `?limit=20&offset=${20 * (number - 1)}`), 3],
      [(number) => mock.results(mine.token, done, `?page=${number}`), 3],
    ];
    for (const [page, last] of walks) {
      await page(1);
      await page(2);
      await mine.injectFault({ status: 503, times: 1 });
      await page(3);
      for (let number = 1; number <= last; number += 1) await page(number);
      t.same(await kinds(mine), []);
      await page(2);
      t.same(await kinds(mine), ['page-fetched-twice']);
      await mine.clearRequests();
    }
  },
);
