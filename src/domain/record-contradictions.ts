import type { StoredRecord } from './record-fields.ts';
import {
  type Checks,
  checksCompany,
  enrichedName,
  enrichmentStatus,
  inputName,
  isTurnedDown,
  type JobRules,
  matchNames,
  outcomeOf,
  type StatusColumn,
  sourcesOf,
  statusOf,
  statusWords,
} from './record-rules.ts';

/** What is wrong with a field of a record. */
export type RecordFault = { field: string; expected: string; found: unknown };

const remedy = 'or give the job "raw": true, which serves records exactly as given';

/** The words that a status column may have, and in what. */
type Words = { words: readonly string[]; where: string };

/** The words that a status column may have in a job: none where the job has no such column. */
const wordsOfJob = (rules: JobRules, name: StatusColumn): Words => {
  const { category, tier, hasChecks, sources } = rules;
  if (name === 'enrichment_source') {
    const email = rules.validatesEmail ? '' : ' without contact_email in its fields_to_enrich';
    return { words: sources.map((source) => source.name), where: `a ${tier} job${email}` };
  }
  const isThere = name === 'enrichment_status' || hasChecks;
  return {
    words: isThere ? statusWords[name] : [],
    where: category === 'account' ? 'an account job' : `a ${tier} job`,
  };
};

type Outcome = ReturnType<typeof outcomeOf>;

const nothingFound = 'a record without a value in any requested field';
const hasCheck = (name: keyof Checks, { checks }: Outcome): string => `a record whose ${name} is ${checks?.[name]}`;

/** The words that a status column may have by the other fields of its record; undefined where they admit all of its job. */
const wordsOfRecord: Record<
  StatusColumn,
  (rules: JobRules, record: StoredRecord, outcome: Outcome) => Words | undefined
> = {
  name_match_status: (_rules, record) => {
    const names = [inputName(record), enrichedName(record)] as const;
    const pairs = 'imported_first_name and first_name, or imported_last_name and last_name';
    if (matchNames(...names) === 'skipped') {
      return { words: ['skipped'], where: `a record without two names to compare, which are ${pairs}` };
    }
    const isEqual = matchNames(...names, false) === 'matched';
    return isEqual ? { words: ['matched'], where: 'a record whose two names are equal' } : undefined;
  },
  still_in_company_status: (_rules, _record, outcome) => {
    const { anyFound, checks } = outcome;
    if (!checks || checksCompany(anyFound, checks.name_match_status)) return undefined;
    return { words: ['skipped'], where: anyFound ? hasCheck('name_match_status', outcome) : nothingFound };
  },
  enrichment_source: (rules, record, { anyFound }) =>
    anyFound
      ? { words: sourcesOf(rules, record).map(({ name }) => name), where: 'a record without a contact_email' }
      : { words: [], where: nothingFound },
  enrichment_status: (_rules, _record, outcome) => {
    const { values, anyFound, checks } = outcome;
    const status = enrichmentStatus(values, checks);
    const all = status === 'enriched' ? 'every requested field' : 'some requested fields and none in others';
    const turnedDown = (['name_match_status', 'still_in_company_status'] as const).find((name) =>
      isTurnedDown({ [name]: checks?.[name] }),
    );
    const byValues = anyFound ? `a record with a value in ${all}` : nothingFound;
    return { words: [status], where: turnedDown ? hasCheck(turnedDown, outcome) : byValues };
  },
};

/** Columns whose words the other ones follow from come first, so that the fault is named where it is. */
const byDependence = [
  'name_match_status',
  'still_in_company_status',
  'enrichment_source',
  'enrichment_status',
] as const satisfies readonly StatusColumn[];

/** R11, R20–R24: what first contradicts the job or the rest of the record in a record that a user gives. */
export const recordFault = (rules: JobRules, record: StoredRecord): RecordFault | undefined => {
  const isText = (value: unknown): boolean => value === null || value === undefined || typeof value === 'string';
  const other = rules.requested.find((name) => Object.hasOwn(record, name) && !isText(record[name]));
  if (other !== undefined) {
    return { field: other, expected: `a text or null in a requested field, ${remedy}`, found: record[other] };
  }
  const columns = byDependence.filter((name) => statusOf(record, name) !== undefined);
  const fault = (field: StatusColumn, allowed: Words | undefined, advice: string): RecordFault | undefined => {
    const found = statusOf(record, field) as string;
    if (!allowed || allowed.words.includes(found)) return undefined;
    const { words, where } = allowed;
    const one = words.length > 1 ? `one of ${words.join(', ')}` : words[0];
    const expected = words.length === 0 ? `no ${field} in ${where}: leave it out` : `${one} in ${where}${advice}`;
    return { field, expected: `${expected}, ${remedy}`, found };
  };
  for (const name of columns) {
    const found = fault(name, wordsOfJob(rules, name), '');
    if (found) return found;
  }
  const outcome = outcomeOf(rules, record);
  for (const name of columns) {
    const found = fault(name, wordsOfRecord[name](rules, record, outcome), ': correct one of them');
    if (found) return found;
  }
  return undefined;
};
