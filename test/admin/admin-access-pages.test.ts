import { METHODS } from 'node:http';
import t from 'tap';
import { checkRefusal, preflight, startWithSecret } from '../support/admin-access.ts';
import { sendRequest } from '../support/http.ts';

type Headers = Record<string, string>;

t.test('requests for a page of another site are refused, except a link that a person follows', async (t) => {
  const { url } = await startWithSecret(t, { 'allow-origin': 'http://app.example' });
  const status = async (site: string, more: Headers = {}, method = 'GET'): Promise<number> =>
    (await sendRequest(`${url}/__mock`, { method, headers: { 'sec-fetch-site': site, ...more } })).status;
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  for (const site of ['same-origin', 'same-site', 'none']) t.equal(await status(site), 200, site);
  for (const mode of ['cors', 'no-cors', 'same-origin', 'websocket']) {
    t.equal(await status('cross-site', { 'sec-fetch-mode': mode }), 403, mode);
  }
  t.equal(await status('cross-site'), 403);
  t.equal(await status('cross-site', navigation), 200);
  t.equal(await status('cross-site', navigation, 'POST'), 403, 'a form');
  for (const destination of ['iframe', 'frame', 'object', 'embed', 'script', 'image']) {
    t.equal(await status('cross-site', { ...navigation, 'sec-fetch-dest': destination }), 403, destination);
  }
  for (const origin of ['http://app.example', 'http://localhost:5173']) {
    t.equal(await status('cross-site', { origin, 'sec-fetch-mode': 'cors' }), 200, origin);
  }
  checkRefusal(
    t,
    await sendRequest(`${url}/__mock/accounts`, {
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    }),
    'no-cors',
    /another site.*--allow-origin/,
  );
});

const refusedOrigins = [
  ...['https://evil.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'null', '', '*'],
  ...[
    'https://app.example',
    'http://app.example:81',
    'http://app.example/',
    'http://x.app.example',
    'http://app.example.',
  ],
  ...[
    'chrome-extension://localhost',
    'file://localhost',
    'ws://localhost',
    'ftp://127.0.0.1',
    'localhost',
    'HTTP://localhost',
  ],
  ...[
    'http://localhost/',
    'http://localhost:80',
    'http://user@localhost',
    'http://192.0.2.7:3267',
    'http://rebound.example',
  ],
  ...['http://localhost, http://evil.example', 'https://ecore-mock', 'http://notlocalhost', 'http://[::2]'],
];
const loopbackOrigins = [
  ...[
    'http://localhost',
    'http://localhost:5173',
    'https://localhost',
    'http://app.localhost:3000',
    'http://[::1]:3000',
  ],
  ...['http://127.0.0.1:8080', 'http://127.9.8.7', 'https://a.b.localhost'],
];

t.test(
  "pages of this machine and of allowed origins can call the admin API and read its answers; other pages can't",
  async (t) => {
    const { url } = await startWithSecret(t, { 'allow-origin': 'https://a.example:8443,http://app.example' });
    for (const origin of [...loopbackOrigins, 'https://a.example:8443', 'http://app.example']) {
      const preflightAnswer = await sendRequest(`${url}/__mock/accounts/a`, preflight(origin));
      t.match(preflightAnswer, {
        status: 204,
        text: '',
        headers: { 'access-control-allow-origin': origin, vary: 'Origin' },
      });
      t.same(String(preflightAnswer.headers['access-control-allow-methods']).split(', ').sort(), [
        ...['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'],
      ]);
      for (const name of ['Authorization', 'Content-Type'])
        t.ok(String(preflightAnswer.headers['access-control-allow-headers']).split(', ').includes(name));
      const changed = await sendRequest(`${url}/__mock/accounts/a`, {
        method: 'PATCH',
        headers: { origin },
        body: '{"credits": 5}',
      });
      t.match(changed, { status: 200, headers: { 'access-control-allow-origin': origin, vary: 'Origin' } }, origin);
      t.notOk('access-control-allow-methods' in changed.headers);
    }
    for (const origin of refusedOrigins) {
      for (const path of ['', '/', '/accounts', '/openapi.json', '/reset', '/nothing']) {
        checkRefusal(
          t,
          await sendRequest(`${url}/__mock${path}`, { headers: { origin } }),
          `${origin} ${path}`,
          /--allow-origin/,
        );
        checkRefusal(
          t,
          await sendRequest(`${url}/__mock${path}`, preflight(origin)),
          `${origin} ${path}`,
          /--allow-origin/,
        );
      }
      const body = '{"credits": 9}';
      checkRefusal(
        t,
        await sendRequest(`${url}/__mock/accounts/a`, { method: 'PATCH', headers: { origin }, body }),
        origin,
        /./,
      );
    }
    const answer = await sendRequest(`${url}/__mock/accounts/a`);
    t.match(answer.json(), { credits: 5 });
    t.equal(answer.headers.vary, 'Origin', 'for caches between the mock and pages');
    t.notOk('access-control-allow-origin' in answer.headers);
    t.equal(
      (await sendRequest(`${url}/__mock/accounts/a`, { method: 'OPTIONS', headers: { origin: 'http://localhost' } }))
        .status,
      404,
    );
  },
);

t.test("the mock's own page can call the admin API at an IP address or a trusted name", async (t) => {
  const { url } = await startWithSecret(t, { 'allow-host': 'mock.team.example' });
  for (const host of ['192.0.2.2:3267', '192.0.2.2', '[fd00::2]:3267', 'ecore-mock:3267', 'mock.team.example']) {
    const { status, headers } = await sendRequest(`${url}/__mock/reset`, {
      method: 'POST',
      headers: { host, origin: `http://${host}` },
    });
    t.match({ status, headers }, { status: 204, headers: { 'access-control-allow-origin': `http://${host}` } }, host);
  }
  for (const [host, origin] of [
    ['192.0.2.2:3267', 'http://192.0.2.2:3268'],
    ['192.0.2.2:3267', 'http://192.0.2.2'],
    ['192.0.2.2:3267', 'https://192.0.2.2:3267'],
    ['rebound.example:3267', 'http://rebound.example:3267'],
    ['', 'http://'],
  ] as const) {
    const answer = await sendRequest(`${url}/__mock/reset`, { method: 'POST', headers: { host, origin } });
    checkRefusal(t, answer, `${host} ${origin}`, /--allow-origin/);
  }
});

t.test('an allowed page can read every refusal', async (t) => {
  const { url, store } = await startWithSecret(t, {}, { maxUrlBytes: 200, maxAdminBodyBytes: 100, maxConnections: 1 });
  const origin = 'http://localhost:5173';
  const checkReadable = async (
    status: number,
    path: string,
    options: Parameters<typeof sendRequest>[1] = {},
  ): Promise<void> => {
    const answer = await sendRequest(`${url}/__mock${path}`, { ...options, headers: { origin, ...options.headers } });
    t.match(
      answer,
      { status, headers: { 'access-control-allow-origin': origin, vary: 'Origin' } },
      `${status} ${path}`,
    );
    t.match(answer.json(), { error: /./ });
  };
  await checkReadable(400, '/accounts', { method: 'POST', body: '{' });
  await checkReadable(400, '/requests?limit=x');
  await checkReadable(403, '/accounts', { headers: { host: 'unknown.example' } });
  await checkReadable(404, '/accounts/nobody');
  await checkReadable(404, '/nothing');
  await checkReadable(409, '/accounts', { method: 'POST', body: '{"name": "a"}' });
  await checkReadable(413, '/accounts/a/people', { method: 'PUT', body: JSON.stringify(['x'.repeat(100)]) });
  await checkReadable(414, `/accounts/${'x'.repeat(200)}`);
  const long = await sendRequest(`${url}/__mock/${'x'.repeat(200)}`, preflight(origin));
  t.match(long, { status: 204, headers: { 'access-control-allow-origin': origin } }, 'so that a page can read the 414');
  checkRefusal(
    t,
    await sendRequest(`${url}/__mock/${'x'.repeat(200)}`, { headers: { origin: 'null' } }),
    '414',
    /--allow-origin/,
  );
  store.jobs.count = () => {
    throw new Error('broken');
  };
  await checkReadable(500, '');
});

t.test('pages of other origins are refused for every method and path under /__mock', async (t) => {
  const { url } = await startWithSecret(t);
  for (const method of METHODS.filter((name) => name !== 'CONNECT')) {
    for (const path of ['', '/', '/accounts', '/nothing/at/all', '?x']) {
      for (const headers of [{ host: 'rebound.example' }, { origin: 'http://evil.example' }] as Headers[]) {
        const answer = await sendRequest(`${url}/__mock${path}`, { method, headers });
        t.equal(answer.status, 403, `${method} ${path}`);
        t.notOk('access-control-allow-origin' in answer.headers, `${method} ${path}`);
        t.equal(answer.headers.vary, 'Origin', `${method} ${path}`);
      }
    }
  }
});

t.test('a refusal repeats at most 100 characters of a header', async (t) => {
  const { url } = await startWithSecret(t);
  const long = `${'a'.repeat(60)}.`.repeat(20);
  for (const headers of [
    { host: `${long}example` },
    { host: `${long}@` },
    { origin: `http://${long}example` },
  ] as Headers[]) {
    const answer = await sendRequest(`${url}/__mock`, { headers });
    t.equal(answer.status, 403);
    t.ok(answer.text.length < 300, answer.text);
    t.notMatch(answer.text, 'a.'.padStart(101, 'a'));
  }
});
