import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import { createTransaction } from '../../src/db/connection/transactions.ts';
import { openStore } from '../../src/db/open-store.ts';
import { fillSeedData, openSeedData } from '../../src/db/prepared/fill-seed-data.ts';
import { createInitialData } from '../../src/fixtures/create-initial-data.ts';
import { loadFixtures } from '../../src/fixtures/load/load-fixtures.ts';
import { startProgram } from '../support/child-process.ts';
import { bin, type Command, serve, tinyDataOptions, urlIn, watchOutput } from '../support/command.ts';
import { type Answer, bearer, sendRequest, token } from '../support/http.ts';
import { fixtures, job, jobId, newJob, person, startTestServer } from '../support/test-server.ts';

const people = Array.from({ length: 200 }, (_, number) => person(number, { contact_email: `${number}@example.com` }));
const given = fixtures({
  accounts: [{ name: 'a', tokens: ['a'], credits: 1000 }],
  people,
  jobs: [job([{ a: 1 }, { a: 2 }], { status: 'Paused', processed: 1 })],
});
const failure = { detail: 'A server error occurred.' };
const unwritten = {
  error:
    "the state can't be written (database or disk is full): make room on the disk of --db, then call again; nothing was done",
  path: '',
};

/** Reads the state of an account as far as a client or the admin API can read it. */
const seen = async (app: FastifyInstance): Promise<string[]> => {
  const paths = ['', '/credits', '/jobs', '/faults'].map((path) => `/__mock/accounts/a${path}`);
  const asked = [...paths, '/__mock/accounts', '/__mock/snapshots', '/external/search/?limit=1000'];
  const answers = await Promise.all(asked.map((url) => app.inject({ url, headers: token('a') })));
  return answers.map(({ statusCode, body }) => `${statusCode} ${body}`);
};

t.test(
  'with a full disk, calls that write are refused and change nothing, and all other calls are answered',
  async (t) => {
    const file = join(t.testdir(), 'state.db');
    const { app, store } = await startTestServer(t, given, () => 0, {}, undefined, { file });
    const pages = store.db.pragma('page_count', { simple: true });
    const unlock = (uuids: string[]) =>
      app.inject({
        method: 'POST',
        url: '/external/unlock/',
        headers: token('a'),
        payload: { uuids, unlock_type: 'email' },
      });
    const callAdmin = (method: 'POST' | 'PUT' | 'PATCH', path: string, payload: object) =>
      app.inject({ method, url: `/__mock${path}`, payload });
    const resume = () =>
      app.inject({
        method: 'POST',
        url: '/enrichment-control/',
        headers: bearer('a'),
        payload: { csv_file_id: jobId, action: 'resume' },
      });
    store.db.pragma(`max_page_count = ${pages}`);
    const before = await seen(app);
    const refused = await unlock(people.map(({ uuid }) => uuid));
    t.equal(refused.statusCode, 500);
    t.same(refused.json(), failure);
    const large = 'x'.repeat(100_000);
    for (const answer of [
      await callAdmin('POST', '/accounts', { token: large.slice(0, 16_000) }),
      await callAdmin('POST', '/accounts/a/jobs', { records: [{ large }] }),
      await callAdmin('PUT', '/accounts/a/people', [{ first_name: large }]),
      await callAdmin('POST', '/accounts/a/faults', { status: 503, body: large.slice(0, 60_000) }),
    ]) {
      t.equal(answer.statusCode, 500);
      t.same(answer.json(), unwritten);
    }
    t.ok(isDeepStrictEqual(await seen(app), before), 'nothing is charged, unlocked or created');

    store.db.pragma('max_page_count = 100000');
    t.match((await unlock(people.map(({ uuid }) => uuid))).json(), { unlocked: 200, wallet_balance: 800 });
    t.equal((await resume()).statusCode, 200);
    t.equal((await callAdmin('POST', '/accounts', {})).statusCode, 201, 'once there is room, all calls work again');
  },
);

/** Starts the command with a limit on the size of files, in blocks of 1024 bytes. */
const limited = (t: Test, blocks: number, db: string): Command => {
  const line = [
    '-c',
    `ulimit -f ${blocks}; exec "$@"`,
    'bash',
    process.execPath,
    bin,
    '--port',
    '0',
    ...tinyDataOptions,
    '--db',
    db,
  ];
  const command = watchOutput(startProgram('bash', line));
  t.teardown(() => command.child.kill('SIGKILL'));
  return command;
};

t.test(
  'with files that may not grow, a start or a later call is refused, and all acknowledged changes are stored',
  async (t) => {
    const folder = t.testdir();
    t.match(await limited(t, 30, join(folder, 'small.db')).ended, {
      code: 1,
      stderr: /^ecore-mock: --db \S+ can't be written: disk I\/O error; make room on its disk, or name another file\n$/,
    });

    const first = limited(t, 600, join(folder, 'state.db'));
    const url = urlIn(await first.waitForOutput('stdout', /ready on \S+\n/));
    const callAdmin = (method: string, path: string, body: object) =>
      sendRequest(`${url}/__mock${path}`, { method, body: JSON.stringify(body) });
    const { uuids } = (
      await callAdmin(
        'PUT',
        '/accounts/demo/people',
        people.map(({ uuid }) => ({ uuid })),
      )
    ).json();
    await callAdmin('PATCH', '/accounts/demo', { credits: 1000 });
    let accounts = 1;
    let refused: Answer;
    for (;;) {
      refused = await callAdmin('POST', '/accounts', {});
      if (refused.status !== 201) break;
      accounts += 1;
    }
    t.match(refused.json(), { error: /^the state can't be written \(disk I\/O error\): make room/, path: '' });
    // A change that needs less room is refused a little later. A change that needs almost none, such as setting a clock, never is.
    const large = { endpoint: 'results', body: 'x'.repeat(5000) };
    do refused = await callAdmin('POST', '/accounts/demo/faults', large);
    while (refused.status === 201);
    t.equal(refused.status, 500, refused.text);
    const unlock = (at: string) =>
      sendRequest(`${at}/external/unlock/`, {
        method: 'POST',
        headers: { ...token('demo-token'), 'content-type': 'application/json' },
        body: JSON.stringify({ uuids, unlock_type: 'email' }),
      });
    const failed = await unlock(url);
    t.equal(failed.status, 500);
    t.same(failed.json(), failure);
    t.equal((await sendRequest(`${url}/external/search/`, { headers: token('demo-token') })).json().count, 200);
    first.child.kill('SIGTERM');
    t.match(await first.ended, { code: 0 });

    const next = await serve(t, [...tinyDataOptions, '--db', join(folder, 'state.db')]);
    t.equal((await sendRequest(`${next.url}/__mock/accounts`)).json().accounts.length, accounts);
    t.match((await unlock(next.url)).json(), { credits_charged: 200, wallet_balance: 800 });
  },
);

t.test('records that are still to be deleted wait until the disk has room', async (t) => {
  const db = join(t.testdir(), 'state.db');
  const shared = openSeedData();
  await fillSeedData(shared, createInitialData(loadFixtures(tinyDataOptions.at(-1)), 1, 0));
  const store = openStore(shared, { file: db });
  store.loadInitialState(0);
  const many = Array.from({ length: 2000 }, (_, number) => ({ number }));
  await store.jobs.create(many, () => ({ ...newJob, account: 'demo' }));
  store.jobs.remove('demo', jobId);
  createTransaction(store.db, store.snapshots.deleteUnusedRecords)();
  // Most of the records would be deleted later.
  store.close();
  const full = limited(t, 1, db);
  const url = urlIn(await full.waitForOutput('stdout', /ready on \S+\n/));
  t.equal((await sendRequest(`${url}/__mock`)).status, 200);
  full.child.kill('SIGTERM');
  t.match(await full.ended, { code: 0, stderr: '' });
});
