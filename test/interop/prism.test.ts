import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { startProgram } from '../support/child-process.ts';
import { idEndingIn } from '../support/default-data.ts';
import { type Answer, bearer, type RequestOptions, sendRequest, token } from '../support/http.ts';

// Prism is a validating proxy in front of the mock. It checks every answer by the OpenAPI document of the mock. Without
// --errors, Prism forwards every request and reports violations in a header, so that an invalid request (for example with
// an invalid limit or without a token) reaches the mock, and its answer is checked, too. Prism does not use the paths of
// `servers`, so the vendor's base path is in the URL that it forwards to.
const base = '/backend/api/v1';
const mock = await startAdminMock(t, { people: 100 });

type Document = {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
};
const document: Document = (await sendRequest(`${mock.url}/openapi.json`)).json();
const file = join(t.testdir(), 'openapi.json');
writeFileSync(file, JSON.stringify(document));

const prism = startProgram(process.execPath, [
  join(import.meta.dirname, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js'),
  ...['proxy', file, mock.url + base, '--port', '0', '--cors', 'false'],
]);
t.teardown(() => prism.kill('SIGKILL') && once(prism, 'close'));
let log = '';
for (const stream of [prism.stdout, prism.stderr]) {
  stream?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
}
/** Waits until the log of Prism matches. */
const waitForLog = async (pattern: RegExp): Promise<RegExpMatchArray> => {
  for (;;) {
    const found = log.match(pattern);
    if (found) return found;
    if (prism.exitCode !== null) throw new Error(`Prism ended: ${log}`);
    await Promise.race([once(prism.stdout ?? prism, 'data'), once(prism, 'close')]);
  }
};
const [, proxy] = await waitForLog(/Prism is listening on (http\S+)/);

type Violation = { location: string[]; severity: string; message: string };
const readViolations = ({ headers }: Answer): Violation[] => JSON.parse(String(headers['sl-violations'] ?? '[]'));

const job = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
const john = 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d';
const nobody = '00000000-0000-4000-8000-00000000ffff';

const demo = 'YOUR_API_TOKEN';
const capped = await mock.account({ kind: 'test', daily_quota: 1 });
const poor = await mock.account({ credits: 0 });
const broken = await mock.account();
await broken.injectFault({ status: 500 });
// The clocks are frozen, so that two requests get the same times.
for (const each of [mock, capped]) await each.clock.set({ now: '2026-05-06T12:00:00Z', frozen: true });
await mock.search(capped.token);
await mock.snapshot('before');

const post = (headers: Record<string, string>, body: unknown, type = 'application/json'): RequestOptions => ({
  method: 'POST',
  headers: { ...headers, 'content-type': type },
  ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});
const control = (as: string, csv_file_id: string, action: string) => post(bearer(as), { csv_file_id, action });
const unlock = (as: string, uuids: string[], unlock_type = 'email') => post(token(as), { uuids, unlock_type });

/** A request, its status, and the violation that Prism must find in it if it is invalid. */
type Call = [status: number, path: string, options: RequestOptions, violation?: RegExp];

const examples: Call[] = [
  [200, '/external/search/?industry=Technology&job_level=C%20Level&limit=5', { headers: token(demo) }],
  [200, `/enrichment/result/${job}/?page=1&page_size=50`, { headers: bearer(demo) }],
  [200, `/enrichment/result/${job}/?report_type=csv`, { headers: bearer(demo) }],
  [200, `/enrichment/status/${job}/`, { headers: bearer(demo) }],
  [200, '/enrichment/status/', { headers: bearer(demo) }],
  [200, '/enrichment-control/', control(demo, idEndingIn('02'), 'pause')],
  [200, '/enrichment-control/', control(demo, idEndingIn('03'), 'resume')],
  [200, '/external/unlock/', unlock(demo, [john, '00000000-0000-4000-9000-000000000002'])],
];

const unauthorized = /^request Invalid security scheme used/;
const noBody = /^request Body parameter is required/;
const noJson = /^request Supported content types: application\/json/;
const large = 'x'.repeat(1_048_576);
const errors: Call[] = [
  [400, `/enrichment/result/${idEndingIn('01')}/`, { headers: bearer(demo) }],
  [400, `/enrichment/result/${job}/?report_type=xml`, { headers: bearer(demo) }, /^request\.query\.report_type/],
  [400, `/enrichment/result/${job}/?page=0`, { headers: bearer(demo) }, /^request\.query\.page /],
  [400, `/enrichment/result/${job}/?page_size=201`, { headers: bearer(demo) }, /^request\.query\.page_size/],
  [400, '/external/search/?limit=abc', { headers: token(demo) }, /^request\.query\.limit/],
  [400, '/external/search/?offset=-1', { headers: token(demo) }, /^request\.query\.offset/],
  [400, '/enrichment-control/', control(demo, job, 'pause')],
  [400, '/enrichment-control/', control(demo, job, 'stop'), /^request\.body\.action/],
  [400, '/enrichment-control/', post(bearer(demo), undefined), noBody],
  [400, '/external/unlock/', unlock(demo, [nobody])],
  [400, '/external/unlock/', unlock(demo, [john], 'fax'), /^request\.body\.unlock_type/],
  [400, '/external/unlock/', post(token(demo), undefined), noBody],
  [402, '/enrichment-control/', control(poor.token, idEndingIn('03'), 'resume')],
  [402, '/external/unlock/', unlock(poor.token, [john])],
  [404, `/enrichment/result/${idEndingIn('05')}/`, { headers: bearer(demo) }],
  [404, `/enrichment/result/${nobody}/`, { headers: bearer(demo) }],
  [404, `/enrichment/status/${nobody}/`, { headers: bearer(demo) }],
  [404, '/enrichment-control/', control(demo, nobody, 'pause')],
  [413, '/enrichment-control/', control(demo, job, large), /^request\.body\.action/],
  [413, '/external/unlock/', unlock(demo, [large])],
  [415, '/enrichment-control/', post(bearer(demo), 'a,b', 'text/csv'), noJson],
  [415, '/external/unlock/', post(token(demo), 'a,b', 'text/csv'), noJson],
];

/** For each operation, a request that succeeds with a valid token. */
const operations: { path: string; scheme: (as: string) => Record<string, string>; options: RequestOptions }[] = [
  { path: `/enrichment/result/${job}/`, scheme: bearer, options: {} },
  { path: `/enrichment/status/${job}/`, scheme: bearer, options: {} },
  { path: '/enrichment/status/', scheme: bearer, options: {} },
  { path: '/enrichment-control/', scheme: bearer, options: control('', idEndingIn('02'), 'pause') },
  { path: '/external/search/', scheme: token, options: {} },
  { path: '/external/unlock/', scheme: token, options: unlock('', [john]) },
];
for (const { path, scheme, options } of operations) {
  const as = (headers: Record<string, string>): RequestOptions => {
    const { authorization, ...others } = options.headers ?? {};
    return { ...options, headers: { ...others, ...headers } };
  };
  errors.push(
    [401, path, as({}), unauthorized],
    [401, path, as(scheme('expired-token'))],
    [401, path, as(scheme('no-such-token'))],
    [429, path, as(scheme(capped.token))],
    [500, path, as(scheme(broken.token))],
  );
}

const compared = ['content-type', 'content-disposition', 'retry-after', 'www-authenticate'];
const testedStatuses = new Set<string>();

/** Sends the same request to the mock and to Prism, each after the same snapshot was restored. */
const sendToBoth = async (path: string, options: RequestOptions): Promise<{ direct: Answer; proxied: Answer }> => {
  await mock.restore('before');
  const direct = await sendRequest(mock.url + base + path, options);
  await mock.restore('before');
  return { direct, proxied: await sendRequest(proxy + path, options) };
};

const findOperationId = (path: string, method: string): string => {
  const [, methods] =
    Object.entries(document.paths).find(([template]) =>
      new RegExp(`^${template.replace(/\{\w+\}/, '[^/]+')}$`).test(path.replace(/\?.*/, '')),
    ) ?? [];
  return methods?.[method.toLowerCase()]?.operationId ?? path;
};

// Bodies that are not valid JSON are left out: Prism parses the body itself, and refuses it.
for (const [name, calls] of Object.entries({ "the vendor's examples": examples, 'requests for each error': errors })) {
  t.test(`Prism finds no violation in the answers to ${name}`, async (t) => {
    for (const [status, path, options, violation] of calls) {
      const { direct, proxied } = await sendToBoth(path, options);
      const label = `${options.method ?? 'GET'} ${path} ${status}`;
      t.equal(proxied.status, status, label);
      t.equal(proxied.text, direct.text, label);
      for (const each of compared) t.equal(proxied.headers[each], direct.headers[each], `${label} ${each}`);
      const found = readViolations(proxied).map(({ location, message }) => `${location.join('.')} ${message}`);
      if (violation === undefined) t.same(found, [], label);
      else t.ok(found.length > 0 && found.every((each) => violation.test(each)), `${label}: ${found}`);
      testedStatuses.add(`${findOperationId(path, options.method ?? 'GET')} ${status}`);
    }
  });
}

t.test('every status of every operation in the document was tested', async (t) => {
  const all = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId, responses }) => Object.keys(responses).map((status) => `${operationId} ${status}`));
  t.same([...testedStatuses].sort(), all.sort());
});

t.test('Prism finds violations in answers that differ from the document', async (t) => {
  const search = async (fault: Parameters<typeof mock.injectFault>[0]): Promise<string[]> => {
    await mock.restore('before');
    await mock.injectFault(fault);
    const answer = await sendRequest(`${proxy}/external/search/?limit=1`, { headers: token(demo) });
    return readViolations(answer).map(({ location, severity }) => `${severity} ${location.join('.')}`);
  };
  t.notMatch(log, /Violation: response/, 'no violation so far');
  t.same(await search({ status: 200, body: { success: true, count: 'many', results: [] } }), [
    'Error response.body.count',
  ]);
  t.ok((await search({ status: 200, body: { success: true } })).includes('Error response.body'), 'keys are missing');
  t.same(await search({ status: 200, body: '<p>', headers: { 'Content-Type': 'text/html' } }), [
    'Error response',
    'Error response.body',
  ]);
  t.same(await search({ status: 429, headers: { 'Retry-After': 'soon' } }), ['Error response.header.retry-after']);
  t.same(await search({ status: 503 }), ['Warning response'], 'a status that the document does not have');
  await waitForLog(/Violation: response Unable to match the returned status code/);
  t.match(log, /Violation: response\.body\.count/);
});
