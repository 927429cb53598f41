import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { invalidToken, type Target } from '../../src/conformance/api.ts';
import { type Answer, type Send, sender } from '../../src/conformance/http.ts';
import type { NotAsked, Probe } from '../../src/conformance/probe.ts';
import { type Report, type ReportedCheck, tally } from '../../src/conformance/report.ts';
import { probes, runChecks } from '../../src/conformance/suite.ts';
import { clauseIds, clauseOf } from '../../src/domain/clauses.ts';
import type { JobBody } from '../../src/index.ts';
import { StartError } from '../../src/lib/start-error.ts';
import { steered } from '../support/admin-api.ts';
import { everywhereBreakages } from './breakages/everywhere.ts';
import { filterBreakages } from './breakages/filters.ts';
import { inferred } from './breakages/inferred.ts';
import { recordsBreakages } from './breakages/records.ts';
import { resultsBreakages } from './breakages/results.ts';
import { searchBreakages } from './breakages/search.ts';
import { statusBreakages } from './breakages/status.ts';
import {
  answers,
  asks,
  type Breakage,
  type Broken,
  both,
  each,
  jobs,
  lets,
  says,
  table,
  takes,
  toCsv,
  toJob,
  toJson,
} from './broken.ts';

const documented: readonly Breakage[] = [
  ...everywhereBreakages,
  ...resultsBreakages,
  ...recordsBreakages,
  ...filterBreakages(),
  ...searchBreakages,
  ...statusBreakages,
];

const mock = await steered(t, { people: 1200 });
const { url } = mock;
const target: Target = { base: url, tokens: { search: 'demo-token', enrichment: 'demo-token' }, jobs };
/** The check of the jobs of another account. */
const targetOf = (token: string, jobs: Target['jobs']): Target => ({
  ...target,
  tokens: { search: token, enrichment: token },
  jobs,
});
const answered = new Map<string, Promise<Answer>>();
const serverSend = sender(60_000, new AbortController().signal);

/** What the sound server answers; asked once, since all runs ask the same. */
const ask: Send = (question) => {
  const key = JSON.stringify(question);
  const answer = answered.get(key) ?? serverSend(question);
  answered.set(key, answer);
  return answer;
};

/** The places in the code of the check where it was found that something does not hold, as `file:line:column`. */
const noticed = new Set<string>();

/** A probe that tells `noticed` what it finds. */
const noticing = (probe: Probe | NotAsked): Probe | NotAsked =>
  'skipped' in probe
    ? probe
    : {
        ...probe,
        holds: async (api) => {
          try {
            await probe.holds(api);
          } catch (error) {
            for (const [, place] of String((error as Error).stack).matchAll(
              /\/src\/conformance\/([\w/-]+\.ts:\d+:\d+)/g,
            )) {
              noticed.add(place as string);
            }
            throw error;
          }
        },
      };

const checked = (broken: Broken, strict = false, asked = probes): Promise<Report> =>
  runChecks((question) => broken(question, ask), target, strict, asked.map(noticing));

const ended = ({ checks }: Report, outcome: ReportedCheck['outcome']): ReportedCheck[] =>
  checks.filter((check) => check.outcome === outcome);

t.test('the sound server, asked the same way, has no failure and no drift', async (t) => {
  t.match(tally(await checked((question) => ask(question))), { failed: 0, drift: 0 });
});

t.test('a server that takes job ids in upper case too has but the drift of E15', async (t) => {
  const upper = Object.fromEntries(Object.entries(jobs).map(([name, id]) => [name, id.toUpperCase()]));
  const server = takes(
    () => true,
    (url) => Object.values(upper).reduce((path, id) => path.replace(id, id.toLowerCase()), url),
  );
  const report = await runChecks((question) => server(question, ask), { ...target, jobs: upper }, false);
  t.same(ended(report, 'failed'), []);
  t.same(new Set(ended(report, 'drift').map(({ id }) => id)), new Set(['E15']));
});

t.test('nor with two tokens, neither of which is good for the endpoints of the other', async (t) => {
  const tokens = { search: 'demo-token', enrichment: 'YOUR_API_TOKEN' };
  const server = lets(({ url, headers }) => {
    const other = url.includes('/enrichment') ? tokens.search : tokens.enrichment;
    return headers.authorization?.includes(other) ?? false;
  }, `Token ${invalidToken}`);
  const report = await runChecks((question) => server(question, ask), { ...target, tokens }, false);
  t.match(tally(report), { failed: 0, drift: 0 });
});

t.test('nor with a completed job of any size, or with a field that later records alone have', async (t) => {
  const input = { imported_b: 'x', enrichment_source: '', enrichment_status: 'not_enriched' };
  const bodies: JobBody[] = [
    ...[1, 99, 100, 199, 200, 201, 299, 300, 400].map((generate) => ({ generate })),
    { tier: 'quick', records: [input, { imported_a: 'y', ...input }] },
  ];
  for (const body of bodies) {
    const { createJob, token } = await mock.account({ from: 'empty' });
    const { job_id } = await createJob(body);
    const report = await runChecks(ask, targetOf(token, { completed: job_id }), true);
    t.same(ended(report, 'failed'), [], JSON.stringify(body));
  }
});

t.test('nor where a search finds a person of the same values in another letter case', async (t) => {
  const { name, token } = await mock.account({ from: 'empty' });
  const known = {
    industry: 'Technology',
    job_title: 'Chef d’Équipe',
    job_level: 'Manager',
    company_name: 'Ärzte Nord',
  };
  const upper = Object.fromEntries(Object.entries(known).map(([field, value]) => [field, value.toUpperCase()]));
  t.equal((await mock.steer('PUT', `/accounts/${name}/people`, [known, upper])).status, 200);
  const report = await runChecks(ask, targetOf(token, {}), true);
  t.same(ended(report, 'failed'), []);
});

t.test(
  'a record of a Quick job ends with enrichment_source: the probe of the order of fields fails without',
  async (t) => {
    const { createJob, token } = await mock.account({ from: 'empty' });
    const { job_id } = await createJob({ tier: 'quick', generate: 3 });
    const own = targetOf(token, { completed: job_id });
    const ofOrder = probes.filter(({ title }) => title.startsWith('a record has the input, then the requested fields'));
    const failed = async (change: Parameters<typeof each>[0]): Promise<(string | undefined)[]> => {
      const broken = answers(both(asks(job_id), asks('page_size')), each(change));
      const report = await runChecks((question) => broken(question, ask), own, false, ofOrder);
      return ended(report, 'failed').map(({ detail }) => detail);
    };
    t.same(await failed((row) => row), []);
    const last = /: expected field \d+ to be enrichment_source; saw /;
    t.match(await failed(({ enrichment_source: _, ...row }) => row), [last]);
    t.match(await failed(({ enrichment_source, ...row }) => ({ enrichment_source, ...row })), [
      /: expected field 1 to be /,
    ]);
  },
);

t.test('each breakage of a documented clause is a failure of that clause', async (t) => {
  for (const [clause, what, broken] of documented) {
    const ofClause = probes.filter((probe) => probe.clause === clause);
    const own = ended(await checked(broken, false, ofClause), 'failed');
    t.ok(own.length > 0, `${clause}: ${what}`);
    for (const { detail, basis } of own) {
      t.match(detail, /: expected [^;]+; saw ./, what);
      t.notSame(basis, ['I'], what);
    }
  }
});

t.test('a null of JSON may be an empty cell of CSV', async (t) => {
  const name = 'imported_company_name';
  const inJson = answers(
    toJson,
    each((row) => ({ ...row, [name]: null })),
  );
  const inCsv = answers(
    toCsv,
    table(([header = [], ...rows]) => [
      header,
      ...rows.map((row) => row.map((cell, column) => (header[column] === name ? '' : cell))),
    ]),
  );
  const report = await checked((question, ask) => inJson(question, (same) => inCsv(same, ask)));
  t.match(tally(report), { failed: 0, drift: 0 });
});

t.test('a paused job that is not served fails the clause about paused jobs alone', async (t) => {
  const broken = answers(toJob('paused'), says(400, { error: 'Results not ready.' }));
  const failed = ended(await checked(broken, true), 'failed');
  t.same(new Set(failed.map(({ id }) => id)), new Set(['R17']));
});

t.test('there is a breakage for every clause that is documented on its page and can be asked', async (t) => {
  const covered = new Set(documented.map(([clause]) => clause));
  const missing = clauseIds.filter((id) => clauseOf(id).basis.includes('D') && !covered.has(id));
  t.same(missing, ['E5', 'R19', 'R21', 'R24'], 'those whose documented part shows in no answer');
  const asked = probes.filter((probe) => 'holds' in probe && probe.basis.includes('D'));
  t.notOk(asked.some(({ clause }) => missing.includes(clause)));
});

t.test('a probe is about parts that its clause has', async (t) => {
  for (const { clause, basis = [], title } of probes) {
    const { basis: bases, choice } = clauseOf(clause);
    for (const each of basis) t.ok(bases.includes(each) || (each === 'I' && choice), `${clause} ${each}: ${title}`);
  }
});

t.test('drift is a failure if strict', async (t) => {
  const [, , broken] = inferred[0] as (typeof inferred)[number];
  const drift = ended(await checked(broken), 'drift');
  t.ok(drift.length > 0);
  t.same(
    ended(await checked(broken, true), 'failed'),
    drift.map((check) => ({ ...check, outcome: 'failed' })),
  );
});

t.test('each breakage of an inferred clause is drift', async (t) => {
  for (const [clause, what, broken] of inferred) {
    const report = await checked(broken);
    t.same(ended(report, 'failed'), [], `${clause}: ${what}`);
    t.ok(
      ended(report, 'drift').some(({ id }) => id === clause),
      `${clause}: ${what}; drift: ${ended(report, 'drift').map(({ id }) => id)}`,
    );
  }
});

t.test('there is a breakage for each expectation of the check: the tests above have met each', (t) => {
  const folder = join(import.meta.dirname, '..', '..', 'src', 'conformance');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts') && name !== 'expect.ts')) {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      for (const found of line.matchAll(/(?<!\w)expect(?:Answer|Same|Error|All|Nobody|AsMany)?\(/g)) {
        const place = `${file}:${index + 1}:${found.index + 1}`;
        t.ok(noticed.has(place), `${place}: ${line.trim()}`);
      }
    }
  }
  t.end();
});

t.test('whatever a server answers, it is told in words', async (t) => {
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
      const report = await checked(async (question) => ({ ...(await ask(question)), status, text }));
      t.ok(ended(report, 'failed').length > 10, `${status} ${text}`);
    }
    const csv = { 'content-type': 'text/csv' };
    const report = await checked(async (question, ask) =>
      question.url.includes('csv') ? { status: 200, headers: csv, text } : ask(question),
    );
    t.ok(ended(report, 'failed').length > 3, `CSV ${text}`);
  }
});

t.test('a run that can not go on ends with a message', async (t) => {
  const throttled: Broken = async (question, ask) =>
    question.url.includes('offset=')
      ? { status: 429, headers: { 'retry-after': '7' }, text: '{"detail":"Request was throttled."}' }
      : ask(question);
  await t.rejects(
    checked(throttled),
    new StartError('the token has no calls left (429), for 7 seconds: not all could be asked'),
  );
  const bearerRefused: Broken = async (question, ask) =>
    question.url.includes('/enrichment/') ? { status: 401, headers: {}, text: 'no' } : ask(question);
  await t.rejects(checked(bearerRefused), { message: /as --bearer-token/ });
  const moved: Broken = async () => ({ status: 301, headers: { location: 'https://b.example/' }, text: '' });
  await t.rejects(checked(moved), { message: /is redirected to https:\/\/b\.example\/; see --base-url/ });
});
