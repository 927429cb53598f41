import t from 'tap';
import { checkRefusal, preflight, secret, startWithSecret } from '../support/admin-access.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { bearer, sendRequest } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { fc } from '../support/property.ts';
import { sendRaw } from '../support/raw-connection.ts';

const privateNames = [
  ...['localhost', 'LOCALHOST', 'localhost.', 'app.localhost', 'a.b.localhost', '127.0.0.1', '127.8.9.10', '[::1]'],
  ...['192.168.1.5', '10.0.0.1', '203.0.113.7', '[fd00::2]', '[FE80::1]', '[::ffff:127.0.0.1]', '0.0.0.0'],
  ...['ecore-mock', 'ecore_mock', 'x', 'host.docker.internal', 'printer.local', 'app.test', 'a.home.arpa'],
  ...['ecore-mock.default.svc', 'ecore-mock.default.svc.cluster.local', 'ecore-mock.default.svc.cluster.local.'],
];
const publicNames = [
  ...[
    'rebound.example',
    'Rebound.Example',
    'rebound.example.',
    'localhost.example',
    '127.0.0.1.example',
    'example.com',
  ],
  ...['xlocalhost.example', 'local.example', 'a.notlocal', 'a.internal.example', 'a.arpa', 'svc.cluster', 'home.arpa'],
  ...['127.0.0.1.nip.io', 'a.b', 'a.b.', 'team.example', 'not-mock.team.example', 'x.mock.team.example'],
];
const invalidNames = [
  ...[
    '',
    ' ',
    '.',
    '..',
    'localhost..',
    '.localhost',
    'a..localhost',
    'evil.example@localhost',
    'localhost@evil.example',
  ],
  ...[
    'localhost/evil.example',
    'localhost#.evil.example',
    'localhost?',
    'localhost\\evil.example',
    'localhost:x',
    '[]',
  ],
  ...[
    'localhost:80:80',
    'localhost:99999',
    '[::1',
    '::1',
    '[::1].evil.example',
    '[localhost]',
    'local host',
    '*',
    'a,b',
  ],
  ...['localhost, evil.example', '%6cocalhost', 'http://localhost', 'loc\tal', 'h\u00f6st', 'a.1', '256.256.256.256'],
];

t.test('without a token, the host must be a name that no stranger can own', async (t) => {
  const { url } = await startWithSecret(t, {
    'allow-origin': 'https://app.example:8443',
    'allow-host': 'Mock.team.example,b.example',
  });
  for (const name of [...privateNames, 'mock.team.example', 'MOCK.TEAM.EXAMPLE.', 'b.example', 'app.example']) {
    for (const host of [name, `${name}:3267`]) {
      const answer = await sendRequest(`${url}/__mock/accounts`, { headers: { host } });
      t.equal(answer.status, 200, host);
      t.match(answer.text, secret);
    }
  }
  for (const name of publicNames) {
    for (const host of [name, `${name}:3267`]) {
      for (const path of ['', '/', '/accounts', '/openapi.json', '/nothing', '/requests?limit=1']) {
        const answer = await sendRequest(`${url}/__mock${path}`, { headers: { host } });
        checkRefusal(t, answer, `${host} ${path}`, /^"[^"]+" is not known as a name of this mock: .* --allow-host/);
        t.match(answer.text, name.toLowerCase().replace(/\.$/, ''));
      }
    }
  }
  for (const host of invalidNames) {
    const text = await sendRaw(url, `GET /__mock/accounts HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    t.match(text, /^HTTP\/1\.1 40[03] /, host);
    t.notMatch(text, secret, host);
  }
});

t.test('a refused host changes nothing', async (t) => {
  const { url } = await startWithSecret(t);
  for (const [method, path] of [
    ['POST', '/accounts'],
    ['DELETE', '/accounts/a'],
    ['PATCH', '/accounts/a'],
  ] as const) {
    const answer = await sendRequest(`${url}/__mock${path}`, {
      method,
      headers: { host: 'rebound.example' },
      body: '{"credits": 7}',
    });
    checkRefusal(t, answer, `${method} ${path}`, /--allow-host/);
  }
  matchList(t, (await sendRequest(`${url}/__mock/accounts`)).json().accounts, [{ name: 'a', credits: 0 }]);
});

t.test('every host in a request is checked, in headers and in an absolute URL', async (t) => {
  const { url } = await startWithSecret(t);
  const get = (target: string, hosts: readonly string[], version = '1.1'): Promise<string> =>
    sendRaw(
      url,
      `GET ${target} HTTP/${version}\r\n${hosts.map((host) => `Host: ${host}\r\n`).join('')}Connection: close\r\n\r\n`,
    );
  for (const [target, hosts] of [
    ['/__mock/accounts', ['localhost', 'evil.example']],
    ['/__mock/accounts', ['evil.example', 'localhost']],
    ['http://evil.example/__mock/accounts', ['localhost']],
    ['HTTP://evil.example:80/__mock/accounts', ['localhost']],
    ['https://evil.example/__mock/accounts', ['localhost']],
    ['http://localhost@evil.example/__mock/accounts', ['localhost']],
    ['http://localhost/__mock/accounts', ['evil.example']],
    ['/%5f%5fmock/accounts', ['evil.example']],
    ['/__mock/%61ccounts', ['evil.example']],
    ['/__mock/accounts#', ['evil.example']],
  ] as const) {
    const text = await get(target, hosts);
    t.match(
      text,
      /^HTTP\/1\.1 403 .*"error":.* is (?:not known as a name of this mock|not a host name)/s,
      `${target} ${hosts}`,
    );
    t.notMatch(text, secret);
  }
  t.match(await get('/__mock/accounts', [], '1.0'), /^HTTP\/1\.1 403 .*the request names no host/s);
  t.match(await get('/__mock/accounts', ['localhost'], '1.0'), /^HTTP\/1\.1 200 /);
  t.match(await get('http://localhost:1/__mock/accounts', ['127.0.0.1']), /^HTTP\/1\.1 200 /);
});

t.test('a public name is accepted only if it is allowed, in any spelling', async (t) => {
  const { app } = await startWithSecret(t, { 'allow-host': 'mock.team.example' });
  const isPrivate = /\.(?:localhost|internal|local|test|home\.arpa|svc)$/;
  const domain = fc.domain().filter((name) => !isPrivate.test(name.toLowerCase()) && name !== 'mock.team.example');
  const written = (name: fc.Arbitrary<string>) =>
    fc
      .tuple(name, fc.infiniteStream(fc.boolean()), fc.constantFrom('', '.'), fc.constantFrom('', ':', ':80', ':3267'))
      .map(([text, upper, dot, port]) => {
        const letters = [...text].map((letter) => (upper.next().value ? letter.toUpperCase() : letter));
        return `${letters.join('')}${dot}${port}`;
      });
  const status = async (host: string): Promise<number> =>
    (await app.inject({ url: '/__mock/accounts', headers: { host } })).statusCode;
  await fc.assert(fc.asyncProperty(written(domain), async (host) => (await status(host)) === 403));
  const allowed = fc.constantFrom('mock.team.example', 'a.localhost', 'x');
  await fc.assert(fc.asyncProperty(written(allowed), async (host) => (await status(host)) === 200));
});

t.test('with an admin token any host is accepted, but the token is required', async (t) => {
  const { url } = await startWithSecret(t, { 'admin-token': 's3cret', 'allow-origin': 'http://app.example' });
  const host = 'mock.team.example';
  t.equal((await sendRequest(`${url}/__mock/accounts`, { headers: { host, ...bearer('s3cret') } })).status, 200);
  t.equal((await sendRequest(`${url}/__mock/openapi.json`, { headers: { host } })).status, 200, 'it shows no data');
  const refused = await sendRequest(`${url}/__mock/accounts`, { headers: { host, origin: 'http://app.example' } });
  t.match(refused, {
    status: 401,
    headers: { 'access-control-allow-origin': 'http://app.example', vary: 'Origin', 'www-authenticate': 'Bearer' },
  });
  const answer = await sendRequest(`${url}/__mock/accounts`, preflight('http://app.example', { host }));
  t.match(answer, { status: 204, headers: { 'access-control-allow-origin': 'http://app.example' } });
  t.match(answer.headers['access-control-allow-headers'], /\bAuthorization\b/);
  const own = { host, origin: `http://${host}`, ...bearer('s3cret') };
  checkRefusal(
    t,
    await sendRequest(`${url}/__mock/accounts`, { headers: own }),
    'its own public name is not trusted',
    /--allow-origin/,
  );
  checkRefusal(
    t,
    await sendRequest(`${url}/__mock/accounts`, preflight('http://evil.example')),
    'evil',
    /--allow-origin/,
  );
});

t.test('paths outside /__mock are accepted at any host', async (t) => {
  const { url } = await startWithSecret(t);
  const { url: plain } = await startWithSecret(t, { 'no-admin': true });
  const headers = { host: 'rebound.example', 'sec-fetch-site': 'cross-site' };
  for (const path of ['/livez', '/readyz', '/docs', '/openapi.json']) {
    t.equal((await sendRequest(url + path, { headers })).status, 200, path);
  }
  t.equal((await sendRequest(`${url}/__mockery`, { headers })).text, '{"detail":"Not found."}');
  t.equal((await sendRequest(`${plain}/__mock`, { headers })).text, '{"detail":"Not found."}');
  const search = { ...headers, authorization: `Token ${secret}` };
  t.equal((await sendRequest(`${url}/external/search/`, { headers: search })).status, 200);
});

t.test('callers that are not browsers are accepted', async (t) => {
  const { url, fetch: inProcess } = await startAdminMock(t);
  const { port } = new URL(url);
  t.equal((await fetch(`${url}/__mock`)).status, 200, "Node's fetch");
  t.equal((await fetch(`http://localhost:${port}/__mock/accounts`, { method: 'POST', body: '{}' })).status, 201);
  t.equal((await inProcess('/__mock/accounts', { method: 'POST', body: '{}' })).status, 201, "the mock's fetch");
  for (const host of ['ecore-mock:3267', 'ecore-mock-0.ecore-mock-replicas:3267', 'docker:49153']) {
    const { status } = await sendRequest(`${url}/__mock/accounts`, { method: 'POST', headers: { host }, body: '{}' });
    t.equal(status, host.includes('.') ? 403 : 201, host);
  }
});
