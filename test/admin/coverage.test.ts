import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { endpoints } from '../../src/api/endpoints.ts';
import { coverageCommand, printCoverage, toCoverageReport } from '../../src/cli/commands/coverage-command.ts';
import { countOutcomes } from '../../src/conformance/check-report.ts';
import { type ClauseId, clauseIds } from '../../src/domain/clauses.ts';
import type { CoverageView } from '../../src/index.ts';
import { readOptions } from '../../src/lib/command-options.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { run, serve, tinyDataOptions } from '../support/command.ts';
import { completedJobId } from '../support/findings.ts';
import { freePort } from '../support/free-port.ts';
import { bearer, type RequestOptions, sendRequest, token } from '../support/http.ts';

const mock = await startAdminMock(t, { people: 50 });
const paused = '00000000-0000-4000-8000-000000000003';
const john = 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d';
const isBearer = (path: string) => path.startsWith('/enrichment');

/** Sends a request with the demo token or with other headers. */
const send = (path: string, { headers, ...options }: RequestOptions = {}) =>
  sendRequest(mock.url + path, { headers: headers ?? (isBearer(path) ? bearer : token)('demo-token'), ...options });
const post = (path: string, body: unknown) =>
  send(path, {
    method: 'POST',
    headers: { ...(isBearer(path) ? bearer : token)('demo-token'), 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Clears the coverage, makes these calls and reads their coverage. */
const coverageOf = async (...calls: (() => Promise<unknown>)[]): Promise<CoverageView> => {
  await mock.reset();
  await mock.clearCoverage();
  for (const call of calls) await call();
  return mock.coverage();
};
const coveredClauses = ({ clauses }: CoverageView): ClauseId[] =>
  clauses.filter(({ met }) => met > 0).map(({ id }) => id);

t.test(
  'unused parts are not covered: an empty filter, a missing job, unreadable fields and parameters of a failed call',
  async (t) => {
    const withEmptyFilter = coveredClauses(await coverageOf(() => send('/external/search/?industry=&limit=')));
    t.same(
      ['S2', 'S3', 'S5', 'E8'].filter((id) => withEmptyFilter.includes(id as ClauseId)),
      ['E8'],
    );
    const withoutJob = coveredClauses(await coverageOf(() => post('/enrichment-control/', { action: 'pause' })));
    t.same([withoutJob.includes('C2'), withoutJob.includes('C6')], [false, true]);
    for (const body of ['{', '']) {
      const unreadable = coveredClauses(await coverageOf(() => post('/enrichment-control/', body)));
      t.same([unreadable.includes('E12'), unreadable.includes('C6')], [true, false], JSON.stringify(body));
    }
    const headers = { ...token('demo-token'), prefer: 'code=503' };
    const { parameters } = await coverageOf(() => send('/external/search/?limit=5', { headers }));
    t.equal(parameters.find(({ name }) => name === 'limit')?.given, 0);
  },
);

t.test(
  'at the start nothing is covered; the coverage lists the whole contract, and the clauses that do not count with the reason',
  async (t) => {
    const coverage = await coverageOf();
    t.match(coverage, { percent: 0, met: 0 });
    t.same(
      coverage.endpoints,
      endpoints.map((endpoint) => ({ endpoint, met: 0 })),
    );
    t.same(
      coverage.parameters.map(({ endpoint, name }) => `${endpoint} ${name}`),
      [
        ...['report_type', 'page', 'page_size'].map((name) => `results ${name}`),
        ...['industry', 'job_title', 'job_level', 'company_name', 'contact_office_country', 'employee_range'].map(
          (name) => `search ${name}`,
        ),
        ...['revenue_range', 'limit', 'offset'].map((name) => `search ${name}`),
        ...['control csv_file_id', 'control action', 'unlock uuids', 'unlock unlock_type'],
      ],
    );
    const statuses = (wanted: string) =>
      coverage.statuses.filter(({ endpoint }) => endpoint === wanted).map(({ status }) => status);
    t.same(statuses('results'), [200, 400, 401, 404, 429, 500]);
    t.same(statuses('unlock'), [200, 400, 401, 402, 413, 415, 429, 500]);
    t.same(
      coverage.job_states.map(({ state }) => state),
      ['queued', 'in-progress', 'paused', 'completed', 'failed'],
    );
    const counted = coverage.clauses.map(({ id }) => id);
    const leftOut = coverage.left_out.map(({ id }) => id);
    t.same(leftOut, ['E13', 'R8', 'R18', 'R21', 'R22', 'R23', 'R24', 'S11', 'S12', 'U7']);
    t.same(new Set([...counted, ...leftOut]), new Set(clauseIds));
    t.equal(counted.length + leftOut.length, clauseIds.length);
    for (const { reason } of coverage.left_out) t.ok(reason.length > 10);
    const { endpoints: endpointItems, parameters, statuses: all, job_states, clauses } = coverage;
    t.equal(coverage.of, [endpointItems, parameters, all, job_states, clauses].flat().length);
  },
);

t.test('a call covers its endpoint, parameters, status and clauses, and nothing else', async (t) => {
  const coverage = await coverageOf(() => send('/external/search/?limit=10&offset=2&industry=Technology'));
  t.same(
    coverage.endpoints.filter(({ met }) => met > 0),
    [{ endpoint: 'search', met: 1 }],
  );
  t.same(
    coverage.parameters.filter(({ given }) => given > 0),
    [
      { endpoint: 'search', name: 'industry', given: 1, met: 1 },
      { endpoint: 'search', name: 'limit', given: 1, met: 0 },
      { endpoint: 'search', name: 'offset', given: 1, met: 1 },
    ],
    'a default value is sent and does not cover the parameter',
  );
  t.same(
    coverage.statuses.filter(({ met }) => met > 0),
    [{ endpoint: 'search', status: 200, met: 1 }],
  );
  t.same(coveredClauses(coverage), ['E1', 'E9', 'E10', 'S1', 'S2', 'S3', 'S4', 'S5', 'S8', 'S9']);
  t.equal(coverage.met, 1 + 2 + 1 + 10);
  t.equal(coverage.percent, Math.floor((1000 * coverage.met) / coverage.of) / 10);
});

/** For each clause, a call that covers it and a similar call that does not. */
const callsByClause: [ClauseId, () => Promise<unknown>, () => Promise<unknown>][] = [
  ['E1', () => send('/external/search/'), () => send('/nowhere/')],
  ['E2', () => send('/external/search'), () => send('/external/search/')],
  ['E3', () => send('/external/search/', { method: 'PUT' }), () => send('/external/search/')],
  ['E3', () => send('/external/search/', { method: 'HEAD' }), () => send('/nowhere/', { method: 'PUT' })],
  ['E4', () => send('/nowhere/'), () => send('/enrichment/status/nowhere/')],
  ['E7', () => send('/external/search/', { headers: {} }), () => send('/external/search/')],
  ['E8', () => send('/external/search/?x=1'), () => send('/external/search/?limit=1')],
  ['E8', () => send('/external/search/?limit='), () => send('/external/search/')],
  [
    'E9',
    () => send(`/enrichment/result/${completedJobId}/`),
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv`),
  ],
  ['E10', () => send('/external/search/?limit=x'), () => send('/external/search/?industry=x')],
  ['E11', () => send('/external/search/', { headers: { origin: 'http://a.test' } }), () => send('/external/search/')],
  ['E12', () => post('/external/unlock/', '{'), () => post('/external/unlock/', '{}')],
  [
    'E14',
    () => send('/external/search/', { headers: { ...token('demo-token'), accept: 'text/csv' } }),
    () => send('/external/search/', { headers: { ...token('demo-token'), accept: '*/*' } }),
  ],
  ['E14', () => send('/external/search/?format=json'), () => send('/external/search/?limit=1')],
  ['E15', () => send(`/enrichment/status/${completedJobId}/`), () => send('/enrichment/status/')],
  ['R1', () => send('/enrichment/result/x/'), () => send('/enrichment/status/x/')],
  ['R2', () => send('/enrichment/result/x/?page=1'), () => send('/enrichment/result/x/')],
  ['R3', () => send('/enrichment/result/x/?page=0'), () => send('/enrichment/result/x/?page=1')],
  [
    'R4',
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv&page=2`),
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv`),
  ],
  ['R5', () => send('/enrichment/result/x/'), () => send('/enrichment/result/00000000-0000-4000-8000-000000000005/')],
  ['R6', () => send('/enrichment/result/00000000-0000-4000-8000-000000000001/'), () => send('/enrichment/result/x/')],
  ['R7', () => send('/enrichment/result/00000000-0000-4000-8000-000000000005/'), () => send('/enrichment/result/x/')],
  [
    'R9',
    () => send(`/enrichment/result/${completedJobId}/`),
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv`),
  ],
  [
    'R10',
    () => send(`/enrichment/result/${completedJobId}/?page=4`),
    () => send(`/enrichment/result/${completedJobId}/?page=3`),
  ],
  [
    'R11',
    () => send(`/enrichment/result/${completedJobId}/`),
    () => send(`/enrichment/result/${completedJobId}/?page=4`),
  ],
  [
    'R12',
    () => send(`/enrichment/result/${completedJobId}/`),
    () => send(`/enrichment/result/${completedJobId}/?page=4`),
  ],
  [
    'R13',
    () => send(`/enrichment/result/${completedJobId}/`),
    () => send(`/enrichment/result/${completedJobId}/?page=4`),
  ],
  [
    'R14',
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv`),
    () => send(`/enrichment/result/${completedJobId}/`),
  ],
  [
    'R15',
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv`),
    () => send(`/enrichment/result/${completedJobId}/`),
  ],
  [
    'R16',
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv`),
    () => send(`/enrichment/result/${completedJobId}/`),
  ],
  ['R17', () => send(`/enrichment/result/${paused}/`), () => send(`/enrichment/result/${completedJobId}/`)],
  [
    'R19',
    () => send(`/enrichment/result/${completedJobId}/`),
    () => send(`/enrichment/result/${completedJobId}/?page=4`),
  ],
  [
    'R20',
    () => send(`/enrichment/result/${completedJobId}/`),
    () => send(`/enrichment/result/${completedJobId}/?page=4`),
  ],
  ['S1', () => send('/external/search/'), () => send('/enrichment/status/')],
  ['S2', () => send('/external/search/?industry=x'), () => send('/external/search/')],
  ['S3', () => send('/external/search/?industry=technology'), () => send('/external/search/?industry=x')],
  ['S4', () => send('/external/search/?limit=2'), () => send('/external/search/?limit=1')],
  ['S5', () => send('/external/search/?offset=0'), () => send('/external/search/')],
  ['S6', () => send('/external/search/?limit=0'), () => send('/external/search/?limit=1')],
  ['S7', () => send('/external/search/?limit=1001'), () => send('/external/search/?limit=1000')],
  ['S7', () => send('/external/search/?limit=1_001'), () => send('/external/search/?limit=1_000')],
  ['S7', () => send('/external/search/?offset=50'), () => send('/external/search/?offset=49')],
  ['S8', () => send('/external/search/'), () => send('/external/search/?limit=0')],
  ['S9', () => send('/external/search/'), () => send('/external/search/?offset=50')],
  ['S10', () => send('/external/search/?limit=2'), () => send('/external/search/?limit=1')],
  ['T1', () => send(`/enrichment/status/${completedJobId}/`), () => send('/enrichment/status/x/')],
  ['T2', () => send(`/enrichment/status/${completedJobId}/`), () => send('/enrichment/status/x/')],
  ['T3', () => send('/enrichment/status/x/'), () => send(`/enrichment/status/${completedJobId}/`)],
  ['T4', () => send('/enrichment/status/'), () => send(`/enrichment/status/${completedJobId}/`)],
  ['C1', () => post('/enrichment-control/', {}), () => post('/external/unlock/', {})],
  [
    'C2',
    () => post('/enrichment-control/', { csv_file_id: completedJobId, action: 'pause' }),
    () => post('/enrichment-control/', { csv_file_id: 'x', action: 'pause' }),
  ],
  [
    'C3',
    () => post('/enrichment-control/', { csv_file_id: paused, action: 'resume' }),
    () => post('/enrichment-control/', { csv_file_id: completedJobId, action: 'pause' }),
  ],
  [
    'C5',
    () => post('/enrichment-control/', { csv_file_id: paused, action: 'resume' }),
    () => post('/enrichment-control/', { csv_file_id: completedJobId, action: 'resume' }),
  ],
  [
    'C6',
    () => post('/enrichment-control/', { csv_file_id: completedJobId, action: 'resume' }),
    () => post('/enrichment-control/', { csv_file_id: paused, action: 'resume' }),
  ],
  ['U1', () => post('/external/unlock/', {}), () => send('/external/search/')],
  [
    'U2',
    () => post('/external/unlock/', { uuids: [john], unlock_type: 'email' }),
    () => post('/external/unlock/', { uuids: ['x'], unlock_type: 'email' }),
  ],
  [
    'U3',
    () => post('/external/unlock/', { uuids: [john], unlock_type: 'phone' }),
    () => post('/external/unlock/', { uuids: [], unlock_type: 'phone' }),
  ],
  [
    'U4',
    () => post('/external/unlock/', { uuids: [john, john.toUpperCase()], unlock_type: 'email' }),
    () => post('/external/unlock/', { uuids: [john], unlock_type: 'email' }),
  ],
  [
    'U6',
    () => post('/external/unlock/', { uuids: [], unlock_type: 'email' }),
    () => post('/external/unlock/', { uuids: [john], unlock_type: 'email' }),
  ],
];

t.test('each clause is covered by a call that uses it, and not by a similar call', async (t) => {
  for (const [id, call, similarCall] of callsByClause) {
    t.ok(coveredClauses(await coverageOf(call)).includes(id), id);
    t.notOk(coveredClauses(await coverageOf(similarCall)).includes(id), `${id}, similar call`);
  }
  const clausesOfOtherTests: ClauseId[] = ['E5', 'E6', 'T5', 'C4', 'U5'];
  const { clauses } = await mock.coverage();
  t.same(
    clauses.map(({ id }) => id).filter((id) => !clausesOfOtherTests.includes(id)),
    [...new Set(callsByClause.map(([id]) => id))],
    'every other clause is tested here',
  );
});

t.test('an answer without a body does not cover clauses about bodies', async (t) => {
  const paths = ['/external/search/', '/external/unlock/', '/enrichment-control/', '/enrichment/status/'];
  const coverage = await coverageOf(
    ...paths.map((path) => () => send(path, { method: 'OPTIONS' })),
    () => send('/external/search/?limit=2', { method: 'HEAD' }),
    () => send('/external/search?limit=2&x='),
    () => send('/nowhere/?limit=2&x='),
  );
  t.same(coveredClauses(coverage), ['E1', 'E2', 'E3', 'E4', 'S1', 'C1', 'U1']);
  t.equal(coverage.met, 7, 'no endpoint, parameter or status is covered');
});

t.test('parameters of a call with an invalid token are not covered', async (t) => {
  const coverage = await coverageOf(
    () => send('/external/search/?limit=2&x=1', { headers: token('nobodys') }),
    () => send(`/enrichment/result/${completedJobId}/?report_type=csv&page=2`, { headers: bearer('nobodys') }),
  );
  t.same(coveredClauses(coverage), ['E1', 'E7', 'R1', 'S1']);
  t.same(
    coverage.parameters.filter(({ given }) => given > 0),
    [],
  );
});

t.test('the answer of a fault covers its status and its clause, and nothing else', async (t) => {
  for (const [status, id] of [
    [500, 'E5'],
    [429, 'E6'],
  ] as const) {
    const coverage = await coverageOf(
      () => mock.injectFault({ status, times: 1 }),
      () => send(`/enrichment/result/${completedJobId}/?page=2`),
    );
    t.same(coveredClauses(coverage), [id]);
    t.same(
      coverage.statuses.filter(({ met }) => met > 0),
      [{ endpoint: 'results', status, met: 1 }],
    );
  }
  const withoutCredits = await coverageOf(
    () => mock.update({ credits: 0 }),
    () => post('/enrichment-control/', { csv_file_id: paused, action: 'resume' }),
    () => post('/external/unlock/', { uuids: [john], unlock_type: 'email' }),
  );
  for (const id of ['C4', 'U5'] as const) t.ok(coveredClauses(withoutCredits).includes(id), id);
  const delayed = await coverageOf(
    () => mock.injectFault({ delay_ms: 1, times: 1 }),
    () => send('/external/search/'),
  );
  t.ok(coveredClauses(delayed).includes('S8'), 'a delayed call gets the real answer');
});

t.test('the job states of answers are covered, and a job whose status changes with polls covers T5', async (t) => {
  const states = ({ job_states }: CoverageView) => job_states.filter(({ met }) => met > 0).map(({ state }) => state);
  t.same(states(await coverageOf(() => send(`/enrichment/result/${paused}/`))), ['paused']);
  t.same(states(await coverageOf(() => send('/enrichment/status/00000000-0000-4000-8000-000000000004/'))), ['failed']);
  t.same(states(await coverageOf(() => send('/enrichment/status/'))), [
    'queued',
    'in-progress',
    'paused',
    'completed',
    'failed',
  ]);
  const resumed = await coverageOf(() => post('/enrichment-control/', { csv_file_id: paused, action: 'resume' }));
  t.same(states(resumed), ['in-progress']);
  const completed = await coverageOf(() => send(`/enrichment/status/${completedJobId}/`));
  t.notOk(coveredClauses(completed).includes('T5'));
  const movedByPolls = await coverageOf(async () => {
    const { job_id } = await mock.createJob({ generate: 1, timeline: [{ status: 'completed', after_polls: 2 }] });
    await send(`/enrichment/status/${job_id}/`);
  });
  t.ok(coveredClauses(movedByPolls).includes('T5'));
});

t.test('clearing journals and resetting keep the coverage; DELETE clears it', async (t) => {
  await coverageOf(() => send('/external/search/'));
  await mock.clearRequests();
  await mock.callAdmin('DELETE', '/requests');
  await mock.reset();
  const [, search] = (await mock.coverage()).endpoints;
  t.same(search, { endpoint: 'search', met: 1 });
  t.equal((await mock.callAdmin('DELETE', '/coverage')).status, 204);
  t.equal((await mock.callAdmin('GET', '/coverage')).json().met, 0);
});

t.test('calls that the mock itself rejects cover nothing', async (t) => {
  const coverage = await coverageOf(() =>
    send('/external/search/', { headers: { ...token('demo-token'), prefer: 'code=x' } }),
  );
  t.equal(coverage.met, 0);
  const strict = await startAdminMock(t, { people: 0, strict: true });
  t.equal((await strict.search(strict.token, '?x=1')).status, 400);
  t.equal((await strict.coverage()).met, 0);
});

t.test('ecore-mock coverage prints the covered and the uncovered parts, and exits with 1 below --min', async (t) => {
  const coverage = await coverageOf(() => send('/external/search/?limit=10'));
  const { percent, met, of } = coverage;
  const output = `${t.testdir({})}/coverage.xml`;
  const [pretty, belowMin] = await Promise.all([
    run(['coverage', '--url', `${mock.url}/`]).ended,
    run(['coverage', '--url', mock.url, '--min', '90', '--reporter', 'junit', '--output', output]).ended,
  ]);
  t.match(pretty, { code: 0, stderr: '' });
  t.match(pretty.stdout, `Coverage of the contract: ${percent} %, ${met} of ${of}\n`);
  t.match(pretty.stdout, /✓ S8 .*200:/);
  t.match(pretty.stdout, /- R10 .*\(skipped, inferred\)\n +not covered\n/);
  t.match(pretty.stdout, /- parameter search limit.*\n +sent only with its default value\n/);
  t.match(belowMin, { code: 1, stderr: `ecore-mock: the coverage is ${percent} %, below --min 90\n` });
  t.match(readFileSync(output, 'utf8'), `<failure message="it is ${percent} %"/>`);
  const countOutcomesWithMin = (min: number) => countOutcomes(toCoverageReport(coverage, min));
  t.match(countOutcomesWithMin(Math.floor(percent)), { passed: met + 1, skipped: of - met, failed: 0 });
  t.match(countOutcomesWithMin(Math.floor(percent) + 1), { passed: met, failed: 1 });
});

t.test('ecore-mock coverage prints one line if it cannot read the coverage', async (t) => {
  const other = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  t.teardown(() => other.close());
  const withAdminToken = await serve(t, ['--admin-token', 'secret-one', ...tinyDataOptions]);
  const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const print = async (...args: string[]) => printCoverage(readOptions(coverageCommand, args, {}));
  for (const [args, message] of [
    [[], /^--url is missing: it takes the URL of a mock/],
    [['--url', 'here'], /^--url takes the URL of a mock, such as .*, not "here"/],
    [['--url', 'ftp://127.0.0.1'], /^--url takes the URL of a mock/],
    [['--url', withAdminToken.url, '--admin-token', 'my own'], /^--admin-token takes a token: .* spaces; see/],
    [
      ['--url', withAdminToken.url, '--output', '/nowhere/x'],
      /^--output takes the path of a file in a folder that exists/,
    ],
    [['--url', withAdminToken.url, '--min', '101'], /^--min takes a whole number from 0 to 100/],
    [['--url', `http://127.0.0.1:${await freePort()}`], /\/__mock\/coverage can't be reached: .*ECONNREFUSED.*; start/],
    [['--url', otherUrl], /answered 200 without coverage data, so it is not a mock; choose another --url$/],
    [['--url', withAdminToken.url], /requires an admin token; set --admin-token$/],
    [['--url', withAdminToken.url, '--admin-token', 'other'], /requires an admin token/],
  ] as const) {
    await t.rejects(print(...args), { exitCode: 1, message }, String(message));
  }
  const withoutToken = await run(['coverage', '--url', withAdminToken.url]).ended;
  t.match(withoutToken, { code: 1, stdout: '' });
  t.match(withoutToken.stderr, /^ecore-mock: [^\n]+admin token[^\n]+\n$/);
  const env = { ECORE_COVERAGE_URL: withAdminToken.url, ECORE_COVERAGE_ADMIN_TOKEN: 'secret-one' };
  t.match(await run(['coverage', '--reporter', 'tap'], env).ended, { code: 0, stderr: '' });
});
