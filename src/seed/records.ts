import { defaultFields, fieldMakers, type StoredRecord } from './fields.ts';
import type { JobFixture } from './fixture-schemas.ts';
import { contactMaker } from './people.ts';
import { type Draw, draw } from './random.ts';
import { enrichmentSources, industries, jobLevels } from './vocabulary.ts';

const found = (value: string): boolean => value !== '';

const statusOf = (values: readonly string[]): string => {
  if (!values.some(found)) return 'not_enriched';
  return values.every(found) ? 'enriched' : 'partially_enriched';
};

/** What the two checks of Standard and Pro contact jobs say; either can turn a row into one that was not enriched. */
const verify = (from: Draw, anything: boolean): { name_match_status: string; still_in_company_status: string } => {
  if (!anything) return { name_match_status: 'skipped', still_in_company_status: 'skipped' };
  if (from.chance(0.06)) return { name_match_status: 'mismatched', still_in_company_status: 'skipped' };
  return { name_match_status: 'matched', still_in_company_status: from.chance(0.07) ? 'left' : 'current' };
};

/** Puts the values where the pipeline did not find them as empty: some rows have none, some lack a few. */
const lose = (from: Draw, values: Record<string, string>): void => {
  const nothing = from.chance(0.08);
  const some = from.chance(0.4);
  for (const name of Object.keys(values)) {
    if (nothing || (some && name !== 'first_name' && name !== 'last_name' && from.chance(0.25))) values[name] = '';
  }
};

/** One in twelve emails fails validation, which takes it off the row. */
const validateEmail = (from: Draw, values: Record<string, string>): { email_validation_status?: string } => {
  if (!('contact_email' in values)) return {};
  if (!values.contact_email) return { email_validation_status: 'not_validated' };
  if (!from.chance(0.08)) return { email_validation_status: 'valid' };
  values.contact_email = '';
  return { email_validation_status: 'invalid' };
};

/**
 * The records that a job generates, the same for the same seed and job id: in the order of R11, with internal fields.
 * @param first position of the first generated record in the job
 */
function* makeRecords(
  seed: number,
  job: Pick<JobFixture, 'job_id' | 'category' | 'tier' | 'fields_to_enrich'>,
  first: number,
  count: number,
): Generator<StoredRecord> {
  const from = draw(seed, 'job', job.job_id.toLowerCase());
  const contact = contactMaker(seed, 1000);
  const category = job.category ?? 'contact';
  const fields = job.fields_to_enrich ?? defaultFields(category);
  const checked = category === 'contact' && job.tier !== 'quick';
  for (let position = first; position < first + count; position += 1) {
    const someone = contact(from, from.weighted(industries).name, from.weighted(jobLevels));
    const imported: StoredRecord =
      category === 'contact'
        ? {
            imported_first_name: someone.first_name,
            imported_last_name: someone.last_name,
            imported_company_name: someone.company.name,
          }
        : { imported_company_name: someone.company.name, imported_company_website: someone.company.domain };
    const values = Object.fromEntries(fields.map((name) => [name, fieldMakers[name]?.(someone) ?? '']));
    lose(from, values);
    const email = validateEmail(from, values);
    const anything = Object.values(values).some(found);
    const checks = checked ? verify(from, anything) : undefined;
    const failed = anything && checks !== undefined && checks.still_in_company_status !== 'current';
    const enrichment_status = failed ? 'not_enriched' : statusOf(Object.values(values));
    yield {
      uuid: from.uuid(),
      _original_index: position,
      ...imported,
      ...values,
      enrichment_status,
      enrichment_source: anything ? from.pick(enrichmentSources) : '',
      ...checks,
      ...email,
      _credits_charged: enrichment_status === 'not_enriched' ? 0 : 1,
      _audit_trail: [{ service: 'DataCore lookup', skipped_reason: anything ? null : 'no match' }],
    };
  }
}

/** All records of a job: those that are given, then those that it generates. */
export function* jobRecords(
  seed: number,
  job: Parameters<typeof makeRecords>[1] & Pick<JobFixture, 'generate'>,
  given: readonly StoredRecord[],
): Generator<StoredRecord> {
  yield* given;
  yield* makeRecords(seed, job, given.length, job.generate ?? 0);
}
