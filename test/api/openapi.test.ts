import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import t from 'tap';
import type { Json } from '../../src/api/openapi/openapi-parts.ts';
import { type ClauseId, clauseIds, getClause, type ShownClause } from '../../src/domain/clauses.ts';
import { loadFixtures } from '../../src/fixtures/load/load-fixtures.ts';
import { startMock } from '../../src/index.ts';
import { noChromium, openBrowser } from '../support/browser.ts';
import { run } from '../support/command.ts';
import { sendRequest, token } from '../support/http.ts';

const mock = await startMock({ people: 50 });
t.teardown(() => mock.close());
const servedDocument = await sendRequest(`${mock.url}/openapi.json`);

type Marked = { 'x-clause': string[]; 'x-basis': string[] };
type Schema = Marked & {
  type: string;
  description: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  $ref?: string;
};
type Parameter = Marked & { name: string; schema: Record<string, unknown> };
type Content = Record<string, { schema: Schema; examples: Record<string, { value: unknown }> }>;
type Operation = Marked & {
  operationId: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Marked & { headers?: Record<string, Marked>; content: Content }>;
};
const document = servedDocument.json() as {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
  'x-clauses': unknown;
};
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
const operation = (id: string): Operation => operations.find(({ operationId }) => operationId === id) as Operation;

t.test(
  '`ecore-mock openapi` prints the document of /openapi.json, which is OpenAPI 3.1 and allowed for any origin',
  async (t) => {
    const { code, stdout, stderr } = await run(['openapi']).ended;
    t.match({ code, stderr }, { code: 0, stderr: '' });
    t.same(JSON.parse(stdout), document);
    t.equal(document.openapi, '3.1.0');
    t.match(servedDocument.headers, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    t.match(await run(['openapi', '--pretty']).ended, {
      code: 1,
      stderr: /unknown option "--pretty"; see openapi --help/,
    });
  },
);

t.test(
  '`ecore-mock openapi` exits without an error if its output is closed early, for example by `head`',
  async (t) => {
    const { child, ended } = run(['openapi']);
    child.stdout?.destroy();
    t.match(await ended, { code: 0, stderr: '' });
  },
);

const basisNames = { D: 'documented', P: 'platform', I: 'inferred' } as const;
const basesOf = (id: string): string[] => getClause(id as ClauseId).basis.map((basis) => basisNames[basis]);

/** Whether a part of the document has bases of its clauses only, and at least one basis of each clause. */
const isMarked = ({ 'x-clause': clauses = [], 'x-basis': bases = [] }: Marked): boolean => {
  const possible = clauses.map(basesOf);
  return (
    clauses.length > 0 &&
    new Set(clauses).size === clauses.length &&
    bases.every((basis) => possible.flat().includes(basis)) &&
    possible.every((basesOfClause) => basesOfClause.some((basis) => bases.includes(basis)))
  );
};

t.test('every operation, parameter, field, answer and header has its clauses and their bases', async (t) => {
  t.equal(operations.length, 6);
  for (const { operationId, parameters = [], responses, ...rest } of operations) {
    t.ok(isMarked(rest), operationId);
    for (const parameter of parameters) t.ok(isMarked(parameter), `${operationId} ${parameter.name}`);
    for (const [status, response] of Object.entries(responses)) {
      t.ok(isMarked(response), `${operationId} ${status}`);
      for (const [name, header] of Object.entries(response.headers ?? {})) {
        t.ok(
          header['x-clause'].every((id) => clauseIds.includes(id as ClauseId)),
          name,
        );
        t.same(header['x-basis'], ['inferred'], `${name} is on no page of the vendor's`);
      }
    }
  }
  const fields = Object.entries(document.components.schemas).flatMap(([name, { properties = {} }]) =>
    Object.entries(properties).map(([field, schema]) => [`${name}.${field}`, schema] as const),
  );
  t.ok(fields.length > 40);
  for (const [name, schema] of fields) t.ok(isMarked(schema), name);
  const marks = (part?: Marked) => [part?.['x-clause'], part?.['x-basis']];
  t.same(marks(document.components.schemas.SearchPage?.properties?.count), [['S8'], ['documented']]);
  t.same(marks(operation('searchRecords').parameters?.[0]), [
    ['S2', 'S3'],
    ['documented', 'inferred'],
  ]);
  t.same(marks(document.components.schemas.SearchResult?.properties?.uuid), [['S9', 'S12'], ['documented']]);
  t.same(marks(operation('getEnrichmentStatus').parameters?.[0]), [['T3'], ['platform']]);
  const own = {
    getEnrichmentResults: 'R1',
    searchRecords: 'S1',
    getEnrichmentStatus: 'T3',
    listEnrichmentStatus: 'T3',
  };
  for (const [id, clause] of Object.entries({ ...own, controlEnrichment: 'C1', unlockRecords: 'U1' }))
    t.same(operation(id).responses['401']?.['x-clause'], [clause, 'E7'], id);
});

t.test('the basis is the basis of the cited part of a clause', async (t) => {
  const of = (id: string, status: string) => operation(id).responses[status];
  const documented = ['documented', 'platform'];
  t.match(of('getEnrichmentResults', '401'), { 'x-clause': ['R1', 'E7'], 'x-basis': documented });
  t.match(of('getEnrichmentResults', '401')?.headers, {
    'WWW-Authenticate': { 'x-clause': ['R1'], 'x-basis': ['inferred'] },
  });
  t.match(operation('getEnrichmentResults').parameters?.[0], { 'x-clause': ['R5'], 'x-basis': ['documented'] });
  t.same(of('getEnrichmentResults', '500')?.['x-basis'], [...documented, 'inferred'], 'E5: Results documents it');
  t.same(of('searchRecords', '500')?.['x-basis'], ['platform', 'inferred'], 'E5: Search does not');
  const unsure = ['platform', 'inferred'];
  t.match(of('getEnrichmentStatus', '401'), { 'x-clause': ['T3', 'E7'], 'x-basis': unsure }, 'its body is inferred');
  t.match(of('controlEnrichment', '401'), { 'x-clause': ['C1', 'E7'], 'x-basis': unsure }, 'its body is inferred');
  t.same(of('searchRecords', '401')?.['x-basis'], [...documented, 'inferred'], 'S1: inactive accounts are inferred');
  t.match(of('controlEnrichment', '402'), { 'x-clause': ['C4'], 'x-basis': ['platform'] });
  t.match(document.components.schemas.Message?.properties?.message, {
    'x-clause': ['R1', 'T3', 'C1'],
    'x-basis': ['documented', 'inferred'],
  });
  const person = document.components.schemas.SearchResult?.properties ?? {};
  const nullable = Object.keys(person).filter((name) => !/^uuid$|^is_/.test(name));
  t.equal(nullable.length, 10);
  for (const [name, { 'x-basis': bases }] of Object.entries(person)) {
    t.same(bases, nullable.includes(name) ? ['documented', 'inferred'] : ['documented'], `S9: nulls of ${name}`);
  }
  const shown = document['x-clauses'] as Record<string, ShownClause>;
  t.same(Object.keys(shown), clauseIds);
  for (const [id, { basis, text, parts }] of Object.entries(shown)) {
    t.ok(basis.length > 0 && text.length > 0, id);
    t.notMatch(text, /[(,] ?[DPI][:)]/, `${id} says its basis as data`);
    if (!parts) t.equal(basis.length, 1, id);
    else t.same([Object.keys(parts), Object.values(parts).join(' ')], [basis, text], id);
  }
});

t.test('EnrichedRecord has the fields of the default columns and allows others', async (t) => {
  const { columns } = loadFixtures();
  const { properties = {}, ...record } = document.components.schemas.EnrichedRecord as Schema & Json;
  const canonical = [...columns.account, ...columns.contact];
  t.same(Object.keys(properties).slice(0, canonical.length), canonical);
  t.same(Object.keys(properties).slice(canonical.length), [
    'enrichment_status',
    'enrichment_source',
    'name_match_status',
    'still_in_company_status',
  ]);
  for (const [name, { type, description }] of Object.entries(properties))
    t.ok(type === 'string' && description.length > 10, name);
  t.match(record, { patternProperties: { '^imported_': { 'x-clause': ['R19'] } }, additionalProperties: {} });
  t.notOk('required' in record, 'no field is required, because each job requests other fields');
});

t.test('every parameter has its range and default, and every endpoint has its security scheme', async (t) => {
  const of = (id: string) =>
    Object.fromEntries((operation(id).parameters ?? []).map(({ name, schema }) => [name, schema]));
  t.match(of('getEnrichmentResults'), {
    job_id: { type: 'string' },
    report_type: { type: 'string', default: 'json' },
    page: { type: 'integer', minimum: 1, default: 1 },
    page_size: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  });
  t.same(of('getEnrichmentResults').report_type?.enum, ['json', 'csv']);
  t.match(of('searchRecords'), { limit: { minimum: 1, default: 10 }, offset: { minimum: 0, default: 0 } });
  t.equal(Object.keys(of('searchRecords')).length, 9);
  t.match(document.components.securitySchemes, { Bearer: { scheme: 'bearer' }, Token: { name: 'Authorization' } });
  t.same(operation('searchRecords').security, [{ Token: [] }]);
  t.same(operation('getEnrichmentResults').security, [{ Bearer: [] }]);
  t.same(Object.keys(operation('getEnrichmentResults').responses['200']?.content ?? {}), [
    'application/json',
    'text/csv',
  ]);
  t.notMatch(servedDocument.text, /"(takes|onlyWith)"/);
});

t.test('E1: every server URL of the document leads to the operations', async (t) => {
  const searched = await sendRequest(`${mock.url}/external/search/`, { headers: token('demo-token') });
  t.equal(searched.status, 200);
  t.equal(document.servers.length, 3);
  for (const { url } of document.servers) {
    // A server URL is relative to the URL of the document, and the path of an operation is appended to it.
    const server = new URL(url, `${mock.url}/openapi.json`).href.replace(/\/$/, '');
    const answer = await sendRequest(`${server}/external/search/`, { headers: token('demo-token') });
    t.same([answer.status, answer.text], [200, searched.text], JSON.stringify(url));
  }
});

t.test("all examples are valid, including the vendor's examples", async (t) => {
  const ajv = new Ajv2020({ strict: false, formats: fullFormats });
  ajv.addSchema(document, 'openapi');
  const contents = operations.flatMap(({ requestBody, responses }) =>
    [requestBody, ...Object.values(responses)].flatMap((part) => Object.values(part?.content ?? {})),
  );
  t.ok(contents.length > 30);
  for (const { schema, examples } of contents) {
    const validate = ajv.compile(schema.$ref ? { $ref: `openapi${schema.$ref}` } : schema);
    const values = Object.values(examples);
    t.ok(values.length > 0);
    for (const { value } of values) t.ok(validate(value), ajv.errorsText(validate.errors));
  }
});

t.test('/docs loads no file of another site and has no inline scripts or styles', async (t) => {
  const page = await sendRequest(`${mock.url}/docs`);
  t.match(page.headers['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self';/);
  t.notMatch(page.headers['content-security-policy'], /unsafe|http/);
  const parts = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, part]) => part as string);
  t.ok(parts.length >= 4);
  for (const part of parts) {
    const { status, headers } = await sendRequest(mock.url + part);
    t.equal(status, 200, part);
    t.match(headers['content-type'], /javascript|css|png|html/);
  }
});

t.test(
  '/docs shows every operation in a browser without an error of its content security policy',
  { skip: noChromium },
  async (t) => {
    const page = await (await openBrowser(t)).newPage();
    const consoleMessages: string[] = [];
    page.on('console', (message) => consoleMessages.push(message.text()));
    await page.goto(`${mock.url}/docs`);
    for (const path of Object.keys(document.paths)) await page.locator(`[data-path="${path}"]`).first().waitFor();
    t.same(consoleMessages, []);
  },
);
