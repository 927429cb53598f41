import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { defaultLimits, type Limits } from '../../src/server/limits.ts';
import { parseAnswer } from '../fuzz/parse-answer.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { connectTo, readToEnd, sendRaw } from '../support/raw-connection.ts';
import { fixtures, job, jobId, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Starts a server with these limits. Returns its URL and the server. */
const startLimited = async (t: Test, limits: Partial<Limits>) => {
  const { app } = await startTestServer(
    t,
    fixtures({ jobs: [job([{ imported_name: 'Ada' }])] }),
    undefined,
    {},
    { ...defaultLimits, timeoutCheckIntervalMs: 5, ...limits },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, app };
};

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const closeHeader = 'Connection: close\r\n';
const matchAnswer = (status: string, detail: string): RegExp =>
  new RegExp(`^HTTP/1.1 ${status}\r\n(?:[^\r]+\r\n)*\r\n${JSON.stringify({ detail })}$`);

t.test('E13: a URL above 16 KiB is 414, and the connection stays open', async (t) => {
  const { url } = await startLimited(t, {});
  const path = '/external/search/?job_title=';
  for (const [length, status] of [
    [16 * 1024, 200],
    [16 * 1024 + 1, 414],
  ] as const) {
    const answer = await sendRequest(url + path.padEnd(length, 'x'), { headers: token('a') });
    t.equal(answer.status, status, `${length}`);
    t.equal(answer.headers['access-control-allow-origin'], '*');
    t.equal(answer.headers['content-type'], 'application/json');
    if (status === 414) t.equal(answer.text, '{"detail":"Request URI too long."}');
  }
  const two = await sendRaw(url, get(path.padEnd(20_000, 'x')) + get('/livez', closeHeader));
  t.match(two, /^HTTP\/1.1 414 .*HTTP\/1.1 200 OK/s);
  t.equal((await sendRequest(`${url}/livez?${'x'.repeat(20_000)}`)).status, 414, 'on every path');
  t.equal((await sendRequest(`${url}/${'%'.repeat(16_000)}`)).status, 404, 'the length of the encoded URL counts');
  const adminAnswer = await sendRequest(`${url}/__mock/accounts/${'x'.repeat(20_000)}`);
  t.same([adminAnswer.status, adminAnswer.json()], [414, { error: 'Request URI too long.', path: '' }]);
  t.notOk('access-control-allow-origin' in adminAnswer.headers);
  const headers = { origin: 'http://a.test', 'access-control-request-method': 'GET' };
  const preflight = await sendRequest(url + path.padEnd(20_000, 'x'), { method: 'OPTIONS', headers });
  t.equal(preflight.status, 200, 'a preflight is answered, so that a page can read the 414');
});

t.test('E13: headers above 32 KiB are 431, even if the client sends much more', async (t) => {
  const { url } = await startLimited(t, {});
  t.match(await sendRaw(url, get('/livez', `X: ${'x'.repeat(31_000)}\r\n${closeHeader}`)), /^HTTP\/1.1 200 OK/);
  const refused = matchAnswer('431 Request Header Fields Too Large', 'Request header fields too large.');
  t.match(await sendRaw(url, get('/livez', `X: ${'x'.repeat(33_000)}\r\n`)), refused);
  t.match(await sendRaw(url, get('/livez', 'X: y\r\n'.repeat(8000))), refused, 'many small headers');
  t.match(await sendRaw(url, get(`/${'x'.repeat(40_000)}`)), refused, 'the URL counts as a header');
  t.match(await sendRaw(url, get('/livez', `X: ${'x'.repeat(5_000_000)}\r\n`)), refused);
});

t.test('E12: a body above 1 MiB is 413; the limit of the admin API is 8 MiB', async (t) => {
  const { url } = await startLimited(t, { maxBodyBytes: 100, maxAdminBodyBytes: 200 });
  const unlock = (length: number) =>
    sendRequest(`${url}/external/unlock/`, {
      method: 'POST',
      headers: { ...token('a'), 'content-type': 'application/json' },
      body: '{}'.padEnd(length),
    });
  t.equal((await unlock(100)).status, 400);
  t.match(await unlock(101), { status: 413, text: '{"detail":"Request body too large."}' });
  const createAccount = (length: number) =>
    sendRequest(`${url}/__mock/accounts`, { method: 'POST', body: '{"name": "x"}'.padEnd(length) });
  t.match((await createAccount(201)).json(), { error: /too large/, path: '' });
  t.equal((await createAccount(201)).status, 413);
  t.equal((await createAccount(200)).status, 201);
  t.same([defaultLimits.maxBodyBytes, defaultLimits.maxAdminBodyBytes], [2 ** 20, 2 ** 23]);
});

t.test('E12: a body that is not UTF-8 is not JSON', async (t) => {
  const { url } = await startLimited(t, {});
  const body = '{"uuids": ["caf\xe9"], "unlock_type": "email"}';
  const head =
    'POST /external/unlock/ HTTP/1.1\r\nHost: x\r\nAuthorization: Token a\r\nContent-Type: application/json\r\n';
  const answer = await sendRaw(
    url,
    Buffer.from(`${head}${closeHeader}Content-Length: ${body.length}\r\n\r\n${body}`, 'latin1'),
  );
  t.match(answer, matchAnswer('400 Bad Request', 'JSON parse error.'));
});

t.test("E12: fields with the names of JavaScript's object members are ignored like other unknown fields", async (t) => {
  const { url } = await startLimited(t, {});
  const bodies: [path: string, headers: Record<string, string>, fields: string][] = [
    ['/external/unlock/', token('a'), '"uuids":[],"unlock_type":"email"'],
    ['/enrichment-control/', bearer('a'), `"csv_file_id":"${jobId}","action":"pause"`],
  ];
  for (const [path, headers, fields] of bodies) {
    const post = (body: string) =>
      sendRequest(url + path, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
    const plain = await post(`{${fields}}`);
    t.notMatch(plain.text, 'JSON parse error');
    for (const unknown of [
      '"x":1',
      '"__proto__":{"action":"x","unlock_type":"x"}',
      '"constructor":{"prototype":{"x":1}}',
    ]) {
      const { status, text } = await post(`{${fields},${unknown}}`);
      t.same([status, text], [plain.status, plain.text], unknown);
    }
  }
});

t.test('E12: the limit is the same for a body without Content-Length', async (t) => {
  const { url } = await startLimited(t, { maxBodyBytes: 100 });
  const head =
    'POST /external/unlock/ HTTP/1.1\r\nHost: x\r\nAuthorization: Token a\r\nContent-Type: application/json\r\n';
  const chunk = `40\r\n${' '.repeat(64)}\r\n`;
  t.match(await sendRaw(url, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`), /^HTTP\/1.1 413 /);
});

t.test('E13: a client that sends its request byte by byte gets 408 after the timeout', async (t) => {
  const { url } = await startLimited(t, { headersTimeoutMs: 30, requestTimeoutMs: 60 });
  const timedOut = matchAnswer('408 Request Timeout', 'Request timed out.');
  const post =
    'POST /external/unlock/ HTTP/1.1\r\nHost: x\r\nAuthorization: Token a\r\nContent-Type: application/json\r\n';
  for (const [what, start, drip] of [
    ['nothing at all', '', ''],
    ['a request line', 'GET /liv', 'e'],
    ['headers', get('/livez').slice(0, -2), 'X: y\r\n'],
    ['a body', `${post}Content-Length: 1000\r\n\r\n`, ' '],
    ['a chunked body', `${post}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  ] as const) {
    const socket = await connectTo(url);
    socket.write(start);
    const dripTimer = setInterval(() => socket.write(drip), 2);
    t.match(await readToEnd(socket), timedOut, what);
    clearInterval(dripTimer);
    socket.destroy();
  }
  t.equal((await sendRequest(`${url}/livez`)).status, 200);
});

t.test('the connection of a rejected client is closed even if the client never closes it', async (t) => {
  const { url, app } = await startLimited(t, { headersTimeoutMs: 10 });
  const socket = await connectTo(url);
  await readToEnd(socket);
  t.equal(socket.writable, true, 'the connection is half open');
  const connections = (): Promise<number> =>
    new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  await waitUntil(async () => (await connections()) === 0);
  socket.destroy();
});

t.test('a connection without a request is closed after the keep-alive timeout', async (t) => {
  // Node adds a second to the timeout.
  const { url } = await startLimited(t, { keepAliveTimeoutMs: 1 });
  const text = await sendRaw(url, get('/livez'));
  t.match(text, /^HTTP\/1.1 200 OK/);
});

/** Sends a request whose answer stalls after its headers. Resolves when the headers have arrived. */
const openStalled = async (url: string) => {
  await sendRequest(`${url}/__mock/accounts/a/faults`, { method: 'POST', body: '{"connection": "stall"}' });
  const socket = await connectTo(url);
  socket.write(get('/external/search/', 'Authorization: Token a\r\n'));
  const [headers] = await once(socket, 'data');
  t.match(String(headers), /^HTTP\/1.1 200 OK/);
  return socket;
};

t.test('a connection without any traffic is closed after the silence timeout', async (t) => {
  const { url } = await startLimited(t, { silenceTimeoutMs: 30 });
  t.equal(await readToEnd(await openStalled(url)), '');
  t.ok(defaultLimits.silenceTimeoutMs > 600_000, 'the timeout is longer than the longest delay of a fault');
});

t.test(
  'E13: a request above the connection limit is 503; health checks and earlier connections are answered',
  async (t) => {
    const { url } = await startLimited(t, { maxConnections: 2 });
    const [first, second] = [await connectTo(url), await connectTo(url)];
    const full = await sendRequest(`${url}/external/search/`, { headers: token('a') });
    t.match(full, { status: 503, text: '{"detail":"Too many connections."}' });
    t.match(full.headers, { 'retry-after': '1', connection: 'close', 'access-control-allow-origin': '*' });
    t.same((await sendRequest(`${url}/__mock/`)).json(), { error: 'Too many connections.', path: '' });
    for (const path of ['/livez', '/readyz']) t.equal((await sendRequest(url + path)).status, 200, path);
    first.write(get('/livez', closeHeader));
    t.match(await readToEnd(first), /^HTTP\/1.1 200 OK/);
    for (const socket of [first, second]) {
      socket.destroy();
      await once(socket, 'close');
    }
    await waitUntil(async () => (await sendRequest(`${url}/external/search/`, { headers: token('a') })).status === 200);
  },
);

t.test('invalid HTTP that arrives during an answer does not change the answer', async (t) => {
  const { url } = await startLimited(t, {});
  const socket = await openStalled(url);
  socket.write('NONSENSE\r\n\r\n');
  t.equal(await readToEnd(socket), '');
});

t.test('a request with Expect: 100-continue gets 100 before its answer and not inside of another answer', async (t) => {
  const { url } = await startLimited(t, {});
  const results = (headers: string): string =>
    get(`/enrichment/result/${jobId}/`, `Authorization: Bearer a\r\nExpect: 100-continue\r\n${headers}`);
  const proceed = 'HTTP/1.1 100 Continue\r\n\r\n';
  const answer = await sendRaw(url, results(closeHeader));
  t.equal(answer.slice(0, proceed.length), proceed);
  const two = Buffer.from(await sendRaw(url, results('') + results(closeHeader)), 'latin1');
  const first = parseAnswer(two, 'GET');
  const second = parseAnswer(two.subarray(first?.end), 'GET');
  for (const found of [first, second]) t.match(JSON.parse(String(found?.answer.body)), { total_records: 1 });
});

t.test('the server sets every limit itself', async (t) => {
  const { app } = await startLimited(t, {});
  const { headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxRequestsPerSocket } = app.server;
  const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs, silenceTimeoutMs } = defaultLimits;
  t.same(
    [headersTimeout, requestTimeout, keepAliveTimeout, timeout],
    [headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs, silenceTimeoutMs],
  );
  t.equal(maxRequestsPerSocket, createServer().maxRequestsPerSocket);
});
