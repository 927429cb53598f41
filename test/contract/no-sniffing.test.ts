import { once } from 'node:events';
import t from 'tap';
import { startWithSecret } from '../support/admin-access.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { connectTo, readToEnd, sendRaw } from '../support/raw-connection.ts';
import { waitUntil } from '../support/wait-until.ts';

const isNosniff = /^x-content-type-options: nosniff\r$/im;

t.test('E11: every answer forbids browsers to guess its type', async (t) => {
  const mock = await startAdminMock(t);
  const { url, token: mockToken } = mock;
  const json = { ...token(mockToken), 'content-type': 'application/json' };
  const results = '/enrichment/result/9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60/';
  const cases: [number, string, Parameters<typeof sendRequest>[1]?][] = [
    [200, '/external/search/', { headers: token(mockToken) }],
    [200, '/external/search/', { method: 'HEAD', headers: token(mockToken) }],
    [200, results, { headers: bearer(mockToken) }],
    [200, `${results}?report_type=csv`, { headers: bearer(mockToken) }],
    [200, '/external/search/', { method: 'OPTIONS', headers: token(mockToken) }],
    [
      200,
      '/external/search/',
      { method: 'OPTIONS', headers: { origin: 'http://a.test', 'access-control-request-method': 'GET' } },
    ],
    [301, '/external/search', { headers: token(mockToken) }],
    [400, '/external/search/?limit=x', { headers: token(mockToken) }],
    [401, '/external/search/'],
    [405, '/external/search/', { method: 'DELETE', headers: token(mockToken) }],
    [404, '/nowhere'],
    [404, '/%zz'],
    [413, '/external/unlock/', { method: 'POST', headers: json, body: 'x'.repeat(1024 * 1024 + 1) }],
    [415, '/external/unlock/', { method: 'POST', headers: token(mockToken), body: 'x' }],
    [414, `/${'x'.repeat(20_000)}`],
    ...['/livez', '/readyz', '/openapi.json', '/docs', '/docs?admin'].map((path): [number, string] => [200, path]),
    ...['start.js', 'swagger-ui.css', 'favicon-32x32.png'].map((name): [number, string] => [200, `/docs/${name}`]),
    ...['', '/accounts', '/openapi.json'].map((path): [number, string] => [200, `/__mock${path}`]),
    [204, '/__mock/faults', { method: 'DELETE' }],
    [403, '/__mock', { headers: { host: 'rebound.example' } }],
    [404, '/__mock/nothing'],
    [414, `/__mock/${'x'.repeat(20_000)}`],
  ];
  const check = async (
    status: number,
    path: string,
    options: Parameters<typeof sendRequest>[1] = {},
  ): Promise<void> => {
    const answer = await sendRequest(url + path, options);
    t.equal(answer.status, status, path);
    t.equal(answer.headers['x-content-type-options'], 'nosniff', `${status} ${path}`);
  };
  for (const args of cases) await check(...args);
  await mock.injectFault({ status: 500, times: 1 });
  await check(500, '/external/search/', { headers: token(mockToken) });
  await mock.injectFault({ status: 299, body: '<script>', times: 1 });
  await check(299, '/external/search/', { headers: token(mockToken) });
  await mock.injectFault({ connection: 'trickle', delay_ms: 1, times: 1 });
  await check(200, `${results}?report_type=csv`, { headers: bearer(mockToken) });
  const inProcess = await mock.fetch('/external/search/', { headers: token(mockToken) });
  t.equal(inProcess.headers.get('x-content-type-options'), 'nosniff');
});

t.test('E11: answers to invalid HTTP and to requests above a limit forbid browsers to guess their type', async (t) => {
  const { url } = await startWithSecret(t);
  const { url: shortTimeoutUrl } = await startWithSecret(t, {}, { headersTimeoutMs: 1, timeoutCheckIntervalMs: 1 });
  const { url: full } = await startWithSecret(t, {}, { maxConnections: 0 });
  for (const [status, request] of [
    [400, 'NONSENSE\r\n\r\n'],
    [400, 'GET /livez HTTP/1.1\r\n\r\n'],
    [417, 'GET /livez HTTP/1.1\r\nHost: x\r\nExpect: more\r\nConnection: close\r\n\r\n'],
    [431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
  ] as const) {
    const text = await sendRaw(url, request);
    t.match(text, new RegExp(`^HTTP/1\\.1 ${status} `));
    t.match(text, isNosniff, `${status}`);
  }
  const timeoutAnswer = await sendRaw(shortTimeoutUrl, 'GET /livez HTTP/1.1\r\n');
  t.match(timeoutAnswer, /^HTTP\/1\.1 408 /);
  t.match(timeoutAnswer, isNosniff);
  t.match(await sendRequest(full), { status: 503, headers: { 'x-content-type-options': 'nosniff' } });
});

t.test('E11: answers during the shutdown forbid browsers to guess their type', async (t) => {
  const { url, app } = await startWithSecret(t);
  const socket = await connectTo(url);
  // The body is incomplete, so the connection is in use and is not closed.
  socket.write('POST /__mock/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
  await once(app.server, 'request');
  const closed = app.close();
  await waitUntil(() => !app.server.listening);
  socket.write('}GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
  const text = await readToEnd(socket);
  socket.destroy();
  await closed;
  const [, ...answers] = text.split('HTTP/1.1 ');
  matchList(t, answers, [/^201 /, /^503 /]);
  for (const answer of answers) t.match(answer, isNosniff);
});

t.test('other sites must not show the documentation or the admin API in a frame', async (t) => {
  const { url } = await startAdminMock(t);
  for (const path of ['/docs', '/docs?admin', '/__mock', '/__mock/accounts', '/__mock/nothing']) {
    t.match(
      (await sendRequest(url + path)).headers['content-security-policy'],
      /(?:^|; )frame-ancestors 'none'(?:;|$)/,
      path,
    );
  }
});
