import { connect } from 'node:net';
import t from 'tap';
import type { FindingKind, Tenant } from '../../src/index.ts';
import { openMemory } from '../../src/mock/findings/memory.ts';
import { nearest } from '../../src/mock/findings/parameters.ts';
import { rememberWait, waitFindings } from '../../src/mock/findings/waiting.ts';
import { recent } from '../../src/recent.ts';
import { ask, bearer, token } from '../support/http.ts';
import { steered } from '../support/steer.ts';

const mock = await steered(t, { people: 50 });
const done = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
const polls = { generate: 5, timeline: [{ status: 'completed' as const, after_ms: 3_600_000 }] };

const get = (path: string, headers: Record<string, string>) => ask(mock.url + path, { headers });
const kinds = async (account: Tenant): Promise<FindingKind[]> => (await account.findings()).map(({ kind }) => kind);
/** The messages of an account's findings since the last time. */
const said = async (account: Tenant): Promise<string[]> => {
  const messages = (await account.findings()).map(({ message }) => message);
  await account.forget();
  return messages;
};

t.test(
  'a finding stands in the journal, among the findings of its account and in a header of the answer',
  async (t) => {
    const mine = await mock.account({ name: 'mine' });
    await mine.clock.set({ now: '2026-05-06T14:23:11Z', frozen: true });
    const plain = await mock.search(mine.token, '?limit=1');
    t.equal(plain.headers['x-mock-finding'], undefined);
    const answer = await mock.search(mine.token, '?limit=2&jobLevel=C%20Level&limit=3');
    t.equal(answer.status, 200);
    const found = [
      {
        kind: 'doubled-parameter',
        clause: 'E8',
        message: 'parameter limit is given 2 times and the last one counts: give it once',
      },
      {
        kind: 'unknown-parameter',
        clause: 'E8',
        message: 'unknown parameter "jobLevel" is ignored: did you mean job_level?',
      },
    ];
    t.equal(answer.headers['x-mock-finding'], found.map(({ kind, message }) => `${kind}: ${message}`).join('; '));
    t.equal(
      answer.headers['access-control-expose-headers'],
      'Content-Disposition, Retry-After, WWW-Authenticate, X-Mock-Finding',
    );
    const [first, second] = await mine.requests();
    t.same(first?.findings, []);
    t.same(second?.findings, found);
    const at = {
      request_id: second?.id,
      at: '2026-05-06T14:23:11.000Z',
      endpoint: 'search',
      path: '/external/search/',
    };
    t.same((await mock.steer('GET', '/accounts/mine/findings')).json(), {
      findings: found.map((each) => ({ ...at, ...each })),
      dropped: 0,
    });
    t.same(await mock.findings(), [], "another account's are its own");
    await mine.reset();
    t.same(await mine.findings(), []);
  },
);

t.test('unknown-parameter: a name that the endpoint does not take, with the one that is meant', async (t) => {
  const mine = await mock.account();
  await mock.results(mine.token, done, '?pageSize=1');
  await mock.results(mine.token, done, '?page_size=1');
  await mock.results(mine.token, done, '?limit=1&page_size=2');
  await get(`/enrichment/status/${done}/?page=1`, bearer(mine.token));
  t.same(await said(mine), [
    'unknown parameter "pageSize" is ignored: did you mean page_size?',
    'unknown parameter "limit" is ignored: results takes report_type, page, page_size',
    'unknown parameter "page" is ignored: status takes no parameter',
  ]);
  await ask(`${mock.url}/external/search/?nope=1`, { method: 'POST', headers: token(mine.token) });
  t.same(await said(mine), [], 'what is refused anyway says so itself');
  await get(`/enrichment/status/${done}/?a&&=b&c=&a%20b=1&`, bearer(mine.token));
  t.same(
    await said(mine),
    ['a', '', 'c', 'a b'].map((name) => `unknown parameter "${name}" is ignored: status takes no parameter`),
    'names as URLSearchParams reads them',
  );
});

t.test('unknown-parameter: a field of a body that the endpoint does not take', async (t) => {
  const mine = await mock.account();
  const post = (body: unknown) =>
    ask(`${mock.url}/enrichment-control/`, {
      method: 'POST',
      headers: { ...bearer(mine.token), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post({ csv_file_id: done, action: 'pause' });
  await post({ csv_file_id: done, action: 'pause', dry_run: true });
  await post({ csvFileId: done, action: 'pause' });
  await post([1]);
  t.same(await said(mine), [
    'unknown field "dry_run" is ignored: control takes csv_file_id, action',
    'unknown field "csvFileId" is ignored: did you mean csv_file_id?',
  ]);
});

t.test('the nearest name is found whatever its case, and none where none is near', async (t) => {
  const known = ['report_type', 'page', 'page_size'];
  for (const [name, meant] of [
    ['pageSize', 'page_size'],
    ['PAGE-SIZE', 'page_size'],
    ['page_sise', 'page_size'],
    ['pages', 'page'],
    ['reportype', 'report_type'],
    ['q', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
    ['constructor', undefined],
  ] as const) {
    t.equal(nearest(name, known), meant, name.slice(0, 20));
  }
});

t.test('doubled-parameter: given twice, and none given once beside another', async (t) => {
  const mine = await mock.account();
  await mock.search(mine.token, '?industry=Technology&industry=Retail&limit=1');
  await mock.search(mine.token, '?industry=Technology&limit=1');
  t.same(await kinds(mine), ['doubled-parameter']);
});

t.test('parameter-without-effect: a page of a CSV, but not of JSON', async (t) => {
  const mine = await mock.account();
  await mock.results(mine.token, done, '?page=2&report_type=csv');
  await mock.results(mine.token, done, '?page=2&report_type=json');
  await mock.results(mine.token, done, '?page=3');
  await mock.results(mine.token, done, '?page=&report_type=csv');
  await mock.results(mine.token, done, '?page=2&report_type=xml');
  const findings = await mine.findings();
  t.match(findings[0], {
    kind: 'parameter-without-effect',
    clause: 'R4',
    message: 'parameter page has no effect with report_type=csv: leave it out, or ask for report_type=json',
  });
  t.same(
    findings.map(({ kind }) => kind),
    ['parameter-without-effect', 'page-fetched-twice'],
    'the CSV without the page is the same once more',
  );
});

t.test('missing-slash: a path that is redirected, and whose account it is', async (t) => {
  const mine = await mock.account();
  const answer = await get('/api/v1/external/search?limit=1', token(mine.token));
  t.equal(answer.status, 301);
  t.match(answer.headers['x-mock-finding'], /^missing-slash: .*"\/api\/v1\/external\/search\/"$/);
  await get('/api/v1/external/search/?limit=1', token(mine.token));
  await get('/api/v1/nowhere', token(mine.token));
  t.match(await mine.findings(), [{ kind: 'missing-slash', clause: 'E2', endpoint: null }]);
});

t.test('wrong-scheme: a token that would be valid at the other endpoint, found for its account', async (t) => {
  const mine = await mock.account();
  t.equal((await get('/external/search/', bearer(mine.token))).status, 401);
  await get(`/enrichment/result/${done}/`, token(mine.token));
  await get('/external/search/', { authorization: `Basic ${mine.token}` });
  await get('/external/search/', bearer('nobody-has-this'));
  await get('/external/search/', bearer('expired-token'));
  t.same(await said(mine), [
    'Bearer is the scheme word of results, status, control: send "Authorization: Token <token>" to search',
    'Token is the scheme word of search, unlock: send "Authorization: Bearer <token>" to results',
  ]);
});

t.test('findings of a token that belongs to nobody stand in the journal of all', async (t) => {
  await mock.search('nobody-has-this', '?nope=1');
  const { requests } = (await mock.steer('GET', '/requests?status=401')).json();
  t.match(requests.at(-1), { account: null, findings: [{ kind: 'unknown-parameter' }] });
});

t.test('outside-vocabulary: a value that neither the vocabulary nor any person has', async (t) => {
  const mine = await mock.account();
  await mock.search(mine.token, '?job_level=Director');
  await mock.search(mine.token, '?job_level=director%20level');
  await mock.search(mine.token, '?revenue_range=%24100M-%24500M');
  await mock.search(mine.token, '?employee_range=1000-5000');
  await mock.search(mine.token, '?industry=Nonsense');
  t.same(await said(mine), [
    'job_level "Director" is not in the vocabulary and finds nobody: it takes C Level, Vice President Level, Director Level, Manager Level, Staff Level',
    'employee_range "1000-5000" is not in the vocabulary and finds nobody: it takes 1-10, 11-50, 51-200, 201-500, 501-1000, 1001-5000, 5001-10000, 10001+',
  ]);
  await mine.people([{ first_name: 'Ada', job_level: 'Founder' }]);
  await mock.search(mine.token, '?job_level=founder');
  t.same(await said(mine), [], 'a person of the account has it');
});

t.test('page-past-end: a page that begins where nothing is left', async (t) => {
  const mine = await mock.account();
  await mock.results(mine.token, done, '?page=4');
  await mock.results(mine.token, done, '?page=3');
  await mock.search(mine.token, '?offset=50');
  await mock.search(mine.token, '?offset=49');
  await mock.search(mine.token, '?company_name=nobody-works-here');
  await mock.results(mine.token, done, '?page=99999999999999999999');
  t.match(await mine.findings(), [
    { kind: 'page-past-end', clause: 'R10', message: /^page 4 is past the end: 123 records are 3 pages of 50/ },
    { kind: 'page-past-end', clause: 'S7', message: /^offset 50 is past the end: count is 50/ },
    { kind: 'page-past-end', clause: 'R10' },
  ]);
  t.equal((await mine.findings()).length, 3);
});

t.test("retry-after-ignored: a call before it has passed on the account's clock", async (t) => {
  const mine = await mock.account();
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  await mine.fail({ status: 429, headers: { 'Retry-After': '7' }, times: 1 });
  await mock.search(mine.token);
  await mine.clock.advance(6500);
  await mock.results(mine.token, done);
  t.same(await said(mine), ['called 1 s before the Retry-After of an earlier 429 has passed: wait for it']);
});

t.test('retry-after-ignored: none once it has passed; a 503 is about its endpoint; a date will do', async (t) => {
  const mine = await mock.account();
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  const date = 'Wed, 06 May 2026 14:00:07 GMT';
  await mine.fail({ endpoint: 'search', status: 503, headers: { 'Retry-After': date }, times: 1 });
  await mock.search(mine.token);
  await mock.results(mine.token, done);
  t.same(await kinds(mine), [], 'another endpoint');
  await mine.clock.advance(6000);
  await mock.search(mine.token);
  t.same(await kinds(mine), ['retry-after-ignored']);
  await mine.forget();
  await mine.fail({ endpoint: 'search', status: 503, headers: { 'Retry-After': '5' }, times: 1 });
  await mock.search(mine.token);
  await mine.clock.advance(5000);
  await mock.search(mine.token);
  t.same(await kinds(mine), []);
  await mine.fail({ status: 429, headers: { 'Retry-After': 'soon' }, times: 1 });
  await mock.search(mine.token);
  await mock.search(mine.token, '?limit=2');
  t.same(await kinds(mine), [], 'no time that can be waited for');
});

t.test('retry-after-ignored: of a real 429, until the quota is another one', async (t) => {
  const mine = await mock.account({ kind: 'test', daily_quota: 1 });
  await mock.search(mine.token);
  await mock.search(mine.token);
  await mock.search(mine.token);
  t.same(await kinds(mine), ['retry-after-ignored']);
  await mine.change({ daily_quota: 9 });
  await mock.search(mine.token, '?limit=3');
  t.same(await kinds(mine), ['retry-after-ignored']);
});

t.test(
  'retry-after-ignored: none of a call that was on its way, or whose client has waited by its own clock',
  async (t) => {
    const mine = await mock.account();
    await mine.fail({ status: 429, headers: { 'Retry-After': '7' }, times: 2 });
    await mine.clock.set({ frozen: true });
    await mock.search(mine.token);
    await mock.search(mine.token);
    t.same(await kinds(mine), ['retry-after-ignored'], 'the same page again');

    const memory = openMemory();
    const told = { at: 5000, machine: 90_000 };
    rememberWait(memory, 'search', { status: 503, header: '7', url: '/a', moment: told });
    const later = (at: number, machine: number, url = '/a') =>
      waitFindings(memory, 'search', url, { at: told.at + at, machine: told.machine + machine }).length;
    t.equal(later(0, 6800), 1);
    t.equal(later(0, 6999), 0, "the account's clock stands still");
    t.equal(later(6999, 1), 0, "the account's clock was advanced");
    t.equal(later(0, 24, '/b'), 0);
    t.equal(later(0, 25, '/b'), 1);
    rememberWait(memory, 'search', { status: 503, header: '7', url: '/b', moment: { at: 5020, machine: 90_020 } });
    t.equal(later(30, 30), 1, 'it was told before, so that it was not on its way');
  },
);

t.test("polled-too-soon: none within a timer's jitter, nor of a client that has just moved the job", async (t) => {
  const mine = await mock.account();
  const poll = (id: string) => get(`/enrichment/status/${id}/`, bearer(mine.token));
  const { job_id } = await mine.job({ ...polls, status: 'in-progress' });
  await poll(job_id);
  await mine.clock.advance(1950);
  await poll(job_id);
  t.same(await kinds(mine), []);
  for (const action of ['pause', 'resume']) {
    const answer = await ask(`${mock.url}/enrichment-control/`, {
      method: 'POST',
      headers: { ...bearer(mine.token), 'content-type': 'application/json' },
      body: JSON.stringify({ csv_file_id: job_id, action }),
    });
    t.equal(answer.status, 200);
    await poll(job_id);
  }
  t.same(await kinds(mine), []);
  await poll(job_id);
  t.same(await kinds(mine), ['polled-too-soon']);
});

t.test('polled-too-soon: a status asked for again before two seconds, or fifteen of a large job', async (t) => {
  const mine = await mock.account();
  const poll = (id: string) => get(`/enrichment/status/${id}/`, bearer(mine.token));
  const { job_id: small } = await mine.job(polls);
  const { job_id: large } = await mine.job({ ...polls, generate: 1001 });
  await poll(small);
  await poll(large);
  await poll(small);
  await mine.clock.advance(2000);
  await poll(small);
  await poll(large);
  await mine.clock.advance(15_000);
  await poll(large);
  await get('/enrichment/status/', bearer(mine.token));
  t.match(
    (await mine.findings()).map(({ message }) => message),
    [
      /^the job was polled \d\.\d s before: poll one of 5 records every 2 s at most$/,
      /^the job was polled 2\.\d s before: poll one of more than 1000 records every 15 s at most$/,
    ],
  );
  t.equal((await mine.findings()).length, 2);
});

t.test('polled-too-soon: not where time has no say', async (t) => {
  const mine = await mock.account();
  const twice = async (id: string, between: () => Promise<unknown> = async () => {}) => {
    for (const work of [between, async () => {}]) {
      await get(`/enrichment/status/${id}/`, bearer(mine.token));
      await work();
    }
    await get(`/enrichment/status/${id}/`, bearer(mine.token)).then(() => {});
    const found = await kinds(mine);
    await mine.forget();
    return found;
  };
  t.same(await twice((await mine.job(polls)).job_id), ['polled-too-soon', 'polled-too-soon']);
  const byPolls = { generate: 1, timeline: [{ status: 'completed' as const, after_polls: 9 }] };
  t.same(await twice((await mine.job(byPolls)).job_id), [], 'it moves by polls');
  t.same(await twice(done), [], 'it stands still');
  const steered = await mine.job({ status: 'queued' });
  await get(`/enrichment/status/${steered.job_id}/`, bearer(mine.token));
  await mine.clock.advance(1000);
  await mine.changeJob(steered.job_id, { status: 'in-progress' });
  await get(`/enrichment/status/${steered.job_id}/`, bearer(mine.token));
  t.same(await said(mine), [], 'steering has changed it since');
  await mine.clock.set({ frozen: true });
  t.same(await twice((await mine.job(polls)).job_id), [], 'the clock stands still');
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
  t.match(await said(mine), [
    `this page was fetched before, by request ${id}, and nothing has changed since: keep it`,
    /^this page was fetched before/,
  ]);
  const uuid = 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d';
  const changes: (() => Promise<unknown>)[] = [
    () => mine.unlock(uuid, 'email'),
    () => mine.people([{ first_name: 'Ada' }]),
    () => mine.sharedPeople(),
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

t.test('page-fetched-twice: a page that broke off was not fetched', async (t) => {
  const mine = await mock.account();
  for (const path of ['/external/search/?limit=9', `/enrichment/result/${done}/?report_type=csv`]) {
    const headers = path.includes('search') ? token(mine.token) : bearer(mine.token);
    await mine.fail({ connection: 'truncate', times: 1 });
    await t.rejects(get(path, headers));
    await get(path, headers);
    t.same(await kinds(mine), [], path);
    await get(path, headers);
    t.same(await kinds(mine), ['page-fetched-twice']);
    await mine.forget();
  }
});

t.test(
  'walk-cut-short: on the last request of a walk that stops before count, as long as nothing follows',
  async (t) => {
    const mine = await mock.account();
    await mock.search(mine.token, '?limit=20');
    t.same(await kinds(mine), [], 'one page is no walk');
    await mock.search(mine.token, '?limit=20&offset=20');
    t.match(await mine.requests(), [
      { findings: [] },
      {
        findings: [{ kind: 'walk-cut-short', clause: 'S8', message: /^the walk of 2 pages stops at 40 of 50: go on/ }],
      },
    ]);
    await mock.search(mine.token, '?limit=20&offset=40');
    t.same(await kinds(mine), [], 'it has reached count');

    await mock.results(mine.token, done, '?page_size=50&page=1');
    await mock.results(mine.token, done, '?page_size=50&page=2');
    const [cut] = await mine.findings();
    t.match(cut, { kind: 'walk-cut-short', clause: 'R9', message: /stops at 100 of 123: go on until total_records/ });
    await mock.results(mine.token, done, '?page_size=50&page=1');
    t.match(
      (await mine.findings()).map(({ kind }) => kind),
      ['walk-cut-short', 'page-fetched-twice'],
      'one that begins anew leaves the old one cut',
    );
  },
);

t.test('walk-cut-short: none of pages that are no walk, or that a page past the end has ended', async (t) => {
  const mine = await mock.account();
  await mock.search(mine.token, '?limit=5');
  await mock.search(mine.token, '?limit=5&offset=30');
  await mock.search(mine.token, '?limit=5&industry=Technology&offset=5');
  t.same(await kinds(mine), []);
  await mine.people([{ first_name: 'Ada' }, { first_name: 'Bea' }]);
  await mock.search(mine.token, '?limit=1');
  await mock.search(mine.token, '?limit=1&offset=1');
  await mock.search(mine.token, '?limit=1&offset=2');
  t.same(await kinds(mine), ['page-past-end']);
});

t.test('walk-cut-short: none of a walk that a failure has stopped, whoever goes on or not', async (t) => {
  const mine = await mock.account();
  const page = (query: string) => mock.results(mine.token, done, query);
  const failures: Parameters<typeof mine.fail>[0][] = [
    { status: 500 },
    { status: 200, body: '<html>' },
    { connection: 'truncate' },
    { connection: 'reset' },
  ];
  for (const failure of failures) {
    await page('');
    await page('?page=2');
    await mine.fail({ ...failure, times: 1 });
    await page('?page=3').catch(() => {});
    t.same(await kinds(mine), [], JSON.stringify(failure));
    await page('?page=2&page_size=40');
    await page('?page=3&page_size=40');
    t.same(await kinds(mine), ['walk-cut-short'], 'it goes on after the failure, and stops by itself');
    await mine.forget();
  }
  await mock.search(mine.token, '?limit=20');
  await mock.search(mine.token, '?limit=20&offset=20');
  await mine.fail({ status: 500, times: 1 });
  await mock.search(mine.token, '?limit=20&offset=20&industry=x');
  t.same(await kinds(mine), ['walk-cut-short'], 'what failed is a page of another walk');
});

t.test('walk-cut-short: a job id that no route takes is of no walk, however its connection ends', async (t) => {
  const mine = await mock.account();
  await mine.fail({ connection: 'reset' });
  await t.rejects(get('/enrichment/result/a%2Fb/', bearer(mine.token)));
  t.match(await mine.requests(), [{ endpoint: 'results', status: null, findings: [] }]);
});

t.test('walk-cut-short: none of pages that come in another order, or are larger in the end', async (t) => {
  const mine = await mock.account();
  for (const pages of [
    [3, 1, 2],
    [2, 3, 1],
  ]) {
    for (const page of pages) await mock.results(mine.token, done, `?page=${page}`);
    t.same(await kinds(mine), [], String(pages));
    await mine.forget();
  }
  for (const query of ['', '?page=2', '?page=2&page_size=100']) await mock.results(mine.token, done, query);
  t.same(await kinds(mine), []);
});

t.test('what a client sends can neither break the header nor make it endless', async (t) => {
  const mine = await mock.account();
  const names = ['%0D%0AX-Evil:%201', '%E7%BE%8E', 'x'.repeat(5000), '%00', '%7F', 'a', 'b', 'c'];
  const answer = await mock.search(mine.token, `?${names.map((name) => `${name}=1`).join('&')}`);
  const header = String(answer.headers['x-mock-finding']);
  t.equal(answer.status, 200);
  t.equal(answer.headers['x-evil'], undefined);
  t.match(header, /^[ -~]{1,2000}$/);
  t.match(header, '"\\r\\nX-Evil: 1"');
  t.match(header, '"\\u7f8e"');
  t.match(header, /; and 3 more$/);
  t.equal((await mine.findings()).length, names.length);
  await mine.forget();
  await mock.search(mine.token, `?${Array.from({ length: 500 }, (_, index) => `n${index}`).join('&')}`);
  t.equal((await mine.findings()).length, 20, 'so many of one request at most');
});

t.test('what is remembered is bounded: what was set longest ago goes', async (t) => {
  const map = recent<string, number>(4);
  for (const [index, key] of ['a', 'b', 'a', 'c', 'd', 'e', 'f'].entries()) map.set(key, index);
  t.same(['a', 'b', 'c', 'd', 'e', 'f'].map(map.get), [undefined, undefined, undefined, 4, 5, 6]);
});

t.test('a call that breaks before it is answered has its findings in the journal', async (t) => {
  const mine = await mock.account();
  await mine.fail({ connection: 'reset', times: 1 });
  const socket = connect(Number(new URL(mock.url).port), '127.0.0.1').on('error', () => {});
  socket.write(`GET /external/search/?nope=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${mine.token}\r\n\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  t.match(await mine.requests(), [{ status: null, findings: [{ kind: 'unknown-parameter' }] }]);
});
