import t from 'tap';
import { createCreditRepository } from '../../src/db/repositories/credit-repository.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { fixtures, job, jobId, person, startTestServer } from '../support/test-server.ts';

t.test('a change that would make the state larger than --state-limit is refused with 413 as a whole', async (t) => {
  const { callAdmin, account, results } = await startAdminMock(t, { people: 50, stateLimit: 1 });
  const mine = await account();
  const path = `/accounts/${mine.name}/jobs`;
  const refused = await callAdmin('POST', path, { generate: 5000 });
  t.equal(refused.status, 413);
  t.match(refused.json(), { error: /^the state in memory would be larger than 1 MiB .* --state-limit/, path: '' });
  const people = Array.from({ length: 2000 }, (_, index) => ({ first_name: `${index} ${'x'.repeat(500)}` }));
  t.equal((await callAdmin('PUT', `/accounts/${mine.name}/people`, people)).status, 413);
  t.match((await mine.get()).name, mine.name);
  const { job_id } = await mine.createJob({ generate: 10 });
  t.equal((await results(mine.token, job_id)).status, 200, 'a job that fits is created');
  const { memory } = (await callAdmin('GET', '')).json();
  t.equal(memory.state.limit, 2 ** 20);
  t.ok(memory.state.bytes <= memory.state.limit, 'nothing of the refused changes is stored');
});

t.test('with a full state, every change that would make it larger is refused', async (t) => {
  const { app, store } = await startTestServer(t, fixtures({ people: [person(1)] }), undefined, {}, undefined, {
    limit: 1,
  });
  const send = (method: 'GET' | 'PATCH' | 'POST' | 'PUT', path: string, payload?: object) =>
    app.inject({ method, url: `/__mock${path}`, ...(payload && { payload }) });
  const { id } = (await send('POST', '/accounts/a/faults', { status: 503 })).json();
  const insert = store.db.prepare("INSERT INTO ledger VALUES ('b', ?, 0, 0, ?, NULL)");
  for (let row = 0; row < 20; row += 1) insert.run(row, 'x'.repeat(100_000));
  const long = 'x'.repeat(60_000);
  const before = (await send('GET', '')).json().memory.state;
  t.ok(before.bytes > before.limit);
  for (const [method, path, payload] of [
    ['POST', '/accounts', { token: 'x'.repeat(16_000) }],
    ['POST', '/accounts/a/jobs', { records: [{ text: long }] }],
    ['PUT', '/accounts/a/people', [{ first_name: long }]],
    ['POST', '/accounts/a/faults', { status: 503, body: long }],
    ['PATCH', `/accounts/a/faults/${id}`, { body: long }],
    ['POST', '/faults', { status: 503, body: long }],
    ['PUT', '/snapshots/full', undefined],
  ] as const) {
    t.equal((await send(method, path, payload)).statusCode, 413, `${method} ${path}`);
    t.same((await send('GET', '')).json().memory.state, before, 'nothing of the refused change is stored');
  }
});

t.test('a state over its limit can be made smaller, and clients can still call the emulated API', async (t) => {
  const { app, store } = await startTestServer(t, fixtures({ people: [person(1)] }), undefined, {}, undefined, {
    limit: 1,
  });
  const insert = store.db.prepare("INSERT INTO ledger VALUES ('b', ?, 0, 0, ?, NULL)");
  for (let id = 0; id < 20; id += 1) insert.run(id, 'x'.repeat(100_000));
  const send = (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, headers: token('a'), ...(payload && { payload }) });
  const body = { uuids: [person(1).uuid], unlock_type: 'email' };
  t.equal((await send('POST', '/external/unlock/', body)).statusCode, 402);
  await send('PATCH', '/__mock/accounts/a', { active: true });
  const job = { records: [{ text: 'x'.repeat(100_000) }] };
  t.equal((await send('POST', '/__mock/accounts/a/jobs', job)).statusCode, 413);
  t.equal((await send('DELETE', '/__mock/accounts/b')).statusCode, 204);
  t.equal((await send('POST', '/__mock/accounts/a/jobs', job)).statusCode, 201);
});

t.test('an account has at most 1,000 jobs; a job has at most 200 fields and 200 steps', async (t) => {
  const { app, store } = await startTestServer(t, fixtures());
  const make = async (body: object, account = 'a') => {
    const answer = await app.inject({ method: 'POST', url: `/__mock/accounts/${account}/jobs`, payload: body });
    return [answer.statusCode, answer.json().error ?? answer.json().job_id];
  };
  await make({ records: [] });
  const columns =
    'category, tier, status, fields_to_enrich, shared, record_set, size, processed, submitted_at, updated_at';
  store.db.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999)
    INSERT INTO jobs (account, job_id, ${columns}) SELECT account, n, ${columns} FROM jobs, numbers`);
  t.match(await make({ records: [] }), [409, /^account a has 1000 jobs, which is the limit/]);
  t.match(await make({ records: [] }, 'b'), [201], 'another account can still have jobs');
  store.db.exec("DELETE FROM jobs WHERE job_id = '1'");
  const atOnce = await Promise.all([1, 2].map(() => make({ generate: 600 })));
  t.same(atOnce.map(([status]) => status).sort(), [201, 409], 'one of two simultaneous calls creates a job');
  const names = Array.from({ length: 201 }, (_, index) => `f${index}`);
  t.match(await make({ fields_to_enrich: names }), [400, /at most 200/]);
  t.match(await make({ fields_to_enrich: ['x'.repeat(101)] }), [400, /1 to 100 letters/]);
  const timeline = names.map((_, after_polls) => ({ status: 'queued', after_polls }));
  t.match(await make({ timeline }), [400, /at most 200/]);
});

t.test('the ledger keeps at least 10,000 entries, and their sum is the balance', async (t) => {
  const { store } = await startTestServer(t, fixtures());
  const credits = createCreditRepository(store.db);
  // The last entry makes the ledger combine the oldest entries.
  const count = 11_001;
  store.transact(() => {
    for (let index = 0; index < count; index += 1) credits.move('a', 3, index, 'test', null);
  })();
  const entries = credits.listEntries('a');
  t.ok(entries.length > 10_000 && entries.length < count, `${entries.length} entries, the first for all earlier ones`);
  t.equal(
    entries.reduce((sum, { amount }) => sum + amount, 0),
    3 * count,
  );
  t.equal(credits.getBalance('a'), 3 * count);
  t.match([entries[0], entries[1], entries.at(-1)], [{ reason: 'earlier entries' }, { reason: 'test' }, { id: count }]);
});

t.test('an account with more unlocks than fit into memory gets the same answers', async (t) => {
  const known = person(1, { contact_email: 'ada@my.example' });
  const { app, store } = await startTestServer(t, fixtures({ people: [known, person(2)] }));
  const search = async () => (await app.inject({ url: '/external/search/', headers: token('a') })).json().results;
  const insert = store.db.prepare("INSERT INTO unlocks VALUES ('a', ?, 1, 0)");
  for (let index = 0; index < 20_001; index += 1) insert.run(`${index}`);
  matchList(t, await search(), [{ is_email_unlocked: false }, { is_email_unlocked: false }]);
  const url = `/__mock/accounts/a/unlocks/${known.uuid}`;
  await app.inject({ method: 'PUT', url, payload: { email: true } });
  matchList(t, await search(), [
    { contact_email: 'ada@my.example', is_email_unlocked: true },
    { is_email_unlocked: false },
  ]);
  const { memory } = (await app.inject('/__mock')).json();
  t.ok(memory.unlocks.bytes < memory.unlocks.limit);
  await app.inject({ method: 'DELETE', url });
  matchList(t, await search(), [{ contact_email: null, is_email_unlocked: false }, {}]);
});

t.test('disclosed values of a deleted job count with their full length', async (t) => {
  const mock = await startAdminMock(t);
  const { job_id } = await mock.createJob({ records: [{ contact_email: 'x'.repeat(100_000) }] });
  await mock.results(mock.token, job_id);
  const bytes = async () => (await mock.callAdmin('GET', '')).json().memory.disclosures.bytes;
  t.ok((await bytes()) < 10_000, 'the disclosure is a reference');
  await mock.deleteJob(job_id);
  t.ok((await bytes()) > 100_000, 'the disclosure is the value');
});

t.test('the journal keeps the first 2,048 letters of a URL and marks longer URLs', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const start = '/external/search/?industry=';
  const fits = 'x'.repeat(2048 - start.length);
  await search('demo-token', `?industry=${fits}`);
  await search('demo-token', `?industry=${fits}y&limit=1`);
  matchList(t, (await callAdmin('GET', '/accounts/demo/requests')).json().requests, [
    { query: { industry: fits }, url_truncated: false },
    { query: { industry: fits }, url_truncated: true },
  ]);
  t.same(Object.keys((await callAdmin('GET', '/accounts/demo/requests')).json().requests[1].query), ['industry']);
});

t.test('if two search indexes do not fit into memory, the one that was used last is kept', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  const indexBytes = async (): Promise<number> => (await app.inject('/__mock')).json().memory.indexes.bytes;
  const search = async (account: string, company: string): Promise<number> =>
    (await app.inject({ url: `/external/search/?company_name=${company}`, headers: token(account) })).json().count;
  const setPeople = (account: string, company: string) =>
    app.inject({
      method: 'PUT',
      url: `/__mock/accounts/${account}/people`,
      payload: JSON.stringify(
        Array.from({ length: 1000 }, (_, index) => ({ company_name: `${company}${index}${'x'.repeat(900)}` })),
      ),
    });
  await setPeople('a', 'Acme');
  await setPeople('b', 'Borealis');
  t.equal(await search('a', 'acme'), 1000);
  const bytesOfOne = await indexBytes();
  t.ok(bytesOfOne > 8 * 2 ** 20, `${bytesOfOne} bytes of one index`);
  t.same([await search('b', 'borealis'), await search('b', 'acme')], [1000, 0]);
  t.same([await search('a', 'acme'), await search('a', 'borealis')], [1000, 0], 'each account has its own index');
  t.ok((await indexBytes()) < 1.1 * bytesOfOne);
  await setPeople('a', 'Cassini');
  t.same([await search('a', 'acme'), await search('a', 'cassini')], [0, 1000], 'new people get a new index');
});

t.test('a snapshot has a name of 1 to 200 letters, and there are at most 1,000 snapshots', async (t) => {
  const { app, store } = await startTestServer(t, fixtures());
  const save = async (name: string) => {
    const { statusCode, body } = await app.inject({ method: 'PUT', url: `/__mock/snapshots/${name}` });
    return [statusCode, body];
  };
  t.match(await save(''), [400, /a name of 1 to 200 letters/]);
  t.match(await save('x'.repeat(201)), [400, /a name of 1 to 200 letters/]);
  t.match(await save('x'.repeat(200)), [204]);
  const insert = store.db.prepare('INSERT INTO snapshot_names (name) VALUES (?)');
  for (let index = 1; index < 1000; index += 1) insert.run(`${index}`);
  t.match(await save('one-more'), [400, /there are 1000 snapshots, which is the limit/]);
  t.match(await save('999'), [204], 'an existing snapshot can be saved again');
});

t.test('a token has at most 16,384 letters, which fit into a header', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  const make = (length: number) =>
    app.inject({ method: 'POST', url: '/__mock/accounts', payload: { token: 'x'.repeat(length) } });
  t.match((await make(16_385)).json(), { error: /at most 16384 letters/, path: '/token' });
  t.equal((await make(16_384)).statusCode, 201);
});

t.test('disclosures of shared people and records stay references when a snapshot is restored', async (t) => {
  const { app } = await startTestServer(t, fixtures({ jobs: [job([{ contact_email: 'ada@my.example' }])] }));
  await app.inject({ url: `/enrichment/result/${jobId}/`, headers: { authorization: 'Bearer a' } });
  const bytes = async (): Promise<number> => (await app.inject('/__mock')).json().memory.disclosures.bytes;
  const before = await bytes();
  t.ok(before > 0);
  await app.inject({ method: 'PUT', url: '/__mock/snapshots/here' });
  await app.inject({ method: 'POST', url: '/__mock/snapshots/here/restore' });
  t.equal(await bytes(), before);
  const { disclosures } = (await app.inject('/__mock/accounts/a/disclosures')).json();
  matchList(t, disclosures, [{ value: 'ada@my.example' }]);
});

t.test('lists of jobs and faults are complete and in order, even if every entry is long', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  const make = async (what: string, payload: object) =>
    (await app.inject({ method: 'POST', url: `/__mock/accounts/a/${what}`, payload })).json();
  const fields = Array.from({ length: 200 }, (_, index) => `${index}`.padEnd(100, 'x'));
  const jobs: string[] = [];
  const faults: number[] = [];
  for (let index = 0; index < 10; index += 1) {
    jobs.push((await make('jobs', { records: [], fields_to_enrich: fields })).job_id);
    faults.push((await make('faults', { status: 503, body: 'x'.repeat(30_000) })).id);
  }
  const listed = async (what: string) => (await app.inject(`/__mock/accounts/a/${what}`)).json();
  t.same((await listed('jobs')).jobs.map(({ job_id }: { job_id: string }) => job_id).sort(), jobs.sort());
  t.match((await listed('jobs')).jobs[0], { fields_to_enrich: fields });
  t.same(
    (await listed('faults')).faults.map(({ id }: { id: number }) => id),
    faults,
  );
});
