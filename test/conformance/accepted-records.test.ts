import assert from 'node:assert/strict';
import Papa from 'papaparse';
import t from 'tap';
import { allProbes } from '../../src/conformance/all-probes.ts';
import { createHttpSender } from '../../src/conformance/http-sender.ts';
import { runChecks } from '../../src/conformance/run-checks.ts';
import type { JobBody } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { fc } from '../support/property.ts';

const mock = await startAdminMock(t, { people: 0 });
const send = createHttpSender(60_000, new AbortController().signal);
const jobId = '77777777-7777-4777-8777-777777777777';
const jobPath = '/accounts/demo/jobs';

const recordProbes = allProbes.filter(({ clause }) => ['R11', 'R20', 'R21', 'R22', 'R23', 'R24'].includes(clause));

const fields = ['first_name', 'last_name', 'job_title', 'contact_email', 'shoe_size'];
const oftenEmpty = <T>(...values: T[]) => fc.option(fc.constantFrom('', null, ...values), { nil: undefined });
const name = oftenEmpty<unknown>('Jane', 'JANE', 'Bob', ' ', 'Doe');
const value = oftenEmpty<unknown>('a', ' ');
const record = fc
  .record({
    imported_a: fc.constantFrom('x', null),
    imported_first_name: name,
    imported_last_name: name,
    first_name: name,
    last_name: name,
    job_title: value,
    contact_email: value,
    shoe_size: oftenEmpty<unknown>('a', 5),
    enrichment_status: oftenEmpty('enriched', 'partially_enriched', 'not_enriched'),
    enrichment_source: oftenEmpty('datacore', 'netnut', 'zerobounce'),
    name_match_status: oftenEmpty('matched', 'mismatched', 'skipped'),
    still_in_company_status: oftenEmpty('current', 'left', 'skipped'),
  })
  // JSON leaves out the keys whose value is undefined.
  .map((fields) => JSON.parse(JSON.stringify(fields)) as Record<string, unknown>);
const job = fc.record({
  category: fc.constantFrom('contact', 'contact', 'contact', 'account'),
  tier: fc.constantFrom('quick', 'standard', 'pro'),
  fields_to_enrich: fc.shuffledSubarray(fields),
  records: fc.array(record, { minLength: 1, maxLength: 2 }),
}) as fc.Arbitrary<JobBody & { fields_to_enrich: string[] }>;

/** Asserts R11 without the check: the values and checks of a row determine its status and its source. */
const assertOutcome = (row: Record<string, string>, requested: readonly string[]): void => {
  const found = requested.filter((field) => row[field] !== '').length;
  const hasFailedCheck = row.name_match_status === 'mismatched' || row.still_in_company_status === 'left';
  const expected = found === 0 ? 'not_enriched' : found === requested.length ? 'enriched' : 'partially_enriched';
  assert.equal(row.enrichment_status, hasFailedCheck ? 'not_enriched' : expected, JSON.stringify(row));
  assert.equal(row.enrichment_source === '', found === 0, JSON.stringify(row));
  if (row.enrichment_source === 'zerobounce') assert.notEqual(row.contact_email, '', JSON.stringify(row));
};

t.test('R11, R20–R24: the records that the admin API accepts for a job conform, unless the job is raw', async (t) => {
  const outcomes = { accepted: 0, refused: 0 };
  const property = fc.asyncProperty(job, async (body) => {
    const response = await mock.callAdmin('POST', jobPath, { ...body, job_id: jobId });
    if (response.status === 400) {
      outcomes.refused += 1;
      return;
    }
    assert.equal(response.status, 201);
    outcomes.accepted += 1;
    const tokens = { search: mock.token, enrichment: mock.token };
    const { checks } = await runChecks(
      send,
      { baseUrl: mock.url, tokens, jobs: { completed: jobId } },
      true,
      recordProbes,
    );
    const { text } = await mock.results(mock.token, jobId, '?report_type=csv');
    await mock.callAdmin('DELETE', `${jobPath}/${jobId}`);
    assert.deepEqual(
      checks.filter(({ outcome }) => outcome === 'failed'),
      [],
    );
    const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    for (const row of data) assertOutcome(row, body.fields_to_enrich);
  });
  await fc.assert(property, { numRuns: 1000 });
  t.ok(outcomes.accepted > 50 && outcomes.refused > 50, JSON.stringify(outcomes));
});
