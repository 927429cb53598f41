import { METHODS } from 'node:http';
import { connect } from 'node:net';
import t from 'tap';
import { serve } from '../support/command.ts';
import { bearer, type RequestOptions, sendRequest, token } from '../support/http.ts';

const job = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
const resultPath = `/enrichment/result/${job}/`;
const searchPath = '/external/search/';
/** Two pages, each with headers that are valid for it and headers of the other scheme. */
const pages = [
  { path: resultPath, headers: bearer('demo-token'), other: token('demo-token') },
  { path: searchPath, headers: token('demo-token'), other: bearer('demo-token') },
];

const { url, child, ended } = await serve(t);
const get = (path: string, options: RequestOptions = {}) => sendRequest(url + path, options);
/** Calls the admin API. */
const callAdmin = async (method: string, path: string, body?: unknown) => {
  const { text } = await get(`/__mock${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return text === '' ? undefined : JSON.parse(text);
};

t.test('E1: the answers are the same under /backend/api/v1, under /api/v1 and under the root', async (t) => {
  for (const { path, headers } of pages) {
    const answers = await Promise.all(['/backend/api/v1', '/api/v1', ''].map((base) => get(base + path, { headers })));
    for (const answer of answers) {
      t.equal(answer.status, 200, path);
      t.equal(answer.text, answers[0]?.text, path);
    }
  }
});

t.test(
  'E2: a path without the trailing slash is redirected with 301 for every method, and the query string is kept',
  async (t) => {
    for (const base of ['/backend/api/v1', '/api/v1', '']) {
      for (const { path } of pages) {
        const bare = base + path.slice(0, -1);
        for (const method of METHODS.filter((name) => name !== 'CONNECT')) {
          const answer = await get(`${bare}?limit=5&page=%201`, { method });
          t.equal(answer.status, 301, `${method} ${bare}`);
          t.equal(answer.headers.location, `${bare}/?limit=5&page=%201`);
          t.equal((await get(bare, { method })).headers.location, `${bare}/`);
        }
      }
    }
  },
);

t.test('E2: a path that looks like another host is not redirected to that host', async (t) => {
  const [page] = pages;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(`GET http://evil.example${page?.path.slice(0, -1)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += chunk;
  t.match(text, `location: ${page?.path}\r\n`);
  const answer = await get('//evil.example/external/search', { headers: token('demo-token') });
  t.equal(answer.status, 404);
});

t.test('E3: HEAD has the status and headers of GET and no body', async (t) => {
  for (const { path, headers } of [...pages, { path: `${resultPath}?page=0`, headers: bearer('demo-token') }]) {
    const full = await get(path, { headers });
    const head = await get(path, { method: 'HEAD', headers });
    t.equal(head.status, full.status);
    t.equal(head.text, '');
    t.equal(head.headers['content-type'], full.headers['content-type']);
    t.equal(head.headers['content-length'], String(Buffer.byteLength(full.text)));
  }
});

t.test('E3: HEAD of a CSV has the headers of the CSV and no body', async (t) => {
  const path = `${resultPath}?report_type=csv`;
  const full = await get(path, { headers: bearer('demo-token') });
  const head = await get(path, { method: 'HEAD', headers: bearer('demo-token') });
  t.equal(head.status, 200);
  t.equal(head.text, '');
  for (const name of ['content-type', 'content-disposition', 'content-length']) {
    t.equal(head.headers[name], full.headers[name], name);
  }
});

const otherMethods = METHODS.filter((method) => !['GET', 'HEAD', 'OPTIONS', 'CONNECT'].includes(method));

t.test('E3: every other method on a known path is 405 and lists the allowed methods', async (t) => {
  for (const { path, headers } of pages) {
    for (const method of otherMethods) {
      const answer = await get(path, { method, headers });
      t.equal(answer.status, 405, `${method} ${path}`);
      t.equal(answer.text, JSON.stringify({ detail: `Method "${method}" not allowed.` }));
      t.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
    }
  }
});

t.test('E3: another method is 405 for any body: broken JSON, an unknown type, a large size', async (t) => {
  for (const { path, headers } of pages) {
    for (const type of ['application/json', 'text/nonsense', 'multipart/form-data', 'x']) {
      const answer = await get(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body: '{"broken',
      });
      t.equal(answer.status, 405, type);
    }
    t.equal((await get(path, { method: 'PUT', headers, body: 'x'.repeat(2_000_000) })).status, 405, '2 MB');
  }
});

t.test('E3: a call with a wrong token and a wrong method is answered with 401, not 405', async (t) => {
  for (const { path, other } of pages) {
    for (const method of otherMethods) {
      t.equal((await get(path, { method })).status, 401, `${method} ${path}`);
      t.equal((await get(path, { method, headers: other })).status, 401, `${method} ${path}, other scheme`);
    }
  }
});

t.test('E3: OPTIONS that is not a preflight is authenticated and lists the allowed methods', async (t) => {
  for (const { path, headers } of pages) {
    t.equal((await get(path, { method: 'OPTIONS' })).status, 401);
    const answer = await get(path, { method: 'OPTIONS', headers });
    t.equal(answer.status, 200);
    t.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
  }
});

t.test('E4: an unknown path is 404, with or without a token', async (t) => {
  const paths = [
    '/',
    '/external/',
    '/external/search/more/',
    '/backend/external/search/',
    '/api/v2/external/search/',
    '/enrichment/result/',
    '/External/Search/',
    '/external/search/%E0%A4%A/',
    '/%',
    `/${'x'.repeat(5000)}/`,
  ];
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      for (const headers of [{}, token('demo-token')]) {
        const answer = await get(path, { method, headers });
        t.equal(answer.status, 404, `${method} ${path.slice(0, 60)}`);
        t.equal(answer.text, '{"detail":"Not found."}');
        t.equal(answer.headers['content-type'], 'application/json');
      }
    }
  }
});

t.test(
  "E2, E3, E7, R5: a page is found by its decoded path, and a job id that can't be decoded is an unknown job",
  async (t) => {
    const encoded = '/external/%73earch/';
    const as = (method: string, path: string, headers: Record<string, string> = token('demo-token')) =>
      get(path, { method, headers });
    t.equal((await as('GET', `${encoded}?limit=1`)).status, 200);
    t.equal((await as('POST', encoded)).status, 405);
    t.equal((await as('OPTIONS', encoded)).status, 200);
    t.equal((await as('POST', encoded, {})).status, 401);
    const bare = await as('GET', '/%65xternal/search?limit=1');
    t.same([bare.status, bare.headers.location], [301, '/%65xternal/search/?limit=1']);
    for (const id of ['%FF', '%zz', '%E0%A4%A', 'a%2Fb', '%']) {
      const path = `/enrichment/result/${id}/`;
      t.equal((await as('GET', path, {})).status, 401, path);
      t.equal((await as('GET', path, bearer('demo-token'))).text, '{"detail":"Not found."}', path);
      t.equal((await as('POST', path, bearer('demo-token'))).status, 405, path);
    }
    for (const id of ['%FF', '50%zz', 'a%2Fb', '%41%zz']) {
      const bareId = `/enrichment/result/${id}`;
      const redirected = await as('GET', `${bareId}?page=50%zz`);
      t.same(
        [redirected.status, redirected.headers.location],
        [301, `${bareId}/?page=50%zz`],
        'the redirect keeps the path as it was sent',
      );
    }
  },
);

/** Requests whose bodies would cause errors if they were read. */
const bodies: RequestOptions[] = [
  { headers: { 'content-type': 'application/json' }, body: '{"broken' },
  { headers: { 'content-type': 'application/json' }, body: '' },
  { headers: { 'content-type': 'application/json' }, body: '{"__proto__": 1}' },
  { headers: { 'content-type': 'x/y' }, body: 'x' },
  { body: 'x'.repeat(2_000_000) },
];

t.test('E4: an unknown path is 404 for any body', async (t) => {
  for (const path of ['/nope/', '/v1/external/search/', '/external/searches', '/livez']) {
    for (const options of bodies) {
      const answer = await get(path, { method: 'POST', ...options });
      t.equal(answer.status, 404, path);
      t.equal(answer.text, '{"detail":"Not found."}');
    }
  }
});

t.test('E2: a path without its slash is redirected for any body', async (t) => {
  for (const path of [searchPath.slice(0, -1), resultPath.slice(0, -1), '/external/unlock']) {
    for (const options of bodies) {
      const answer = await get(path, { method: 'POST', ...options });
      t.same([answer.status, answer.headers.location, answer.text], [301, `${path}/`, ''], path);
    }
  }
});

t.test('E3: OPTIONS is answered for any body', async (t) => {
  for (const { path, headers } of pages) {
    for (const options of bodies) {
      t.equal(
        (await get(path, { method: 'OPTIONS', ...options, headers: { ...options.headers, ...headers } })).status,
        200,
      );
    }
  }
});

t.test('E11, E13: invalid HTTP is answered with JSON and CORS headers', async (t) => {
  const { port } = new URL(url);
  for (const [request, status] of [
    ['GET /external/search/?company_name=Caf\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['NONSENSE\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(request);
    let text = '';
    for await (const chunk of socket) text += chunk;
    t.match(text, new RegExp(`^HTTP/1.1 ${status} `));
    t.match(text, /Access-Control-Allow-Origin: \*\r\n/);
    t.match(text, /\r\n\r\n\{"detail":"[^"]+"\}$/);
  }
});

t.test('E7: the token is checked before the parameters and before the job', async (t) => {
  for (const path of [
    `${resultPath}?page=0`,
    `${resultPath}?report_type=xml`,
    '/enrichment/result/nonsense/',
    '/enrichment/result/00000000-0000-4000-8000-000000000001/',
    `/enrichment/result/${'x'.repeat(3000)}/`,
    '/external/search/?limit=x',
  ]) {
    t.equal((await get(path)).status, 401, path);
    t.equal((await get(path, { headers: bearer('nobody') })).status, 401, path);
  }
});

t.test('E7: a token with the wrong scheme word or with a space inside is invalid', async (t) => {
  for (const { path, other } of pages) t.equal((await get(path, { headers: other })).status, 401, path);
  const broken = (scheme: string) => [
    '',
    scheme,
    `${scheme} `,
    'demo-token',
    `${scheme}demo-token`,
    `${scheme}:demo-token`,
    `${scheme} demo-token x`,
    `${scheme} demo -token`,
    `${scheme} "demo-token"`,
    `${scheme} DEMO-TOKEN`,
    `Basic ${Buffer.from('demo-token:').toString('base64')}`,
    `${scheme} ${scheme} demo-token`,
  ];
  for (const [path, scheme] of [
    [resultPath, 'Bearer'],
    [searchPath, 'Token'],
  ] as const) {
    for (const authorization of broken(scheme)) {
      t.equal((await get(path, { headers: { authorization } })).status, 401, JSON.stringify(authorization));
    }
  }
});

t.test('E7: the scheme word is valid in any letter case', async (t) => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    t.equal((await get(resultPath, { headers: { authorization: `${scheme} demo-token` } })).status, 200, scheme);
  }
  for (const authorization of ['Token  demo-token', 'Token\tdemo-token', ' Token demo-token ']) {
    t.equal((await get(searchPath, { headers: { authorization } })).status, 200, JSON.stringify(authorization));
  }
  t.equal(
    (await get(searchPath, { headers: { authorization: 'Token\xa0demo-token' } })).status,
    401,
    'only ASCII blanks separate the scheme word from the token',
  );
  for (const scheme of ['Token', 'token', 'TOKEN']) {
    t.equal((await get(searchPath, { headers: { authorization: `${scheme} demo-token` } })).status, 200, scheme);
  }
});

t.test(
  'E8: the last of equal parameters counts; an unknown parameter is ignored, and an empty one is missing',
  async (t) => {
    const headers = token('demo-token');
    const two = await get(`${searchPath}?limit=2`, { headers });
    t.equal((await get(`${searchPath}?limit=7&limit=2`, { headers })).text, two.text);
    t.equal((await get(`${searchPath}?limit=x&limit=2`, { headers })).text, two.text);
    t.equal((await get(`${searchPath}?limit=2&limit=x`, { headers })).status, 400);
    t.equal((await get(`${searchPath}?limit=2&pageSize=9&constructor=1&__proto__=1`, { headers })).text, two.text);
    t.equal((await get(`${searchPath}??limit=2&limit=2`, { headers })).text, two.text);
    const all = await get(searchPath, { headers });
    t.equal((await get(`${searchPath}??limit=2`, { headers })).text, all.text, '?limit is an unknown name');
    t.equal((await get(`${searchPath}?limit=&offset=&industry=&job_title`, { headers })).text, all.text);
    t.equal((await get(`${searchPath}?limit=2&limit=`, { headers })).text, all.text);
    const page = await get(`${resultPath}?report_type=&page=&page_size=`, { headers: bearer('demo-token') });
    t.equal(page.json().page_size, 50);
  },
);

t.test(
  'E9: JSON is application/json, with keys in the documented order and letters that are not escaped',
  async (t) => {
    for (const { path, headers } of pages) {
      const answer = await get(path, { headers });
      t.equal(answer.headers['content-type'], 'application/json');
      t.equal(answer.text, JSON.stringify(answer.json()), 'JSON has no white space and no needless escapes');
    }
    const answer = await get(`${searchPath}?limit=12`, { headers: token('demo-token') });
    t.match(answer.text, 'Émilie');
    t.match(answer.text, '美咲');
    for (const options of [{}, { method: 'POST' }]) {
      t.equal((await get(searchPath, options)).headers['content-type'], 'application/json');
    }
  },
);

const invalidNumbers = [
  '1%0Ax',
  'x%0A1',
  '1.0',
  '1e2',
  '0x1',
  '%20',
  '%2B%201',
  '%2B-1',
  '--1',
  '-',
  '_1',
  '1_',
  '1__0',
  '1%201',
  '%1C1',
  '%EF%BB%BF1',
  '%C2%B2',
  'NaN',
  'true',
  '1,5',
  '1%00',
];

t.test("E10: a text that Python's int() rejects is not a whole number", async (t) => {
  for (const text of invalidNumbers) {
    for (const name of ['page', 'page_size']) {
      t.equal(
        (await get(`${resultPath}?${name}=${text}`, { headers: bearer('demo-token') })).status,
        400,
        `${name}=${text}`,
      );
    }
    for (const name of ['limit', 'offset']) {
      t.equal(
        (await get(`${searchPath}?${name}=${text}`, { headers: token('demo-token') })).status,
        400,
        `${name}=${text}`,
      );
    }
  }
  t.equal((await get(`${resultPath}?page=002`, { headers: bearer('demo-token') })).json().page, 2);
  t.equal((await get(`${searchPath}?limit=007`, { headers: token('demo-token') })).json().results.length, 7);
  t.equal((await get(`${searchPath}?offset=-0`, { headers: token('demo-token') })).status, 200);
});

/** Forms of the number 2 that Python's int() accepts and that are not plain digits. */
const formsOfTwo = ['%202', '2%20', '+2', '%2B2', '%0A2%0A', '0_2', '%D9%A2', '%F0%9D%9F%9A', '%C2%A02', '%E3%80%802'];

t.test(
  "E10: a text that Python's int() accepts is a whole number, and a finding reports it unless it is plain digits",
  async (t) => {
    const { name, token: mine } = await callAdmin('POST', '/accounts', {});
    const findings = async () => (await callAdmin('GET', `/accounts/${name}/findings`)).findings;
    for (const text of formsOfTwo) {
      const page = await get(`${resultPath}?page=${text}&page_size=${text}`, { headers: bearer(mine) });
      t.match(page.json(), { page: 2, page_size: 2 }, text);
      const results = await get(`${searchPath}?limit=${text}&offset=${text}`, { headers: token(mine) });
      t.equal(results.json().results.length, 2, text);
      t.match(
        (await findings()).filter(({ kind }: { kind: string }) => kind === 'unusual-number'),
        ['page', 'page_size', 'limit', 'offset'].map((name) => ({
          clause: 'E10',
          message: new RegExp(`^${name} ".+" is read as 2, as Python's int\\(\\) reads it: send plain digits$`),
        })),
        text,
      );
      await callAdmin('DELETE', `/accounts/${name}/requests`);
    }
    for (const query of ['?limit=002', '?limit=x', '?offset=1.0', '?limit=']) {
      await get(searchPath + query, { headers: token(mine) });
    }
    await get(`${resultPath}?report_type=csv&page=1_0`, { headers: bearer(mine) });
    t.notOk((await findings()).some(({ kind }: { kind: string }) => kind === 'unusual-number'));
    t.match(
      await callAdmin('GET', '/requests?limit=1_0'),
      { path: '/limit' },
      'the admin API accepts only plain digits',
    );
  },
);

t.test('E10: a number has at most 4300 digits, and the answer has all of them', async (t) => {
  const sendRequest = (page: string) => get(`${resultPath}?page=${page}`, { headers: bearer('demo-token') });
  const long = '7'.repeat(4300);
  t.match((await sendRequest(long)).text, `"page":${long},`);
  t.match((await sendRequest([...long].join('_'))).text, `"page":${long},`, 'underscores do not count');
  t.equal((await sendRequest(`${long}7`)).status, 400);
  t.equal((await sendRequest(`0${long}`)).status, 400, 'leading zeros count');
});

t.test('E15: a job id in a path must be in lower case with dashes; any other form is 404 with a finding', async (t) => {
  const { name, token: mine } = await callAdmin('POST', '/accounts', {});
  const headers = bearer(mine);
  const hex = job.replaceAll('-', '');
  const forms = [
    job.toUpperCase(),
    job.replace('f', 'F'),
    hex,
    `{${job}}`,
    `urn:uuid:${job}`,
    `${job}%20`,
    'undefined',
  ];
  for (const path of ['/enrichment/result/', '/enrichment/status/']) {
    t.equal((await get(`${path}${job}/`, { headers })).status, 200);
    for (const form of forms) {
      const answer = await get(`${path}${form}/`, { headers });
      t.same([answer.status, answer.text], [404, '{"detail":"Not found."}'], path + form);
      t.match(answer.headers['x-mock-finding'], /^malformed-job-id: .* a UUID in lower case with dashes$/);
      t.equal((await get(`${path}${form}/`)).status, 401, 'the token is checked first');
    }
    const unknown = await get(`${path}6b1f0e52-3c5d-4e8a-9d27-0f4a8c1b7e93/`, { headers });
    t.same([unknown.status, unknown.headers['x-mock-finding']], [404, undefined], 'an unknown job has no finding');
  }
  const { findings } = await callAdmin('GET', `/accounts/${name}/findings`);
  t.equal(findings.length, 2 * forms.length);
  t.match(findings[0], { kind: 'malformed-job-id', clause: 'E15', endpoint: 'results' });
});

t.test('E15: Control and the admin API accept job ids in any letter case', async (t) => {
  const { name, token: mine } = await callAdmin('POST', '/accounts', { from: 'empty' });
  const created = await callAdmin('POST', `/accounts/${name}/jobs`, { job_id: job.toUpperCase(), generate: 1 });
  t.equal(created.job_id, job);
  t.equal((await callAdmin('GET', `/accounts/${name}/jobs/${job.toUpperCase()}`)).job_id, job);
  await callAdmin('PATCH', `/accounts/${name}/jobs/${job.toUpperCase()}`, { status: 'in-progress' });
  const paused = await get('/enrichment-control/', {
    method: 'POST',
    headers: { ...bearer(mine), 'content-type': 'application/json' },
    body: JSON.stringify({ csv_file_id: job.toUpperCase(), action: 'pause' }),
  });
  t.match([paused.status, paused.json()], [200, { csv_file_id: job, status: 'paused' }]);
});

t.test('E11: every answer has CORS headers for any origin, including 401 and 404', async (t) => {
  const origin = 'https://app.example';
  for (const { path, headers } of pages) {
    for (const options of [
      { headers: { ...headers, origin } },
      { headers: { origin } },
      { method: 'POST', headers: { ...headers, origin } },
    ]) {
      const answer = await get(path, options);
      t.equal(answer.headers['access-control-allow-origin'], '*', `${answer.status}`);
      const exposed = String(answer.headers['access-control-expose-headers']);
      t.equal(exposed.replace(', X-Mock-Finding', ''), 'Content-Disposition, Retry-After, WWW-Authenticate');
      t.equal(exposed.includes('X-Mock-Finding'), answer.headers['x-mock-finding'] !== undefined);
    }
  }
  for (const path of ['/nowhere/', '/%', searchPath.slice(0, -1)]) {
    t.equal((await get(path, { headers: { origin } })).headers['access-control-allow-origin'], '*', path);
  }
});

t.test('E11: a preflight is answered without a token', async (t) => {
  for (const { path } of pages) {
    const answer = await get(path, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,x-trace',
      },
    });
    t.equal(answer.status, 200);
    t.equal(answer.text, '');
    t.equal(answer.headers['access-control-allow-origin'], '*');
    t.equal(answer.headers['access-control-allow-methods'], 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT');
    t.equal(answer.headers['access-control-max-age'], '86400');
    t.equal(answer.headers['access-control-allow-headers'], 'authorization,x-trace');
  }
});

t.test('E11: a request that lacks a header or the method of a preflight is handled as usual', async (t) => {
  const [origin, method] = [{ origin: 'https://app.example' }, { 'access-control-request-method': 'GET' }];
  for (const headers of [origin, method]) t.equal((await get(searchPath, { method: 'OPTIONS', headers })).status, 401);
  const headers = { ...token('demo-token'), ...origin, ...method };
  t.equal((await get(searchPath, { headers })).json().success, true);
  const bare = await get(searchPath, { method: 'OPTIONS', headers: { ...origin, ...method } });
  t.equal(bare.headers['access-control-allow-headers'], 'Authorization');
});

t.test('E5: no request of these tests writes an error to the log', async (t) => {
  child.kill('SIGTERM');
  t.equal((await ended).stderr, '');
});
