import { type Contact, fieldMakers, type StoredRecord } from './fields.ts';
import type { JobFixture } from './fixture-schemas.ts';
import { contactMaker } from './people.ts';
import { type Draw, draw } from './random.ts';
import { companyInput, drawNames, websiteInput } from './record-inputs.ts';
import {
  type Checks,
  checksCompany,
  creditsCharged,
  enrichedName,
  enrichmentStatus,
  givenRecords,
  isFound,
  type JobRules,
  jobRules,
  matchNames,
  type Name,
  sourcesOf,
} from './record-rules.ts';
import { industries, jobLevels } from './vocabulary.ts';

/** How many of the latest uploads one that comes twice may repeat. */
const repeatable = 20;

/** What a caller sent for a company or somebody there, and what the pipeline knows of them. */
type Upload = { imported: StoredRecord; input: Name; contact: Contact };

const drawUpload = (from: Draw, found: Contact, { category }: JobRules): Upload => {
  const { company } = found;
  if (category === 'account') {
    const imported_company_website = websiteInput(from, company);
    return {
      // Without a website, only the name says which company is meant.
      imported: {
        imported_company_name: imported_company_website === '' ? company.name : companyInput(from, company),
        imported_company_website,
      },
      input: { first: '', last: '' },
      contact: found,
    };
  }
  const { input, enriched } = drawNames(from, found);
  return {
    imported: {
      imported_first_name: input.first,
      imported_last_name: input.last,
      imported_company_name: companyInput(from, company),
    },
    input,
    contact: { ...found, first_name: enriched.first, last_name: enriched.last },
  };
};

/** Empties the values that the pipeline did not find: some rows have none, some lack a few, and a few lack the name. */
const lose = (from: Draw, values: Record<string, string>): void => {
  const nothing = from.chance(0.08);
  const some = from.chance(0.4);
  const nameless = some && from.chance(0.04);
  for (const name of Object.keys(values)) {
    const isName = name === 'first_name' || name === 'last_name';
    if (nothing || (isName ? nameless : some && from.chance(0.25))) values[name] = '';
  }
};

/** R21: one in twelve emails fails validation, which takes it off the row. */
const validateEmail = (from: Draw, values: Record<string, string>): { email_validation_status: string } => {
  if (!values.contact_email) return { email_validation_status: 'not_validated' };
  if (!from.chance(0.08)) return { email_validation_status: 'valid' };
  values.contact_email = '';
  return { email_validation_status: 'invalid' };
};

/** R22–R24: the outcome of both checks of a row whose name, as far as it is known, is this. */
const check = (from: Draw, input: Name, enriched: Name, anyFound: boolean): Checks => {
  const [hasNames, hasHistory, hasLeft] = [from.chance(0.97), from.chance(0.985), from.chance(0.06)];
  const name_match_status = matchNames(input, enriched, hasNames);
  const isChecked = checksCompany(anyFound, name_match_status) && hasHistory;
  const still_in_company_status = isChecked ? (hasLeft ? 'left' : 'current') : 'skipped';
  return { name_match_status, still_in_company_status };
};

/** The record that a job makes of an upload, in the order of R11, with internal fields. */
const enrich = (from: Draw, { imported, input, contact }: Upload, rules: JobRules, position: number): StoredRecord => {
  const values = Object.fromEntries(rules.requested.map((name) => [name, fieldMakers[name]?.(contact) ?? '']));
  lose(from, values);
  const email = rules.validatesEmail ? validateEmail(from, values) : undefined;
  const found = Object.values(values);
  const anyFound = found.some(isFound);
  const name = anyFound ? { first: contact.first_name, last: contact.last_name } : undefined;
  const checks = rules.hasChecks ? check(from, input, enrichedName(values, name), anyFound) : undefined;
  const enrichment_status = enrichmentStatus(found, checks);
  return {
    uuid: from.uuid(),
    _original_index: position,
    ...imported,
    ...values,
    enrichment_status,
    enrichment_source: anyFound ? from.weighted(sourcesOf(rules, values)).name : '',
    ...checks,
    ...email,
    _credits_charged: creditsCharged(enrichment_status),
    _audit_trail: [{ service: 'DataCore lookup', skipped_reason: anyFound ? null : 'no match' }],
  };
};

/**
 * The records that a job generates, the same for the same seed and job id. The names come first: the outcome of each row
 * follows from them by the rules.
 * @param first position of the first generated record in the job
 */
function* makeRecords(
  seed: number,
  job: Pick<JobFixture, 'job_id' | 'category' | 'tier' | 'fields_to_enrich'>,
  first: number,
  count: number,
): Generator<StoredRecord> {
  const jobId = job.job_id.toLowerCase();
  const from = draw(seed, 'job', jobId);
  const contact = contactMaker(draw(seed, 'companies of job', jobId), 1000);
  const rules = jobRules(job);
  const latest: StoredRecord[] = [];
  for (let position = first; position < first + count; position += 1) {
    // Callers upload some rows twice, which are then enriched alike.
    const again = latest.length > 0 && from.chance(0.015) ? from.pick(latest) : undefined;
    if (again) {
      yield { ...again, uuid: from.uuid(), _original_index: position };
      continue;
    }
    const found = contact(from, from.weighted(industries).name, from.weighted(jobLevels));
    const record = enrich(from, drawUpload(from, found, rules), rules, position);
    latest.push(record);
    if (latest.length > repeatable) latest.shift();
    yield record;
  }
}

/** All records of a job: those that are given, then those that it generates. */
export function* jobRecords(
  seed: number,
  job: Parameters<typeof makeRecords>[1] & Pick<JobFixture, 'generate' | 'raw'>,
  given: readonly StoredRecord[],
): Generator<StoredRecord> {
  yield* givenRecords(job, given);
  yield* makeRecords(seed, job, given.length, job.generate ?? 0);
}
