import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { token } from '../support/http.ts';
import { minCpuTime } from '../support/min-cpu-time.ts';
import { fixtures, job, jobId, person, startTestServer } from '../support/test-server.ts';

t.test('an account shows a valid token if it has one', async (t) => {
  const tokens = ['z-live', { token: 'a-old', state: 'expired' as const }];
  const { app } = await startTestServer(t, fixtures({ accounts: [{ name: 'a', tokens }] }));
  t.match((await app.inject('/__mock/accounts/a')).json(), { token: 'z-live', token_expired: false });
});

t.test('a new account starts with its own copy of the default jobs and unlocks, with the same ids', async (t) => {
  const { callAdmin, search, results } = await startAdminMock(t);
  const created = await callAdmin('POST', '/accounts', {});
  t.equal(created.status, 201);
  t.match(created.json(), {
    name: 'account-1',
    token: /^mock-/,
    kind: 'live',
    active: true,
    credits: 500,
    daily_quota: null,
  });
  const { token } = created.json();
  t.equal((await search(token, '?limit=50')).text, (await search('demo-token', '?limit=50')).text);
  const job = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
  t.equal((await results(token, job)).text, (await results('demo-token', job)).text);
  t.equal(
    (await results(token, job, '?report_type=csv')).text,
    (await results('demo-token', job, '?report_type=csv')).text,
  );

  await callAdmin('DELETE', `/accounts/account-1/jobs/${job}`);
  t.equal((await results(token, job)).status, 404);
  t.equal((await results('demo-token', job)).status, 200, 'the job of demo is another copy');
});

t.test('without an account demo in the fixtures, a new account copies the jobs of the first account', async (t) => {
  const { app } = await startTestServer(t, fixtures({ jobs: [job([{ a: 1 }])] }));
  await app.inject({ method: 'POST', url: '/__mock/accounts', payload: { name: 'mine' } });
  const { jobs } = (await app.inject('/__mock/accounts/mine/jobs')).json();
  t.same(
    jobs.map(({ job_id }: { job_id: string }) => job_id),
    [jobId],
  );
});

t.test(
  'a new account without a name gets the next free name; after a reset names start with account-1 again',
  async (t) => {
    const mock = await startAdminMock(t);
    await mock.account({ name: 'account-2' });
    t.same([(await mock.account()).name, (await mock.account()).name], ['account-1', 'account-3']);
    await mock.reset();
    t.equal((await mock.account()).name, 'account-1');
  },
);

t.test('"from": "empty" creates an account without jobs and unlocks', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const { token } = (await callAdmin('POST', '/accounts', { name: 'bare', from: 'empty', credits: 0 })).json();
  t.same((await callAdmin('GET', '/accounts/bare/jobs')).json(), { jobs: [] });
  for (const person of (await search(token, '?limit=50')).json().results) {
    t.match(person, { is_email_unlocked: false, is_phone_unlocked: false });
  }
});

t.test('GET, PATCH and DELETE an account; a name can be used once', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const created = (await callAdmin('POST', '/accounts', { name: 'mine', credits: 7 })).json();
  t.same((await callAdmin('GET', '/accounts/mine')).json(), created);
  const twice = await callAdmin('POST', '/accounts', { name: 'mine' });
  t.equal(twice.status, 409);
  t.equal(twice.json().path, '/name');

  const statuses = async () => (await search(created.token)).status;
  t.match((await callAdmin('PATCH', '/accounts/mine', { token_expired: true })).json(), {
    token_expired: true,
    credits: 7,
  });
  t.equal(await statuses(), 401);
  await callAdmin('PATCH', '/accounts/mine', { token_expired: false });
  t.equal(await statuses(), 200);
  await callAdmin('PATCH', '/accounts/mine', { active: false });
  t.equal(await statuses(), 401);
  t.match((await callAdmin('PATCH', '/accounts/mine', { active: true, credits: 9 })).json(), {
    active: true,
    credits: 9,
  });
  t.equal(await statuses(), 200);

  t.equal((await callAdmin('DELETE', '/accounts/mine')).status, 204);
  t.equal(await statuses(), 401);
  t.equal((await callAdmin('GET', '/accounts/mine')).status, 404);
  t.equal(
    (await callAdmin('POST', '/accounts', { name: 'mine' })).json().token,
    created.token,
    'the token is derived from the name',
  );
});

t.test('an account with the name of a deleted account has nothing of the deleted account', async (t) => {
  const data = fixtures({ jobs: [job([{ contact_email: 'ada@my.example' }])], people: [person(1)] });
  const { app } = await startTestServer(t, data, () => 0);
  const callAdmin = (method: 'DELETE' | 'PATCH' | 'POST' | 'PUT', path: string, payload?: object) =>
    app.inject({ method, url: `/__mock/accounts${path}`, ...(payload && { payload }) });
  const parts = ['', '/jobs', '/faults', '/clock', '/credits', '/requests', '/findings', '/disclosures'];
  const make = async (): Promise<string[]> => {
    t.equal((await callAdmin('POST', '', { name: 'mine', token: 'mine' })).statusCode, 201);
    return readAll();
  };
  const readAll = async (): Promise<string[]> =>
    Promise.all(parts.map(async (part) => (await app.inject(`/__mock/accounts/mine${part}`)).body));
  const search = async (query = '') =>
    (await app.inject({ url: `/external/search/${query}`, headers: token('mine') })).body;

  const newAccount = await make();
  const newSearch = await search();
  await callAdmin('PUT', '/mine/people', [{ uuid: person(2).uuid, contact_email: 'own@my.example' }]);
  await callAdmin('PUT', `/mine/unlocks/${person(2).uuid}`, { email: true });
  await callAdmin('PATCH', '/mine', { credits: 3 });
  await callAdmin('PUT', '/mine/clock', { now: '2026-05-06T14:23:11Z', frozen: true });
  await callAdmin('POST', '/mine/jobs', { records: [] });
  await callAdmin('POST', '/mine/faults', { endpoint: 'status', status: 503 });
  t.match(await search('?limt=1'), 'own@my.example');
  for (const [index, part] of (await readAll()).entries())
    t.not(part, newAccount[index], `${parts[index]} has changed`);
  t.equal((await callAdmin('DELETE', '/mine')).statusCode, 204);
  t.same(await make(), newAccount);
  t.equal(await search(), newSearch);
});

t.test('expired tokens can become valid again, revoked tokens stay revoked', async (t) => {
  const tokens = ['a', 'b', { token: 'revoked', state: 'revoked' as const }];
  const { app } = await startTestServer(t, fixtures({ accounts: [{ name: 'a', tokens }] }));
  const statuses = async () => {
    const answers = ['a', 'b', 'revoked'].map((text) => app.inject({ url: '/external/search/', headers: token(text) }));
    return (await Promise.all(answers)).map(({ statusCode }) => statusCode);
  };
  for (const [token_expired, status] of [
    [true, 401],
    [false, 200],
  ] as const) {
    await app.inject({ method: 'PATCH', url: '/__mock/accounts/a', payload: { token_expired } });
    t.same(await statuses(), [status, status, 401]);
  }
});

t.test('a token can be chosen, but by one account only', async (t) => {
  const { callAdmin, search, account } = await startAdminMock(t);
  const created = await callAdmin('POST', '/accounts', { name: 'mine', token: 'my-token:1' });
  t.match(created.json(), { name: 'mine', token: 'my-token:1' });
  t.equal((await search('my-token:1')).status, 200);
  const chosen = await account({ token: 'another' });
  t.equal((await search(chosen.token)).status, 200);
  t.equal(chosen.token, 'another');
  // Another account can also choose the token that would be the default of an account.
  const next = (await callAdmin('POST', '/accounts', { name: 'next' })).json().token;
  await callAdmin('DELETE', '/accounts/next');
  await callAdmin('POST', '/accounts', { name: 'thief', token: next });
  for (const body of [{ token: 'my-token:1' }, { token: 'demo-token' }, { token: 'expired-token' }, { name: 'next' }]) {
    const refused = await callAdmin('POST', '/accounts', body);
    t.match(refused, { status: 409 });
    t.match(refused.json(), {
      path: '/token',
      error: /the token "\S+" belongs to another account: choose another token/,
    });
  }
});

t.test('E6: a test account over its quota gets 429 until its clock passes midnight UTC', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const { token } = (await callAdmin('POST', '/accounts', { name: 'q', kind: 'test', daily_quota: 2 })).json();
  await callAdmin('PUT', '/accounts/q/clock', { now: '2026-05-06T23:59:00Z', frozen: true });
  const statuses = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await search(token)).status);
  t.same(statuses, [200, 200, 429, 429]);
  t.equal((await search(token)).headers['retry-after'], '60');
  await callAdmin('POST', '/accounts/q/clock/advance', { ms: 59_999 });
  t.equal((await search(token)).headers['retry-after'], '1');
  await callAdmin('POST', '/accounts/q/clock/advance', { ms: 1 });
  t.equal((await search(token)).status, 200);
  t.match((await callAdmin('PATCH', '/accounts/q', { kind: 'live' })).json(), { daily_quota: null });
  for (let call = 0; call < 4; call += 1) t.equal((await search(token)).status, 200);
});

t.test('PATCH changes only the fields that are sent', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  const body = { name: 'mine', kind: 'test', daily_quota: 3, credits: 7, mute_findings: ['polled-too-soon'] };
  let expected = (await callAdmin('POST', '/accounts', body)).json();
  const changes = [
    { daily_quota: 4 },
    { credits: 8 },
    { active: false },
    { token_expired: true },
    { mute_findings: [] },
  ];
  for (const change of [{}, ...changes]) {
    expected = { ...expected, ...change };
    t.same((await callAdmin('PATCH', '/accounts/mine', change)).json(), expected, JSON.stringify(change));
    t.same((await callAdmin('GET', '/accounts/mine')).json(), expected);
  }
});

t.test('two mocks create the same accounts, jobs and people from the same calls', async (t) => {
  const createAll = async () => {
    const { callAdmin } = await startAdminMock(t);
    const answers = [
      await callAdmin('POST', '/accounts', {}),
      await callAdmin('POST', '/accounts', {}),
      await callAdmin('PUT', '/accounts/account-1/clock', { now: '2026-01-01T00:00:00Z', frozen: true }),
      await callAdmin('POST', '/accounts/account-1/jobs', { generate: 3 }),
      await callAdmin('POST', '/accounts/account-1/jobs', { generate: 3 }),
      await callAdmin('PUT', '/accounts/account-2/people', [{ first_name: 'A' }, {}]),
    ];
    return answers.map(({ text }) => text);
  };
  const [first, second] = [await createAll(), await createAll()];
  t.same(first, second);
  t.equal(new Set(first).size, first.length);
});

t.test('the time to list accounts grows in proportion to their number', async (t) => {
  const measure = async (count: number): Promise<number> => {
    const accounts = Array.from({ length: count }, (_, index) => ({ name: `n${index}`, tokens: [`t${index}`] }));
    const { app } = await startTestServer(t, fixtures({ accounts }));
    const list = () => app.inject('/__mock/accounts');
    const listed = (await list()).json().accounts;
    t.equal(listed.length, count);
    t.match(listed[1], { name: 'n1', token: 't1', token_expired: false });
    return minCpuTime(list);
  };
  const [few, many] = [await measure(400), await measure(4000)];
  t.ok(many < 30 * few, `${many} ms for ten times as many accounts as took ${few} ms`);
});
