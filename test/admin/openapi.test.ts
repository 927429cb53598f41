import { runInNewContext } from 'node:vm';
import t, { type Test } from 'tap';
import { type AdminMock, startAdminMock } from '../support/admin-api.ts';
import { type Answer, bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { createBodyValidator } from '../support/openapi.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';

type Schema = { $ref?: string; description?: string; properties?: Record<string, Schema>; examples?: unknown[] };
type Operation = {
  id: string;
  method: string;
  path: string;
  security: object[];
  parameters: { name: string; in: string; description?: string }[];
  body: Schema | undefined;
  statuses: string[];
};
type Listed = Omit<Operation, 'id' | 'method' | 'path' | 'body' | 'statuses'> & {
  operationId: string;
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Record<string, object>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Listed>>;
  components: { schemas: Record<string, Schema> };
};

const operationsOf = ({ paths, components }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [], security, requestBody, responses }]) => ({
      id: operationId,
      method,
      path,
      security,
      parameters,
      body: components.schemas[requestBody?.content['application/json'].schema.$ref?.split('/').pop() ?? ''],
      statuses: Object.keys(responses),
    })),
  );

const documentOf = async ({ callAdmin }: AdminMock): Promise<Document> =>
  (await callAdmin('GET', '/openapi.json')).json();

/** Creates a function that checks an answer against the document. */
const createAnswerCheck = (document: Document) => {
  const faults = createBodyValidator(document);
  return (t: Test, { id, path, method, statuses }: Operation, { status, text, headers }: Answer): void => {
    if (!t.ok(statuses.includes(String(status)), `${id} documents ${status}`, { text })) return;
    if (status === 204) {
      t.equal(text, '', id);
      return;
    }
    t.match(headers['content-type'], /^application\/json/, id);
    t.equal(faults(path, method, status, text), undefined, `${id} ${status}`, { text });
  };
};

type Sent = { params?: Record<string, string>; query?: string; body?: string; headers?: Record<string, string> };

/** The names and ids in the examples of the bodies. */
const exampleParams = {
  account: 'mine',
  job_id: '11111111-1111-4111-8111-111111111111',
  uuid: '33333333-3333-4333-8333-333333333333',
  id: '1',
  name: 'before',
};

/** Calls an operation. Default body: the example in the document. */
const call = ({ callAdmin }: AdminMock, { path, method, body }: Operation, sent: Sent = {}): Promise<Answer> => {
  const params: Record<string, string> = { ...exampleParams, ...sent.params };
  const url = path.replace('/__mock', '').replace(/\{(\w+)\}/g, (_, name) => params[name] as string);
  return callAdmin(method.toUpperCase(), `${url}${sent.query ?? ''}`, sent.body ?? body?.examples?.[0], sent.headers);
};

t.test('every route under /__mock is in its document', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    // Only the routes that answer 404 have several methods.
    if (url.startsWith('/__mock') && !Array.isArray(method) && method !== 'HEAD') {
      routes.push(`${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    }
  });
  const document = (await app.inject('/__mock/openapi.json')).json<Document>();
  t.equal(document.openapi, '3.1.0');
  t.ok(routes.includes('POST /__mock/accounts/{account}/clock/advance'));
  t.same(
    operationsOf(document)
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .sort(),
    routes.sort(),
  );
});

t.test('the document describes each parameter and field', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  const document: Document = (await app.inject('/__mock/openapi.json')).json();
  const parameters = operationsOf(document).flatMap(({ id, parameters }) =>
    parameters.map(({ name, description }) => ({ place: `${id} ${name}`, description })),
  );
  const fieldsOf = (part: unknown, place: string): { place: string; description: string | undefined }[] => {
    if (typeof part !== 'object' || part === null) return [];
    const { properties = {} } = part as Schema;
    const fields = Object.entries(properties).map(([name, { description }]) => ({
      place: `${place} ${name}`,
      description,
    }));
    const below = Object.entries(part).filter(([key]) => key !== 'examples');
    return [...fields, ...below.flatMap(([key, value]) => fieldsOf(value, `${place} ${key}`))];
  };
  const fields = fieldsOf(document.components.schemas, '');
  t.ok(parameters.length > 20 && fields.length > 100);
  t.same(
    [...parameters, ...fields].filter(({ description }) => !description),
    [],
  );
});

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: each step needs the answers of the steps before it.
t.test('every operation answers as the document says, with the example of its body', async (t) => {
  const mock = await startAdminMock(t);
  const document = await documentOf(mock);
  const operations = operationsOf(document);
  const check = createAnswerCheck(document);
  const called = new Set<string>();
  const callOperations = async (...ids: string[]): Promise<ReturnType<typeof JSON.parse>> => {
    let last: Answer | undefined;
    for (const id of ids) {
      const operation = operations.find((each) => each.id === id) as Operation;
      last = await call(mock, operation);
      t.ok(last.status < 300, id, { text: last.text });
      check(t, operation, last);
      called.add(id);
    }
    return JSON.parse(last?.text || 'null');
  };

  await callOperations('getDocument', 'getMock');
  const { token: own } = (await callOperations('makeAccount')) as { token: string };
  await callOperations('listAccounts', 'getAccount', 'makeJob', 'listJobs', 'getJob', 'setPeople', 'setUnlock');
  await callOperations('setClock', 'getClock', 'advanceClock', 'makeFault', 'makeAnonymousFault');
  const moving = { timeline: [{ status: 'paused', after_polls: 2 }] };
  t.equal((await mock.callAdmin('POST', '/accounts/mine/jobs', moving)).status, 201);
  const odd = { status: 299, body: [{ any: null }, 'thing'], headers: { 'x-a': 'b' }, delay_ms: { min: 0, max: 1 } };
  t.equal((await mock.callAdmin('POST', '/accounts/mine/faults', { ...odd, skip: 99 })).status, 201);

  const client = [
    await mock.search(own),
    await mock.search(own),
    await mock.search('nobody'),
    await mock.results(own, exampleParams.job_id),
    await sendRequest(`${mock.url}/external/search`, { headers: token(own) }),
    await sendRequest(`${mock.url}/enrichment/status/`, { headers: { ...bearer(own), prefer: 'code=418' } }),
    await sendRequest(`${mock.url}/external/unlock/`, {
      method: 'POST',
      headers: { ...token(own), 'content-type': 'application/json' },
      body: JSON.stringify({ uuids: [exampleParams.uuid], unlock_type: 'phone' }),
    }),
  ];
  t.same(
    client.map(({ status }) => status),
    [503, 200, 503, 200, 301, 418, 200],
  );
  const { jobs } = (await callOperations('listJobs')) as { jobs: { timeline: unknown[] }[] };
  matchList(
    t,
    jobs.flatMap(({ timeline }) => timeline),
    [{ status: 'Paused', after_polls: 2 }],
  );
  matchList(t, (await callOperations('listFaults')).faults, [{ fired: 1 }, { body: odd.body }]);
  matchList(t, (await callOperations('listAnonymousFaults')).faults, [{ fired: 1 }]);
  matchList(t, (await callOperations('getCredits')).entries, [{ request_id: null }, { request_id: Number }]);
  const { disclosures } = await callOperations('listDisclosures');
  const fromSearch = disclosures.filter(({ endpoint }: { endpoint: string }) => endpoint === 'search');
  matchList(t, fromSearch, [{ field: 'contact_email', value: 'ada@my.example' }]);
  t.ok(disclosures.length > fromSearch.length, 'the others are from the results');
  matchList(t, (await callOperations('listRequests')).requests, [
    { fault: 1 },
    { rows: 1 },
    { rows: 21 },
    { endpoint: null },
    { fault: 'prefer' },
    { fault: null },
  ]);
  const { findings } = await callOperations('listFindings');
  matchList(t, findings, [{ kind: 'missing-slash', clause: 'E2', endpoint: null }]);
  t.match(await callOperations('getCoverage'), { percent: Number, left_out: Array });
  t.match(await callOperations('countAllRequests', 'listAllRequests'), { requests: { length: client.length } });
  t.same(await callOperations('countRequests'), { count: client.length - 1 });

  await callOperations('changeFault', 'removeFault', 'clearFaults');
  await callOperations('changeAnonymousFault', 'removeAnonymousFault', 'clearAnonymousFaults');
  await callOperations(
    'changeJob',
    'changeAccount',
    'saveSnapshot',
    'listSnapshots',
    'restoreSnapshot',
    'removeSnapshot',
  );
  await callOperations('removeUnlock', 'clearPeople', 'deleteJob', 'clearRequests', 'clearAllRequests');
  await callOperations('resetAccount', 'deleteAccount', 'resetMock', 'clearCoverage');
  t.same([...called].sort(), operations.map(({ id }) => id).sort(), 'call a new operation in this test, too');
});

t.test('every refusal is as the document says', async (t) => {
  const mock = await startAdminMock(t);
  const document = await documentOf(mock);
  const check = createAnswerCheck(document);
  const nothing = { account: 'nobody', job_id: 'none', uuid: 'none', id: '9', name: 'nothing' };
  for (const operation of operationsOf(document)) {
    const checkRefusal = async (status: number, sent: Sent): Promise<void> => {
      const answer = await call(mock, operation, sent);
      t.equal(answer.status, status, operation.id, { text: answer.text });
      check(t, operation, answer);
    };
    const documents = (status: number): boolean => operation.statuses.includes(String(status));
    await checkRefusal(403, { headers: { origin: 'https://evil.example' } });
    await checkRefusal(400, { query: '?nope=1' });
    if (documents(404)) await checkRefusal(404, { params: nothing });
    if (operation.body) await checkRefusal(400, { body: '{' });
    if (operation.body) await checkRefusal(415, { headers: { 'content-encoding': 'gzip' } });
    if (operation.parameters.some(({ name }) => name === 'limit')) {
      await checkRefusal(400, { params: { account: 'demo' }, query: '?limit=x' });
    }
    if (documents(409)) {
      t.equal((await call(mock, operation)).status, 201);
      await checkRefusal(409, {});
    }
  }
});

t.test('with --admin-token, every operation except the document requires the token', async (t) => {
  const { app } = await startTestServer(t, fixtures(), undefined, { 'admin-token': 's3cret' });
  const document = (await app.inject('/__mock/openapi.json')).json<Document>();
  for (const { id, method, path, statuses, security } of operationsOf(document)) {
    const url = path.replace(/\{\w+\}/g, 'a');
    const { statusCode } = await app.inject({ method: method as 'GET', url });
    t.equal(statusCode === 401, id !== 'getDocument', id);
    t.equal(statuses.includes('401'), id !== 'getDocument', id);
    t.equal(security.length > 0, id !== 'getDocument', id);
  }
  t.equal((await app.inject('/__mock/openapi')).statusCode, 401, 'unknown paths require the token, too');
  t.equal(
    (await app.inject({ url: '/__mock/openapi.json', headers: { origin: 'https://evil.example' } })).statusCode,
    403,
  );
});

t.test('the page /docs has a link to /docs?admin, which can call the admin API', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  t.match((await app.inject('/docs')).body, /<a [^>]*href="\/docs\?admin"/);
  t.match((await app.inject('/docs?admin')).body, /<a [^>]*href="\/docs"/);
  const script = (await app.inject('/docs/start.js')).body;
  for (const [page, shown] of [
    ['/docs', '/openapi.json'],
    ['/docs#/People/setPeople', '/openapi.json'],
    ['/docs?admin', '/__mock/openapi.json'],
    ['/docs?admin#/People/setPeople', '/__mock/openapi.json'],
  ] as const) {
    const documents: string[] = [];
    const SwaggerUIBundle = ({ url }: { url: string }) => documents.push(url);
    runInNewContext(script, { location: new URL(page, 'http://localhost'), SwaggerUIBundle });
    t.same(documents, [shown], page);
  }
  const { app: plain } = await startTestServer(t, fixtures(), undefined, { 'no-admin': true });
  t.notMatch((await plain.inject('/docs')).body, /admin/i);
  t.same((await plain.inject('/__mock/openapi.json')).json(), { detail: 'Not found.' });
});
