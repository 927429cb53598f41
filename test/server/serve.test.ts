import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { run, serve, tinyDataOptions } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { waitUntil } from '../support/wait-until.ts';

const oneLine = /^ecore-mock: [^\n]+\n$/;

t.test('stdout has one line at any log level, and stderr has the log with shortened tokens', async (t) => {
  for (const level of ['silent', 'trace']) {
    const { url, child, ended } = await serve(t, [...tinyDataOptions, '--log-level', level]);
    await sendRequest(`${url}/external/search/`, { headers: token('demo-token') });
    await sendRequest(`${url}/external/search/`, { headers: { authorization: 'Bearer a-very-secret-token x' } });
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    t.equal(code, 0);
    t.equal(stdout, `ecore-mock ready on ${url}\n`);
    t.notMatch(stderr, /demo-token|very-secret/);
    if (level === 'silent') t.equal(stderr, '');
    else {
      const lines = stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      t.ok(lines.some(({ req }) => req?.url === '/external/search/' && req.token === 'demo…'));
    }
  }
});

t.test('/livez answers while the data is generated, /readyz once it is loaded, and the API waits for it', async (t) => {
  const port = await freePort();
  const command = run(['--port', String(port), '--people', '20000', '--log-level', 'info', '--cache', t.testdir()]);
  t.teardown(() => command.child.kill('SIGKILL'));
  await command.waitForOutput('stderr', /Server listening/);
  const url = `http://127.0.0.1:${port}`;
  const search = sendRequest(`${url}/external/search/?limit=1`, { headers: token('demo-token') });
  t.equal((await sendRequest(`${url}/livez`)).status, 200);
  t.equal((await sendRequest(`${url}/external/nowhere/`)).status, 404, 'what needs no data waits for none (E4)');
  const early = await sendRequest(`${url}/readyz`);
  t.equal(early.status, 503);
  t.match(early.json(), { status: 'seeding' });
  t.equal((await search).json().count, 20_000, 'a call that comes early waits');
  t.equal((await sendRequest(`${url}/readyz`)).status, 200);
  t.equal((await sendRequest(`${url}/livez`)).status, 200);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal}: a running answer finishes, idle sockets are closed, exit 0`, async (t) => {
    const { url, child, ended } = await serve(t);
    const { port } = new URL(url);
    const idle = connect(Number(port), '127.0.0.1');
    await once(idle, 'connect');
    const kept = connect(Number(port), '127.0.0.1');
    kept.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(kept, 'data');
    const path = '/enrichment/result/00000000-0000-4000-8000-00000000000a/?report_type=csv';
    const [response] = await once(
      request(url + path, { headers: { authorization: 'Bearer demo-token' } }).end(),
      'response',
    );
    await once(response, 'readable');
    child.kill(signal);
    await Promise.all([once(kept.resume(), 'close'), once(idle.resume(), 'close')]);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    t.equal(text.split('\r\n').length, 10_002, 'the whole download');
    t.equal((await ended).code, 0);
  });
}

t.test('SIGTERM: a client that never finishes reading does not delay the stop', async (t) => {
  const { url, child, ended } = await serve(t);
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /enrichment/result/00000000-0000-4000-8000-00000000000a/?report_type=csv HTTP/1.1\r\nHost: x\r\n');
  socket.write('Authorization: Bearer demo-token\r\n\r\n');
  await once(socket, 'readable');
  child.kill('SIGTERM');
  t.equal((await ended).code, 0, 'it ends although the client never reads the rest');
});

t.test('SIGTERM: a delayed call without an account ends with its connection, without an error', async (t) => {
  const { url, child, ended } = await serve(t, tinyDataOptions);
  const faults = `${url}/__mock/faults`;
  await sendRequest(faults, { method: 'POST', body: '{"delay_ms": 600000}' });
  const call = sendRequest(`${url}/external/search/`).catch(() => undefined);
  await waitUntil(async () => (await sendRequest(faults)).json().faults[0].fired === 1);
  child.kill('SIGTERM');
  t.match(await ended, { code: 0, stderr: '' });
  await call;
});

t.test('SIGTERM while the data is generated: exit 0, and a --db file does not contain half of the data', async (t) => {
  const folder = t.testdir({ cache: {} });
  const db = join(folder, 'state.db');
  const cache = join(folder, 'cache');
  const command = run(['--port', '0', '--people', '1000000', '--log-level', 'info', '--db', db, '--cache', cache]);
  await command.waitForOutput('stderr', /Server listening/);
  command.child.kill('SIGTERM');
  t.match(await command.ended, { code: 0, stdout: '' });
  const { url } = await serve(t, ['--people', '20', '--db', db]);
  t.equal((await sendRequest(`${url}/external/search/`, { headers: token('demo-token') })).json().count, 20);
});

t.test('--db stores the state in a file, and refuses a file of another seed or other fixtures', async (t) => {
  const folder = t.testdir({ 'text.db': 'this is no database, and long enough that SQLite looks at it\n'.repeat(40) });
  const db = join(folder, 'state.db');
  const first = await serve(t, ['--people', '20', '--db', db]);
  const path = '/external/search/?limit=20';
  const before = await sendRequest(first.url + path, { headers: token('demo-token') });
  first.child.kill('SIGTERM');
  await first.ended;
  const second = await serve(t, ['--people', '20', '--db', db]);
  t.equal((await sendRequest(second.url + path, { headers: token('demo-token') })).text, before.text);
  second.child.kill('SIGTERM');
  await second.ended;

  for (const args of [
    ['--people', '21'],
    ['--people', '20', '--seed', '2'],
  ]) {
    const { code, stderr } = await run(['--port', '0', '--db', db, ...args]).ended;
    t.equal(code, 1);
    t.match(stderr, oneLine);
    t.match(stderr, 'was made from another --seed, --people or --fixtures');
  }
  const text = join(folder, 'text.db');
  const content = readFileSync(text);
  const { code, stderr } = await run(['--port', '0', '--db', text]).ended;
  t.equal(code, 1);
  t.match(stderr, oneLine);
  t.match(stderr, text);
  t.same(readFileSync(text), content, 'it is left as it was');
  const { default: Database } = await import('better-sqlite3');
  const foreign = join(folder, 'foreign.db');
  new Database(foreign).exec('CREATE TABLE mine (x)').close();
  t.match(await run(['--port', '0', '--db', foreign]).ended, { code: 1, stderr: /is not a database of ecore-mock/ });
  writeFileSync(join(folder, 'empty.db'), '');
  const { url } = await serve(t, [...tinyDataOptions, '--db', join(folder, 'empty.db')]);
  t.equal((await sendRequest(`${url}/readyz`)).status, 200, 'an empty file is taken');
});

t.test('the server continues after the reader of its stderr or stdout has gone', async (t) => {
  const { url, child } = await serve(t, [...tinyDataOptions, '--log-level', 'info']);
  child.stderr?.destroy();
  child.stdout?.destroy();
  for (let call = 0; call < 3; call += 1) t.equal((await sendRequest(`${url}/livez`)).status, 200);
  t.equal(child.exitCode, null);
});

t.test('a signal during loading: exit 0', async (t) => {
  const hold =
    "import { registerHooks } from 'node:module'; registerHooks({ load: (url, context, next) => {" +
    " if (url.endsWith('/cli/main.ts')) process.kill(process.pid, 'SIGTERM'); return next(url, context); } });";
  const command = run(['--port', '0'], {}, ['--import', `data:text/javascript,${encodeURIComponent(hold)}`]);
  t.match(await command.ended, { code: 0, stdout: '', stderr: '' });
});

t.test('a call that waits for the data is answered when the server stops', async (t) => {
  const port = await freePort();
  const command = run(['--port', String(port), '--people', '1000000', '--log-level', 'info', '--cache', t.testdir()]);
  await command.waitForOutput('stderr', /Server listening/);
  const early = sendRequest(`http://127.0.0.1:${port}/external/search/`, { headers: token('demo-token') });
  await command.waitForOutput('stderr', /incoming request/);
  command.child.kill('SIGTERM');
  t.match(await early, { status: 503, text: '{"detail":"The server is stopping."}' });
  const { code, stderr } = await command.ended;
  t.equal(code, 0);
  t.notMatch(stderr, /AbortError|"level":[4-6]0/);
});

t.test(
  'of several servers that start at once on a --db file after a crash, one opens it and the others report an error',
  async (t) => {
    const db = join(t.testdir(), 'state.db');
    const { url, child, ended } = await serve(t, [...tinyDataOptions, '--db', db]);
    await sendRequest(`${url}/__mock/accounts/demo/jobs`, { method: 'POST', body: '{"generate": 5000}' });
    child.kill('SIGKILL');
    await ended;
    const all = [1, 2, 3].map(() => run(['--port', '0', ...tinyDataOptions, '--db', db]));
    t.teardown(() => all.map(({ child }) => child.kill('SIGKILL')));
    const outputs = await Promise.all(
      all.map(({ waitForOutput, ended }) =>
        Promise.race([waitForOutput('stdout', /ready/), ended.then(({ stderr }) => stderr)]),
      ),
    );
    t.same(outputs.map((text) => (text.includes('ready on') ? 'ready' : text)).sort(), [
      ...Array(2).fill(`ecore-mock: --db ${db} is in use by another process; stop that one or name another file\n`),
      'ready',
    ]);
    const [port] = outputs.flatMap((text) => /ready on (\S+)/.exec(text)?.[1] ?? []);
    const { jobs } = (await sendRequest(`${port}/__mock/accounts/demo/jobs`)).json();
    matchList(t, jobs, [{ total_records: 5000 }], 'the jobs of the answered calls are stored');
  },
);

t.test('of two servers on one new --db file, one opens it and the other reports an error, also later', async (t) => {
  const db = join(t.testdir(), 'state.db');
  const start = () => run(['--port', '0', ...tinyDataOptions, '--db', db]);
  const both = [start(), start()];
  t.teardown(() => both.map(({ child }) => child.kill('SIGKILL')));
  const outputs = await Promise.all(
    both.map(({ waitForOutput, ended }) =>
      Promise.race([waitForOutput('stdout', /ready/), ended.then(({ stderr }) => stderr)]),
    ),
  );
  const inUse = `ecore-mock: --db ${db} is in use by another process; stop that one or name another file\n`;
  t.same(
    outputs.filter((text) => !text.includes('ready on')),
    [inUse],
  );
  t.match(await start().ended, { code: 1, stdout: '', stderr: inUse });
});
