import { matchNames, type Name, type NameMatch, nameMatches } from './name-matching.ts';
import {
  getDefaultFields,
  isImported,
  isInternal,
  isStatusColumn,
  type StatusColumn,
  type StoredRecord,
} from './record-fields.ts';
import { enrichmentSources, type JobCategory, type JobTier } from './vocabulary.ts';

/** The values of the status columns (R11, R22, R23). The values of enrichment_source depend on the job (R20). */
export const statusValues = {
  enrichment_status: ['enriched', 'partially_enriched', 'not_enriched'],
  name_match_status: nameMatches,
  still_in_company_status: ['current', 'left', 'skipped'],
} as const;
export type EnrichmentStatus = (typeof statusValues.enrichment_status)[number];
type StillInCompany = (typeof statusValues.still_in_company_status)[number];

/** The outcome of both checks. Only Standard and Pro contact jobs have them. */
export type Checks = { name_match_status: NameMatch; still_in_company_status: StillInCompany };

/** The settings of a job that decide which columns and values its records have. */
type JobSettings = {
  category?: JobCategory;
  tier?: JobTier;
  fields_to_enrich?: string[];
};

/** The rules for the records of a job. They follow from its category, its tier and its requested fields. */
export type JobRules = {
  category: JobCategory;
  tier: JobTier;
  /** The requested fields, each once, in the order in which a record has them. */
  requested: readonly string[];
  /** Whether both checks run, so that a record has their columns (R11). */
  hasChecks: boolean;
  /** R21: whether emails are validated, which happens only if contact_email is requested. */
  validatesEmail: boolean;
  /** R20: the sources that a record may come from. */
  sources: readonly (typeof enrichmentSources)[number][];
};

/** Derives the rules for the records of a job (R11, R20, R21). */
export const deriveJobRules = ({
  category = 'contact',
  tier = 'standard',
  fields_to_enrich = getDefaultFields(category),
}: JobSettings): JobRules => {
  const requested = [...new Set(fields_to_enrich)];
  const validatesEmail = requested.includes('contact_email');
  const excluded = { netnut: tier === 'quick', zerobounce: !validatesEmail, datacore: false, bigquery: false };
  return {
    category,
    tier,
    requested,
    hasChecks: category === 'contact' && tier !== 'quick',
    validatesEmail,
    sources: enrichmentSources.filter(({ name }) => !excluded[name]),
  };
};

/** Whether a value of a requested field was found (R11). */
export const isFound = (value: unknown): boolean => value !== '' && value !== null && value !== undefined;

/** R22, R23: whether a check found that the enriched contact is not the one that the caller is looking for. */
export const isRejected = (checks: Partial<Checks>): boolean =>
  checks.name_match_status === 'mismatched' || checks.still_in_company_status === 'left';

/**
 * R11, R22, R23: how much of a row was enriched.
 * @param values the values of the requested fields
 */
export const computeEnrichmentStatus = (values: readonly unknown[], checks: Partial<Checks> = {}): EnrichmentStatus => {
  if (isRejected(checks) || !values.some(isFound)) return 'not_enriched';
  return values.every(isFound) ? 'enriched' : 'partially_enriched';
};

const toText = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * R22: the enriched name of a record, which the name match compares. It is the name that the record has, even if it was not
 * requested. A part for which the record has no field is the part that the service found.
 * @param found empty for a record that a user writes: no service found more than the record has
 */
export const getEnrichedName = (record: StoredRecord, found: Name = { first: '', last: '' }): Name => ({
  first: toText(record.first_name ?? found.first),
  last: toText(record.last_name ?? found.last),
});

/** R22: the name that the caller sent, which the name match compares. */
export const getInputName = (record: StoredRecord): Name => ({
  first: toText(record.imported_first_name),
  last: toText(record.imported_last_name),
});

/** R24: whether the still-in-company check is made: only for an enriched contact whose name was not mismatched. */
export const isCompanyChecked = (anyFound: boolean, nameMatch: NameMatch): boolean =>
  anyFound && nameMatch !== 'mismatched';

/** R20, R21: the sources that a row of a job may come from. A row without an email does not come from the email validator. */
export const getPossibleSources = ({ sources }: JobRules, record: StoredRecord): JobRules['sources'] =>
  isFound(record.contact_email) ? sources : sources.filter(({ name }) => name !== 'zerobounce');

/** The value that a record has in a status column; undefined if the record leaves it to the rules. */
export const getStatus = <T extends string>(record: StoredRecord, name: StatusColumn): T | undefined =>
  Object.hasOwn(record, name) && isFound(record[name]) ? (record[name] as T) : undefined;

/** The checks of a record: the status columns that it has, and what follows from the rules for the others. */
const deriveChecks = (record: StoredRecord, anyFound: boolean): Checks => {
  const name_match_status =
    getStatus<NameMatch>(record, 'name_match_status') ?? matchNames(getInputName(record), getEnrichedName(record));
  const still_in_company_status =
    getStatus<StillInCompany>(record, 'still_in_company_status') ??
    (isCompanyChecked(anyFound, name_match_status) ? 'current' : 'skipped');
  return { name_match_status, still_in_company_status };
};

/** The outcome of a record that a user writes. */
export type RecordOutcome = {
  /** The values of the requested fields. */
  values: unknown[];
  /** Whether any requested field has a value. */
  anyFound: boolean;
  /** Undefined for a job without checks. */
  checks: Checks | undefined;
};

/**
 * Derives the outcome of a record from the settings of its job: the requested values, whether any was found, and the
 * checks.
 */
export const deriveOutcome = (rules: JobRules, record: StoredRecord): RecordOutcome => {
  const values = rules.requested.map((name) => (Object.hasOwn(record, name) ? (record[name] ?? '') : ''));
  const anyFound = values.some(isFound);
  return { values, anyFound, checks: rules.hasChecks ? deriveChecks(record, anyFound) : undefined };
};

/**
 * R11: completes a record that a user writes: the input, every requested field, the status columns, then all other fields. A
 * requested field that is missing or null becomes an empty string, and so does null in other fields, except in imported_*
 * and internal ones. Status columns that are missing or empty follow from the rules.
 */
export const completeRecord = (rules: JobRules, record: StoredRecord): StoredRecord => {
  const entries = Object.entries(record);
  const imported = entries.filter(([name]) => isImported(name));
  const { values, anyFound, checks } = deriveOutcome(rules, record);
  const requested = new Set(rules.requested);
  const others = entries.filter(([name]) => !isImported(name) && !requested.has(name) && !isStatusColumn(name));
  // Object.fromEntries also stores a field with the name __proto__, which an assignment would not.
  return Object.fromEntries([
    ...imported,
    ...rules.requested.map((name, index) => [name, values[index]]),
    ['enrichment_status', getStatus(record, 'enrichment_status') ?? computeEnrichmentStatus(values, checks)],
    ['enrichment_source', getStatus(record, 'enrichment_source') ?? (anyFound ? rules.sources[0]?.name : '')],
    ...Object.entries(checks ?? {}),
    ...others.map(([name, value]) => [name, isInternal(name) ? value : (value ?? '')]),
  ]);
};

/** Completes the records that a user writes for a job. A job with "raw": true serves them unchanged. */
export function* completeRecords(
  job: JobSettings & { raw?: boolean },
  records: readonly StoredRecord[],
): Generator<StoredRecord> {
  const rules = deriveJobRules(job);
  for (const record of records) yield job.raw ? record : completeRecord(rules, record);
}
