import type { Draws } from './companies.ts';
import type { JobFixture } from './fixture-schemas.ts';
import { type Contact, contactMaker } from './people.ts';
import { draw } from './random.ts';
import { enrichmentSources, industries, jobLevels } from './vocabulary.ts';

/** A record as it is stored: what the caller sent, what was found, and internal fields. Any JSON value may stand in one. */
export type StoredRecord = Record<string, unknown>;

type FieldMaker = (contact: Contact) => string;

const accountFields: Record<string, FieldMaker> = {
  company_name: ({ company }) => company.name,
  company_website: ({ company }) => `https://www.${company.domain}`,
  company_linkedin_url: ({ company }) => `https://linkedin.com/company/${company.domain.replace('.', '-')}`,
  company_phone: ({ company }) => company.phone,
  industry: ({ company }) => company.industry,
  employee_range: ({ company }) => company.employee_range,
  revenue_range: ({ company }) => company.revenue_range,
  naics_code: ({ company }) => company.naics_code,
  sic_code: ({ company }) => company.sic_code,
  company_address: ({ company }) => company.address,
  company_city: ({ company }) => company.office.city,
  company_state: ({ company }) => company.office.state,
  company_postal_code: ({ company }) => company.postal_code,
  company_country: ({ company }) => company.country.name,
};

const contactFields: Record<string, FieldMaker> = {
  first_name: (contact) => contact.first_name,
  last_name: (contact) => contact.last_name,
  job_title: (contact) => contact.job_title,
  job_level: (contact) => contact.job_level,
  contact_email: (contact) => contact.contact_email,
  contact_direct_phone: (contact) => contact.contact_direct_phone,
  contact_mobile_phone: (contact) => contact.contact_mobile_phone,
  contact_linkedin_url: (contact) => contact.contact_linkedin_url,
  contact_office_city: ({ company }) => company.office.city,
  contact_office_state: ({ company }) => company.office.state,
  contact_office_country: ({ company }) => company.country.name,
};

const makers: Record<string, FieldMaker> = { ...accountFields, ...contactFields };

/** The fields that records can be generated with. */
export const generatedFields: readonly string[] = Object.keys(makers);

/** What a job enriches where its fixture does not say. */
export const defaultFields = (category: 'contact' | 'account'): string[] =>
  Object.keys(category === 'account' ? accountFields : contactFields);

const found = (value: string): boolean => value !== '';

const statusOf = (values: readonly string[]): string => {
  if (values.every(found)) return 'enriched';
  return values.some(found) ? 'partially_enriched' : 'not_enriched';
};

/** What the two checks of Standard and Pro contact jobs say; either can turn a row into one that was not enriched. */
const verify = (from: Draws, anything: boolean): { name_match_status: string; still_in_company_status: string } => {
  if (!anything) return { name_match_status: 'skipped', still_in_company_status: 'skipped' };
  if (from.chance(0.06)) return { name_match_status: 'mismatched', still_in_company_status: 'skipped' };
  return { name_match_status: 'matched', still_in_company_status: from.chance(0.07) ? 'left' : 'current' };
};

/** Puts the values where the pipeline did not find them as empty: some rows have none, some lack a few. */
const lose = (from: Draws, values: Record<string, string>): void => {
  const nothing = from.chance(0.08);
  const some = from.chance(0.4);
  for (const name of Object.keys(values)) {
    if (nothing || (some && name !== 'first_name' && name !== 'last_name' && from.chance(0.25))) values[name] = '';
  }
};

/** One in twelve emails fails validation, which takes it off the row. */
const validateEmail = (from: Draws, values: Record<string, string>): { email_validation_status?: string } => {
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
export function* makeRecords(
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
    const values = Object.fromEntries(fields.map((name) => [name, makers[name]?.(someone) ?? '']));
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
