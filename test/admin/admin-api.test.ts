import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { run, serve, tinyDataOptions } from '../support/command.ts';
import { sendRequest, token } from '../support/http.ts';
import { sendRaw } from '../support/raw-connection.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';

const root = join(import.meta.dirname, '..', '..');

t.test('GET /__mock describes the mock', async (t) => {
  const { callAdmin } = await startAdminMock(t, { seed: 5, people: 30 });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const answer = await callAdmin('GET', '');
  t.equal(answer.status, 200);
  t.match(answer.json(), { name: 'ecore-mock', version, seed: 5, people: 30, accounts: 6, jobs: 11, uptime: Number });
  t.equal(answer.json().replica, hostname());
  t.equal((await callAdmin('GET', '/')).status, 200);
});

t.test('GET /__mock shows the whole seconds since the start', async (t) => {
  let now = 1_000_000;
  const { app } = await startTestServer(t, fixtures(), () => now);
  t.match((await app.inject('/__mock')).json(), { uptime: 0 });
  now += 90_999;
  t.match((await app.inject('/__mock')).json(), { uptime: 90 });
});

t.test('GET /__mock shows the limit of the state in memory, and null for a state in a file', async (t) => {
  const { app } = await startTestServer(t, fixtures(), undefined, {}, undefined, { limit: 3 });
  t.match((await app.inject('/__mock')).json(), { memory: { state: { limit: 3 * 2 ** 20 } } });
  const { url } = await serve(t, [...tinyDataOptions, '--db', join(t.testdir(), 'state.db')]);
  t.equal((await sendRequest(`${url}/__mock`)).json().memory.state.limit, null);
});

t.test(
  'a body that does not match its schema is refused with 400, an error and a path, and changes nothing',
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: most lines are a table of cases.
  async (t) => {
    const { callAdmin, search, name } = await startAdminMock(t);
    const peopleBefore = (await search('demo-token')).text;
    const cases: [string, string, unknown, string, RegExp][] = [
      ['POST', '/accounts', { nam: 'x' }, '/nam', /no key of this name; the known keys are name, token, kind/],
      ['POST', '/accounts', { credits: -1 }, '/credits', /a whole number from 0 to 1000000000000; found -1/],
      ['POST', '/accounts', { name: 'a b' }, '/name', /a name of 1 to 64 letters/],
      ['POST', '/accounts', { token: 'a b' }, '/token', /a token: printable ASCII without spaces/],
      ['POST', '/accounts', { from: 'other' }, '/from', /demo or empty/],
      [
        'POST',
        '/accounts',
        { daily_quota: 5 },
        '/daily_quota',
        /expected no daily_quota, because the account is not a test account/,
      ],
      ['POST', '/accounts', [], '', /an object/],
      ['POST', '/accounts', '{"name":', '', /a body of JSON/],
      ['POST', '/accounts', 'null', '', /it is null/],
      [
        'POST',
        `/accounts/${name}/jobs`,
        `{"records":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
        '',
        /nested deeper than 100/,
      ],
      [
        'POST',
        `/accounts/${name}/jobs`,
        `{"records":[{"a":"\\\\","b":"\\"[","c":${'['.repeat(98)}${']'.repeat(98)}}]}`,
        '',
        /nested deeper than 100/,
      ],
      ['GET', `/accounts/${name}/requests?since=1`, undefined, '/since', /a time such as/],
      ['POST', `/accounts/${name}/clock/advance`, { ms: 315_360_000_001 }, '/ms', /from 0 to/],
      ['PATCH', `/accounts/${name}`, { active: 1 }, '/active', /true or false/],
      ['POST', `/accounts/${name}/jobs`, { records: [{}], statsu: 'paused' }, '/statsu', /no key of this name/],
      ['POST', `/accounts/${name}/jobs`, { records: [{}], status: 'done' }, '/status', /one of Draft/],
      ['POST', `/accounts/${name}/jobs`, { job_id: '1' }, '/job_id', /a UUID/],
      ['POST', `/accounts/${name}/jobs`, { status: 'done' }, '/status', /one of Draft/],
      ['POST', `/accounts/${name}/jobs`, { generate: 1_000_001 }, '/generate', /from 0 to 1000000/],
      ['POST', `/accounts/${name}/jobs`, { records: [{}], processed: 2 }, '/processed', /at most the job's 1 records/],
      [
        'POST',
        `/accounts/${name}/jobs`,
        { generate: 1, fields_to_enrich: ['x'] },
        '/fields_to_enrich/0',
        /can be generated/,
      ],
      [
        'POST',
        `/accounts/${name}/jobs`,
        { timeline: [{ status: 'paused' }] },
        '/timeline/0',
        /after_ms" or "after_polls/,
      ],
      [
        'POST',
        `/accounts/${name}/jobs`,
        {
          timeline: [
            { status: 'paused', after_ms: 1 },
            { status: 'completed', after_polls: 2 },
          ],
        },
        '/timeline/0',
        /all steps by after_ms or all by after_polls/,
      ],
      [
        'POST',
        `/accounts/${name}/jobs`,
        {
          timeline: [
            { status: 'paused', after_ms: 5 },
            { status: 'completed', after_ms: 2 },
          ],
        },
        '/timeline/1',
        /not before the previous step/,
      ],
      ['PUT', `/accounts/${name}/people`, [{ first_name: 5 }], '/0/first_name', /a string or null/],
      ['PUT', `/accounts/${name}/people`, [{ uuid: '1' }], '/0/uuid', /a UUID/],
      ['PUT', `/accounts/${name}/people`, [{}, { first_nam: 'Ada' }], '/1/first_nam', /no key of this name/],
      ['PUT', `/accounts/${name}/people`, {}, '', /a list of people/],
      [
        'PUT',
        `/accounts/${name}/unlocks/a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d`,
        { mail: true },
        '/mail',
        /no key of this name/,
      ],
      ['POST', `/accounts/${name}/faults`, { status: 99 }, '/status', /from 200 to 599/],
      ['POST', `/accounts/${name}/faults`, { times: 1 }, '', /does nothing/],
      ['POST', `/accounts/${name}/faults`, { connection: 'reset', status: 500 }, '/status', /without an answer/],
      ['POST', `/accounts/${name}/faults`, { status: 500, headers: { 'x y': '1' } }, '/headers/x y', /./],
      ['POST', `/accounts/${name}/faults`, { status: 500, headers: { x: 'a\r\nb' } }, '/headers/x', /./],
      ['POST', `/accounts/${name}/faults`, { status: 500, probability: 2 }, '/probability', /from 0 to 1/],
      ['POST', `/accounts/${name}/faults`, { delay_ms: { min: 5, max: 1 } }, '/delay_ms/min', /at most 1/],
      ['PUT', `/accounts/${name}/clock`, { now: 'noon' }, '/now', /a time in UTC/],
      ['POST', `/accounts/${name}/clock/advance`, { ms: -1 }, '/ms', /from 0 to/],
      ['GET', `/accounts/${name}/requests?limit=x`, undefined, '/limit', /a whole number from 0 to 10000/],
      ['GET', `/accounts/${name}/requests?since=x`, undefined, '/since', /a time such as/],
      ['GET', `/accounts/${name}/requests/count?since=x`, undefined, '/since', /a time such as/],
      ['GET', '/requests?since=x', undefined, '/since', /a time such as/],
      ['GET', '/requests/count?since=x', undefined, '/since', /a time such as/],
      [
        'GET',
        `/accounts/${name}/requests?endpoint=x`,
        undefined,
        '/endpoint',
        /results, search, status, control or unlock/,
      ],
    ];
    const state = async () => [
      (await callAdmin('GET', '/accounts')).text,
      (await callAdmin('GET', `/accounts/${name}/jobs`)).text,
      (await callAdmin('GET', `/accounts/${name}/faults`)).text,
    ];
    const before = await state();
    for (const [method, path, body, errorPath, error] of cases) {
      const answer = await callAdmin(method, path, body);
      t.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`);
      t.same(Object.keys(answer.json()), ['error', 'path']);
      t.equal(answer.json().path, errorPath);
      t.match(answer.json().error, error);
    }
    t.same(await state(), before);
    t.equal((await search('demo-token')).text, peopleBefore);
  },
);

t.test('an unknown, repeated or empty query parameter is refused with 400', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  await search('demo-token');
  const filters = 'this call takes endpoint, status, since, limit';
  const cases: [string, string, string, string][] = [
    ['GET', '/requests/count?stauts=401', '/stauts', 'unknown parameter "stauts": did you mean status?'],
    ['GET', '/accounts/demo/requests?Limit=1', '/Limit', 'unknown parameter "Limit": did you mean limit?'],
    ['GET', '/accounts/demo/requests?offset=1', '/offset', `unknown parameter "offset": ${filters}`],
    ['GET', '/requests?=1', '/', `unknown parameter "": ${filters}`],
    ['GET', '/requests?a/b~c', '/a~1b~0c', `unknown parameter "a/b~c": ${filters}`],
    ['GET', '/requests?constructor=1', '/constructor', `unknown parameter "constructor": ${filters}`],
    ['GET', '/requests?status=200&status=401', '/status', 'parameter status is repeated: send it once'],
    ['GET', '/requests?status=', '/status', 'parameter status is empty: send a value, or leave it out'],
    ['GET', '?x=1', '/x', 'unknown parameter "x": this call takes no parameter'],
    ['GET', '/openapi.json?x=1', '/x', 'unknown parameter "x": this call takes no parameter'],
    ['POST', '/reset?account=demo', '/account', 'unknown parameter "account": this call takes no parameter'],
    ['DELETE', '/accounts/demo?force', '/force', 'unknown parameter "force": this call takes no parameter'],
    ['POST', '/accounts?name=x', '/name', 'unknown parameter "name": this call takes no parameter'],
  ];
  for (const [method, path, errorPath, error] of cases) {
    const answer = await callAdmin(method, path);
    t.equal(answer.status, 400, path);
    t.same(answer.json(), { error, path: errorPath });
  }
  t.equal((await callAdmin('HEAD', '/requests?stauts=401')).status, 400);
  t.same((await callAdmin('GET', '/requests/count?')).json(), { count: 1 }, 'nothing was reset');
  t.same((await callAdmin('GET', '/requests/count?&status=200&')).json(), { count: 1 });
  t.equal((await callAdmin('GET', '/nothing?x=1')).status, 404);
  const { error } = (await callAdmin('GET', `/requests?${'%C3%A9'.repeat(2000)}=1`)).json();
  t.ok(error.length < 600, `${error.length}`);
});

t.test('a path or a thing that does not exist is answered with 404 and an error', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  for (const [method, path] of [
    ['GET', '/nothing'],
    ['GET', '/accounts/nobody'],
    ['PATCH', '/accounts/nobody'],
    ['DELETE', '/accounts/nobody'],
    ['POST', '/accounts/nobody/reset'],
    ['POST', '/accounts/nobody/jobs'],
    ['GET', '/accounts/demo/jobs/nothing'],
    ['DELETE', '/accounts/demo/jobs/nothing'],
    ['PUT', '/accounts/demo/unlocks/nobody'],
    ['DELETE', '/accounts/demo/unlocks/nobody'],
    ['DELETE', '/accounts/demo/faults/7'],
    ['GET', '/accounts/nobody/requests'],
    ['POST', '/snapshots/nothing/restore'],
    ['DELETE', '/snapshots/nothing'],
    ['PUT', '/reset'],
  ] as const) {
    const answer = await callAdmin(method, path);
    t.equal(answer.status, 404, `${method} ${path}`);
    t.match(answer.json(), { error: /./, path: '' });
  }
});

t.test('a body with very many errors, or with an unterminated text, is refused at once', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  const bodies = [`[${'1,'.repeat(500_000)}1]`, `"${'\\"'.repeat(1_000_000)}`, '"'.repeat(1_000_001)];
  for (const body of bodies) t.equal((await callAdmin('PUT', '/accounts/demo/people', body)).status, 400);
});

t.test('bytes that are not UTF-8 are refused', async (t) => {
  const { url } = await startAdminMock(t);
  const body = '{"records": [{"name": "caf\xe9"}]}';
  const head = `POST /__mock/accounts/demo/jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
  t.match(await sendRaw(url, Buffer.from(head + body, 'latin1')), /^HTTP\/1\.1 400 .*bytes that are not UTF-8/s);
});

t.test('a body is read as JSON with any content type, even a malformed, missing or repeated one', async (t) => {
  const { url } = await startAdminMock(t);
  const malformed = [
    ';;;',
    'application/',
    '/',
    'a b',
    'x',
    '',
    'application/json, text/html',
    '\xe9',
    'x'.repeat(9000),
  ];
  const wellFormed = ['text/plain', 'application/json; charset=utf-16', 'application/json; charset=', 'a/b; c'];
  const lines = [...malformed, ...wellFormed].map((type) => `Content-Type: ${type}\r\n`);
  const heads = ['', 'Content-Type: ;;\r\nContent-Type: application/json\r\n', ...lines];
  const send = (method: string, path: string, head: string, body: string) =>
    sendRaw(
      url,
      Buffer.from(`${method} /__mock${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n${body}`, 'latin1'),
    );
  for (const [index, head] of heads.entries()) {
    const body = `{"name":"own-${index}"}`;
    const length = `Content-Length: ${body.length}\r\n`;
    const created = await send('POST', '/accounts', head + length, body);
    t.match(created, `HTTP/1.1 201 Created`, head.slice(0, 60));
    t.match(created, `"name":"own-${index}"`);
    const chunked = `${body.length.toString(16)}\r\n${body.replace('own', 'odd')}\r\n0\r\n\r\n`;
    t.match(await send('POST', '/accounts', `${head}Transfer-Encoding: chunked\r\n`, chunked), /^HTTP\/1.1 201 /);
    t.match(
      await send('DELETE', `/accounts/own-${index}`, head, ''),
      /^HTTP\/1.1 204 /,
      'the content type of a call without a body is ignored, too',
    );
  }
});

t.test('a body with a content encoding is refused with 415', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  for (const encoding of ['gzip', 'br', 'identity, gzip', 'x'.repeat(9000)]) {
    const answer = await callAdmin('POST', '/accounts', '{"name":"encoded"}', { 'content-encoding': encoding });
    t.equal(answer.status, 415, encoding);
    t.match(answer.json(), { error: /^the body is encoded as ".{0,70}": send it without Content-Encoding$/, path: '' });
  }
  for (const encoding of ['', 'Identity']) {
    const plain = await callAdmin('POST', '/accounts', '{}', { 'content-encoding': encoding });
    t.equal(plain.status, 201, encoding);
  }
});

t.test('brackets in texts do not count as nesting, and a text may be as long as a body', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  const texts = ['['.repeat(1000), '\\"[[', '\\', '"'.repeat(500), 'x'.repeat(8_000_000), '\n'.repeat(2_000_000)];
  for (const text of texts) {
    const { status } = await callAdmin('POST', '/accounts/demo/jobs', { records: [{ text, nested: [[[{}]]] }] });
    t.equal(status, 201, `${text.slice(0, 10)} … ${text.length}`);
  }
});

t.test("a path that can't be decoded is used as it is written", async (t) => {
  const { callAdmin } = await startAdminMock(t);
  const answer = await callAdmin('GET', '/accounts/%zz');
  t.match([answer.status, answer.json()], [404, { error: /"%zz"/, path: '' }]);
  t.notOk('access-control-allow-origin' in answer.headers);
});

t.test(
  '--allow-origin allows pages, --admin-token requires a token, and --no-admin removes the admin API',
  async (t) => {
    const [open, guarded, plain] = await Promise.all([
      serve(t, [...tinyDataOptions, '--allow-origin', 'https://a.example,https://b.example']),
      serve(t, tinyDataOptions, { ECORE_MOCK_ADMIN_TOKEN: 's3cret' }),
      serve(t, [...tinyDataOptions, '--no-admin']),
    ]);
    for (const [origin, status] of [
      ['https://a.example', 200],
      ['https://b.example', 200],
      ['https://c.example', 403],
    ] as const) {
      t.equal((await sendRequest(`${open.url}/__mock`, { headers: { origin } })).status, status, origin);
    }
    for (const [authorization, status] of [
      ['Bearer s3cret', 200],
      ['Bearer wrong', 401],
      ['s3cret', 401],
      ['', 401],
    ] as const) {
      t.equal(
        (await sendRequest(`${guarded.url}/__mock`, { headers: { authorization } })).status,
        status,
        authorization,
      );
    }
    t.equal((await sendRequest(`${guarded.url}/__mock?x=1`)).status, 401, 'the token is checked before the parameters');
    t.equal((await sendRequest(`${guarded.url}/external/search/`, { headers: token('demo-token') })).status, 200);
    t.equal(
      (await sendRequest(`${plain.url}/__mock`)).text,
      '{"detail":"Not found."}',
      'as the vendor answers an unknown path',
    );
    const preferred = { headers: { ...token('demo-token'), prefer: 'code=503' } };
    t.equal(
      (await sendRequest(`${plain.url}/external/search/`, preferred)).status,
      200,
      'the Prefer header has no effect',
    );
    t.match(await run(['--no-admin=maybe']).ended, { code: 1, stderr: /--no-admin takes true or false/ });
  },
);
