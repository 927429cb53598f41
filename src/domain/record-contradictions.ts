import { matchNames } from './name-matching.ts';
import type { StatusColumn, StoredRecord } from './record-fields.ts';
import {
  type Checks,
  computeEnrichmentStatus,
  deriveOutcome,
  getEnrichedName,
  getInputName,
  getPossibleSources,
  getStatus,
  isCompanyChecked,
  isRejected,
  type JobRules,
  type RecordOutcome,
  statusValues,
} from './record-outcome.ts';

/** An error in a field of a record. */
type RecordError = { field: string; expected: string; found: unknown };

const remedy = 'or set "raw": true in the job to return records as they are written';

/** The values that a status column may have, and in which jobs or records. */
type AllowedValues = { values: readonly string[]; where: string };

/** The values that a status column may have in a job. No value is allowed if the job does not have the column. */
const getValuesOfJob = (rules: JobRules, name: StatusColumn): AllowedValues => {
  const { category, tier, hasChecks, sources } = rules;
  if (name === 'enrichment_source') {
    const email = rules.validatesEmail ? '' : ' without contact_email in its fields_to_enrich';
    return { values: sources.map((source) => source.name), where: `a ${tier} job${email}` };
  }
  const hasColumn = name === 'enrichment_status' || hasChecks;
  return {
    values: hasColumn ? statusValues[name] : [],
    where: category === 'account' ? 'an account job' : `a ${tier} job`,
  };
};

const nothingFound = 'a record without a value in any requested field';
const describeCheck = (name: keyof Checks, { checks }: RecordOutcome): string =>
  `a record whose ${name} is ${checks?.[name]}`;

/**
 * The values that a status column may have because of the other fields of its record; undefined if all values that the job
 * allows are possible.
 */
const getValuesOfRecord: Record<
  StatusColumn,
  (rules: JobRules, record: StoredRecord, outcome: RecordOutcome) => AllowedValues | undefined
> = {
  name_match_status: (_rules, record) => {
    const names = [getInputName(record), getEnrichedName(record)] as const;
    const pairs = 'imported_first_name and first_name';
    if (matchNames(...names) === 'skipped') {
      return { values: ['skipped'], where: `a record without a pair of names to compare, such as ${pairs}` };
    }
    const isEqual = matchNames(...names, false) === 'matched';
    return isEqual ? { values: ['matched'], where: 'a record whose two names are equal' } : undefined;
  },
  still_in_company_status: (_rules, _record, outcome) => {
    const { anyFound, checks } = outcome;
    if (!checks || isCompanyChecked(anyFound, checks.name_match_status)) return undefined;
    return { values: ['skipped'], where: anyFound ? describeCheck('name_match_status', outcome) : nothingFound };
  },
  enrichment_source: (rules, record, { anyFound }) =>
    anyFound
      ? { values: getPossibleSources(rules, record).map(({ name }) => name), where: 'a record without a contact_email' }
      : { values: [], where: nothingFound },
  enrichment_status: (_rules, _record, outcome) => {
    const { values, anyFound, checks } = outcome;
    const status = computeEnrichmentStatus(values, checks);
    const found = status === 'enriched' ? 'every requested field' : 'only some of the requested fields';
    const failedCheck = (['name_match_status', 'still_in_company_status'] as const).find((name) =>
      isRejected({ [name]: checks?.[name] }),
    );
    const byValues = anyFound ? `a record with a value in ${found}` : nothingFound;
    return { values: [status], where: failedCheck ? describeCheck(failedCheck, outcome) : byValues };
  },
};

/** A column comes before the columns whose values follow from it, so that the error names the column that causes it. */
const columnsByDependence = [
  'name_match_status',
  'still_in_company_status',
  'enrichment_source',
  'enrichment_status',
] as const satisfies readonly StatusColumn[];

const checkStatus = (
  record: StoredRecord,
  field: StatusColumn,
  allowed: AllowedValues | undefined,
  advice: string,
): RecordError | undefined => {
  const found = getStatus(record, field) as string;
  if (!allowed || allowed.values.includes(found)) return undefined;
  const { values, where } = allowed;
  const choice = values.length > 1 ? `one of ${values.join(', ')}` : values[0];
  const expected = values.length === 0 ? `no ${field} in ${where} (leave it out, ` : `${choice} in ${where} (${advice}`;
  return { field, expected: `${expected}${remedy})`, found };
};

/** R11, R20–R24: finds the first field of a record that contradicts the job or the rest of the record. */
export const findContradiction = (rules: JobRules, record: StoredRecord): RecordError | undefined => {
  const isTextOrNull = (value: unknown): boolean => value === null || value === undefined || typeof value === 'string';
  const wrong = rules.requested.find((name) => Object.hasOwn(record, name) && !isTextOrNull(record[name]));
  if (wrong !== undefined) {
    return { field: wrong, expected: `a string or null in a requested field (${remedy})`, found: record[wrong] };
  }
  const columns = columnsByDependence.filter((name) => getStatus(record, name) !== undefined);
  for (const name of columns) {
    const error = checkStatus(record, name, getValuesOfJob(rules, name), '');
    if (error) return error;
  }
  const outcome = deriveOutcome(rules, record);
  for (const name of columns) {
    const allowed = getValuesOfRecord[name](rules, record, outcome);
    const error = checkStatus(record, name, allowed, 'correct the record, ');
    if (error) return error;
  }
  return undefined;
};
