import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { allProbes } from '../../src/conformance/all-probes.ts';
import { type Target, unknownToken } from '../../src/conformance/api-client.ts';
import { countOutcomes, type Report, type ReportedCheck } from '../../src/conformance/check-report.ts';
import { createHttpSender, type SendRequest } from '../../src/conformance/http-sender.ts';
import type { Probe, SkippedProbe } from '../../src/conformance/probe.ts';
import { runChecks } from '../../src/conformance/run-checks.ts';
import { clauseIds, getClause } from '../../src/domain/clauses.ts';
import type { JobBody } from '../../src/index.ts';
import type { HttpResponse } from '../../src/lib/http-request.ts';
import { StartError } from '../../src/lib/start-error.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { allEndpointsBreakages } from './breakages/all-endpoints.ts';
import { filterBreakages } from './breakages/filters.ts';
import { inferredBreakages } from './breakages/inferred.ts';
import { recordsBreakages } from './breakages/records.ts';
import { resultsBreakages } from './breakages/results.ts';
import { searchBreakages } from './breakages/search.ts';
import { statusBreakages } from './breakages/status.ts';
import {
  allOf,
  type Breakage,
  type BrokenServer,
  changeAuthorization,
  changeCsv,
  changeResponse,
  changeRows,
  changeUrl,
  isCsv,
  isJson,
  isResultsOf,
  jobs,
  respondWith,
  urlHas,
} from './broken-server.ts';

const documentedBreakages: readonly Breakage[] = [
  ...allEndpointsBreakages,
  ...resultsBreakages,
  ...recordsBreakages,
  ...filterBreakages(),
  ...searchBreakages,
  ...statusBreakages,
];

const mock = await startAdminMock(t, { people: 1200 });
const { url } = mock;
const target: Target = { baseUrl: url, tokens: { search: 'demo-token', enrichment: 'demo-token' }, jobs };
/** The target with another account and its jobs. */
const createTarget = (token: string, jobs: Target['jobs']): Target => ({
  ...target,
  tokens: { search: token, enrichment: token },
  jobs,
});
const responses = new Map<string, Promise<HttpResponse>>();
const sendOverHttp = createHttpSender(60_000, new AbortController().signal);

/** Sends a request to the correct server. It reuses responses, because all runs send the same requests. */
const send: SendRequest = (request) => {
  const key = JSON.stringify(request);
  const response = responses.get(key) ?? sendOverHttp(request);
  responses.set(key, response);
  return response;
};

/** The places in src/conformance at which a probe has found a mismatch, as `file:line:column`. */
const mismatchPlaces = new Set<string>();

/** A probe that adds to `mismatchPlaces`. */
const recordPlaces = (probe: Probe | SkippedProbe): Probe | SkippedProbe =>
  'skipReason' in probe
    ? probe
    : {
        ...probe,
        run: async (api) => {
          try {
            await probe.run(api);
          } catch (error) {
            const stack = String((error as Error).stack);
            for (const [, place] of stack.matchAll(/\/src\/conformance\/([\w/-]+\.ts:\d+:\d+)/g)) {
              mismatchPlaces.add(place as string);
            }
            throw error;
          }
        },
      };

const checkServer = (server: BrokenServer, strict = false, probes = allProbes): Promise<Report> =>
  runChecks((request) => server(request, send), target, strict, probes.map(recordPlaces));

const withOutcome = ({ checks }: Report, outcome: ReportedCheck['outcome']): ReportedCheck[] =>
  checks.filter((check) => check.outcome === outcome);

t.test('the correct server has no failure and no drift', async (t) => {
  t.match(countOutcomes(await checkServer((request) => send(request))), { failed: 0, drift: 0 });
});

t.test('a server that accepts job ids in upper case has no drift but that of E15', async (t) => {
  const upper = Object.fromEntries(Object.entries(jobs).map(([kind, id]) => [kind, id.toUpperCase()]));
  const server = changeUrl(
    () => true,
    (url) => Object.values(upper).reduce((path, id) => path.replace(id, id.toLowerCase()), url),
  );
  const report = await runChecks((request) => server(request, send), { ...target, jobs: upper }, false);
  t.same(withOutcome(report, 'failed'), []);
  t.same(new Set(withOutcome(report, 'drift').map(({ id }) => id)), new Set(['E15']));
});

t.test('two tokens that are valid only for their own endpoints cause no failure and no drift', async (t) => {
  const tokens = { search: 'demo-token', enrichment: 'YOUR_API_TOKEN' };
  const server = changeAuthorization(({ url, headers }) => {
    const otherToken = url.includes('/enrichment') ? tokens.search : tokens.enrichment;
    return headers.authorization?.includes(otherToken) ?? false;
  }, `Token ${unknownToken}`);
  const report = await runChecks((request) => server(request, send), { ...target, tokens }, false);
  t.match(countOutcomes(report), { failed: 0, drift: 0 });
});

t.test('a completed job of any size, or with a field that only later records have, fails no check', async (t) => {
  const input = { imported_b: 'x', enrichment_source: '', enrichment_status: 'not_enriched' };
  const bodies: JobBody[] = [
    ...[1, 99, 100, 199, 200, 201, 299, 300, 400].map((generate) => ({ generate })),
    { tier: 'quick', records: [input, { imported_a: 'y', ...input }] },
  ];
  for (const body of bodies) {
    const { createJob, token } = await mock.account({ from: 'empty' });
    const { job_id } = await createJob(body);
    const report = await runChecks(send, createTarget(token, { completed: job_id }), true);
    t.same(withOutcome(report, 'failed'), [], JSON.stringify(body));
  }
});

t.test('two people whose values differ only in letter case fail no check', async (t) => {
  const { name, token } = await mock.account({ from: 'empty' });
  const person = {
    industry: 'Technology',
    job_title: 'Chef d’Équipe',
    job_level: 'Manager',
    company_name: 'Ärzte Nord',
  };
  const upper = Object.fromEntries(Object.entries(person).map(([field, value]) => [field, value.toUpperCase()]));
  t.equal((await mock.callAdmin('PUT', `/accounts/${name}/people`, [person, upper])).status, 200);
  const report = await runChecks(send, createTarget(token, {}), true);
  t.same(withOutcome(report, 'failed'), []);
});

t.test('a record of a Quick job has to end with enrichment_source', async (t) => {
  const { createJob, token } = await mock.account({ from: 'empty' });
  const { job_id } = await createJob({ tier: 'quick', generate: 3 });
  const quickTarget = createTarget(token, { completed: job_id });
  const orderProbes = allProbes.filter(({ title }) => title.startsWith('a record has the input, then'));
  t.equal(orderProbes.length, 1);
  const failuresWith = async (change: Parameters<typeof changeRows>[0]): Promise<(string | undefined)[]> => {
    const server = changeResponse(allOf(urlHas(job_id), urlHas('page_size')), changeRows(change));
    const report = await runChecks((request) => server(request, send), quickTarget, false, orderProbes);
    return withOutcome(report, 'failed').map(({ detail }) => detail);
  };
  t.same(await failuresWith((row) => row), []);
  const lastField = /: expected field \d+ to be enrichment_source; got /;
  t.match(await failuresWith(({ enrichment_source: _, ...row }) => row), [lastField]);
  t.match(await failuresWith(({ enrichment_source, ...row }) => ({ enrichment_source, ...row })), [
    /: expected field 1 to be /,
  ]);
});

t.test('each breakage of a documented clause is a failure of that clause', async (t) => {
  for (const [clause, what, server] of documentedBreakages) {
    const probes = allProbes.filter((probe) => probe.clause === clause);
    const failures = withOutcome(await checkServer(server, false, probes), 'failed');
    t.ok(failures.length > 0, `${clause}: ${what}`);
    for (const { detail, basis } of failures) {
      t.match(detail, /: expected [^;]+; got ./, what);
      t.notSame(basis, ['I'], what);
    }
  }
});

t.test('an empty cell of CSV may be null in JSON', async (t) => {
  const name = 'imported_company_name';
  const inJson = changeResponse(
    isJson,
    changeRows((row) => ({ ...row, [name]: null })),
  );
  const inCsv = changeResponse(
    isCsv,
    changeCsv(([header = [], ...rows]) => [
      header,
      ...rows.map((row) => row.map((cell, column) => (header[column] === name ? '' : cell))),
    ]),
  );
  const report = await checkServer((request, send) => inJson(request, (same) => inCsv(same, send)));
  t.match(countOutcomes(report), { failed: 0, drift: 0 });
});

t.test('a paused job that is not served fails only the clause about paused jobs', async (t) => {
  const server = changeResponse(isResultsOf('paused'), respondWith(400, { error: 'Results not ready.' }));
  const failures = withOutcome(await checkServer(server, true), 'failed');
  t.same(new Set(failures.map(({ id }) => id)), new Set(['R17']));
});

t.test('every clause that its page documents and that can be checked has a breakage', async (t) => {
  const covered = new Set(documentedBreakages.map(([clause]) => clause));
  const missing = clauseIds.filter((id) => getClause(id).basis.includes('D') && !covered.has(id));
  t.same(missing, ['E5', 'R19', 'R21', 'R24'], 'no response shows the documented part of these clauses');
  const documentedProbes = allProbes.filter((probe) => 'run' in probe && probe.basis.includes('D'));
  t.notOk(documentedProbes.some(({ clause }) => missing.includes(clause)));
});

t.test('the basis of each probe is a basis of its clause', async (t) => {
  for (const { clause, basis: probeBases = [], title } of allProbes) {
    const { basis: clauseBases, choice } = getClause(clause);
    for (const basis of probeBases) {
      const isOfClause = clauseBases.includes(basis) || (basis === 'I' && choice);
      t.ok(isOfClause, `${clause} ${basis}: ${title}`);
    }
  }
});

t.test('drift is a failure with --strict', async (t) => {
  const [, , server] = inferredBreakages[0] as (typeof inferredBreakages)[number];
  const drift = withOutcome(await checkServer(server), 'drift');
  t.ok(drift.length > 0);
  t.same(
    withOutcome(await checkServer(server, true), 'failed'),
    drift.map((check) => ({ ...check, outcome: 'failed' })),
  );
});

t.test('each breakage of an inferred clause is drift', async (t) => {
  for (const [clause, what, server] of inferredBreakages) {
    const report = await checkServer(server);
    t.same(withOutcome(report, 'failed'), [], `${clause}: ${what}`);
    const drift = withOutcome(report, 'drift').map(({ id }) => id);
    t.ok(drift.includes(clause), `${clause}: ${what}; drift: ${drift}`);
  }
});

t.test('the tests above have met each expectation of the probes, so each has a breakage', (t) => {
  const folder = join(import.meta.dirname, '..', '..', 'src', 'conformance');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const expectations = /(?<!\w)expect(?:Response|SameResponse|ErrorText|AllContain|Nobody|FullPage)?\(/g;
  let count = 0;
  for (const file of files.filter((name) => name.endsWith('.ts') && name !== 'expectations.ts')) {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      for (const match of line.matchAll(expectations)) {
        count += 1;
        const place = `${file}:${index + 1}:${match.index + 1}`;
        t.ok(mismatchPlaces.has(place), `${place}: ${line.trim()}`);
      }
    }
  }
  t.ok(count > 100, `${count} expectations`);
  t.end();
});

t.test('every response of a server, even one without any sense, ends in a report', async (t) => {
  const bodies = [
    '[]',
    'null',
    '{}',
    '"x"',
    '{"results":[null],"data":[null]}',
    '{"count":1,"results":[{}]}',
    'no JSON',
    '',
  ];
  for (const text of bodies) {
    for (const status of [200, 400, 500]) {
      const report = await checkServer(async (request) => ({ ...(await send(request)), status, text }));
      t.ok(withOutcome(report, 'failed').length > 10, `${status} ${text}`);
    }
    const csv = { 'content-type': 'text/csv' };
    const report = await checkServer(async (request, send) =>
      request.url.includes('csv') ? { status: 200, headers: csv, text } : send(request),
    );
    t.ok(withOutcome(report, 'failed').length > 3, `CSV ${text}`);
  }
});

t.test('a check that cannot be completed ends with a message', async (t) => {
  const throttled: BrokenServer = async (request, send) =>
    request.url.includes('offset=')
      ? { status: 429, headers: { 'retry-after': '7' }, text: '{"detail":"Request was throttled."}' }
      : send(request);
  await t.rejects(
    checkServer(throttled),
    new StartError("the token has no calls left (429), for 7 seconds: the check can't be completed"),
  );
  const bearerRefused: BrokenServer = async (request, send) =>
    request.url.includes('/enrichment/') ? { status: 401, headers: {}, text: 'no' } : send(request);
  await t.rejects(checkServer(bearerRefused), { message: /; set --bearer-token to another token$/ });
  const moved: BrokenServer = async () => ({ status: 301, headers: { location: 'https://b.example/' }, text: '' });
  await t.rejects(checkServer(moved), { message: /is redirected to https:\/\/b\.example\/; see --base-url/ });
});
