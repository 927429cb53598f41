import type { JobFixture } from '../fixtures/load/fixture-schemas.ts';
import { nicknames } from './nicknames.ts';
import { foldLetters } from './plain-letters.ts';
import {
  defaultFields,
  isImported,
  isInternal,
  isStatusColumn,
  type StoredRecord,
  type statusColumns,
} from './record-fields.ts';
import { enrichmentSources } from './vocabulary.ts';

export type StatusColumn = (typeof statusColumns)[number];

/** The words of the status columns but for enrichment_source, whose words depend on the job. */
export const statusWords = {
  enrichment_status: ['enriched', 'partially_enriched', 'not_enriched'],
  name_match_status: ['matched', 'mismatched', 'skipped'],
  still_in_company_status: ['current', 'left', 'skipped'],
} as const;
export type EnrichmentStatus = (typeof statusWords.enrichment_status)[number];
export type NameMatch = (typeof statusWords.name_match_status)[number];
export type StillInCompany = (typeof statusWords.still_in_company_status)[number];

/** The outcome of both checks. Only Standard and Pro contact jobs have them. */
export type Checks = { name_match_status: NameMatch; still_in_company_status: StillInCompany };

/** What the records of a job have, which follows from its category, its tier and its requested fields. */
export type JobRules = {
  category: 'contact' | 'account';
  tier: 'quick' | 'standard' | 'pro';
  /** The requested fields, each once, in the order in which a record has them. */
  requested: readonly string[];
  /** Whether both checks run, and a record has their columns (R11). */
  hasChecks: boolean;
  /** Whether emails are validated: only where contact_email is requested. */
  validatesEmail: boolean;
  /** The sources that a record may come from, and how common each is. */
  sources: readonly (typeof enrichmentSources)[number][];
};

/** The rules for the records of a job. */
export const jobRules = ({
  category = 'contact',
  tier = 'standard',
  fields_to_enrich = defaultFields(category),
}: Pick<JobFixture, 'category' | 'tier' | 'fields_to_enrich'>): JobRules => {
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

/** Somebody's name; a part that is not known is empty. */
export type Name = { first: string; last: string };

/** A name in lower case, without diacritics and apostrophes. */
export const foldName = (name: string): string => foldLetters(name).replace(/['’‘ʼ`]/g, '');

const wordsOf = (name: string): string[] => foldName(name).match(/[\p{L}\p{N}]+/gu) ?? [];

/** By a first name or nickname, folded, the formal names that it may stand for. */
const formalNames: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const formal = new Map<string, Set<string>>();
  const add = (word: string, name: string): void => {
    formal.set(word, (formal.get(word) ?? new Set<string>()).add(name));
  };
  for (const [name, short] of Object.entries(nicknames)) for (const word of [name, ...short]) add(word, name);
  return formal;
})();

/** Whether a word is an initial: one letter of a script that has upper and lower case. */
const isInitial = (word: string): boolean => /^\p{Ll}$/u.test(word);

const isSameFirstWord = (a: string, b: string): boolean => {
  if (a === b) return true;
  if (isInitial(a) || isInitial(b)) return a.startsWith(b) || b.startsWith(a);
  const formal = formalNames.get(b);
  return formal !== undefined && [...(formalNames.get(a) ?? [])].some((name) => formal.has(name));
};

const byLength = (a: readonly string[], b: readonly string[]): readonly [readonly string[], readonly string[]] =>
  a.length <= b.length ? [a, b] : [b, a];

/** First names are alike where one begins with the words of the other, each as it is, as an initial or as a nickname. */
const isSameFirst = (a: string, b: string): boolean => {
  const [short, long] = byLength(wordsOf(a), wordsOf(b));
  return short.length > 0 && short.every((word, index) => isSameFirstWord(word, long[index] as string));
};

/** Last names are alike where one has all words of the other: one of a double surname is enough. */
const isSameLast = (a: string, b: string): boolean => {
  const [short, long] = byLength(wordsOf(a), wordsOf(b));
  return short.length > 0 && short.every((word) => long.includes(word));
};

const isExact = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Longer parts of a name match only if they are equal: the time to compare them otherwise grows with the square of their length. */
const longestCompared = 200;

/** Whether a part of a name is there. A placeholder such as a dash is none. */
const hasLetters = (part: string): boolean => /[\p{L}\p{N}]/u.test(part);

/**
 * R22, R24: the outcome of the name match. A part that the input or the enriched name lacks is not compared. Names that are
 * the same but for letter case match at once; the service then takes names as alike in spite of diacritics, initials,
 * nicknames and one of two surnames.
 * @param isAnswered whether the name-match service gives a result
 */
export const matchNames = (input: Name, enriched: Name, isAnswered = true): NameMatch => {
  const parts = (['first', 'last'] as const).filter((part) => hasLetters(input[part]) && hasLetters(enriched[part]));
  if (parts.length === 0) return 'skipped';
  if (parts.every((part) => isExact(input[part], enriched[part]))) return 'matched';
  if (!isAnswered) return 'skipped';
  const isSame = { first: isSameFirst, last: isSameLast };
  const isAlike = (part: 'first' | 'last'): boolean => {
    const [a, b] = [input[part], enriched[part]];
    if (isExact(a, b)) return true;
    return Math.max(a.length, b.length) <= longestCompared && isSame[part](a, b);
  };
  return parts.every(isAlike) ? 'matched' : 'mismatched';
};

/** R22, R23: whether a check found that the enriched contact is not the one that the caller is looking for. */
export const isTurnedDown = (checks: Partial<Checks>): boolean =>
  checks.name_match_status === 'mismatched' || checks.still_in_company_status === 'left';

/**
 * R11, R22, R23: how much of a row was enriched.
 * @param values those of the requested fields
 */
export const enrichmentStatus = (values: readonly unknown[], checks: Partial<Checks> = {}): EnrichmentStatus => {
  if (isTurnedDown(checks) || !values.some(isFound)) return 'not_enriched';
  return values.every(isFound) ? 'enriched' : 'partially_enriched';
};

/** The credits that a row costs (C4): what was charged for a row that is not enriched is reversed. */
export const creditsCharged = (status: EnrichmentStatus): number => (status === 'not_enriched' ? 0 : 1);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * R22: the enriched name of a record, which the name match compares. It is the name that the record has, also where it was
 * not requested. Of a part that the record has no field for, it is the one that the service found.
 * @param found nothing for a record that a user gives: no service found more than it says
 */
export const enrichedName = (record: StoredRecord, found: Name = { first: '', last: '' }): Name => ({
  first: textOf(record.first_name ?? found.first),
  last: textOf(record.last_name ?? found.last),
});

/** R24: whether the still-in-company check is made: only of an enriched contact whose name was not mismatched before. */
export const checksCompany = (anyFound: boolean, nameMatch: NameMatch): boolean =>
  anyFound && nameMatch !== 'mismatched';

/** R20, R21: the sources that a row of a job may come from. One that validates emails has no row without an email. */
export const sourcesOf = ({ sources }: JobRules, record: StoredRecord): JobRules['sources'] =>
  isFound(record.contact_email) ? sources : sources.filter(({ name }) => name !== 'zerobounce');

/** The value of a status column that a record has; undefined where it is to follow from the rules. */
export const statusOf = <T extends string>(record: StoredRecord, name: StatusColumn): T | undefined =>
  Object.hasOwn(record, name) && isFound(record[name]) ? (record[name] as T) : undefined;

/** R22: the name that the caller sent, which the name match compares. */
export const inputName = (record: StoredRecord): Name => ({
  first: textOf(record.imported_first_name),
  last: textOf(record.imported_last_name),
});

/** The checks of a record that has some columns of its own. */
const checksOf = (record: StoredRecord, anyFound: boolean): Checks => {
  const name_match_status =
    statusOf<NameMatch>(record, 'name_match_status') ?? matchNames(inputName(record), enrichedName(record));
  const still_in_company_status =
    statusOf<StillInCompany>(record, 'still_in_company_status') ??
    (checksCompany(anyFound, name_match_status) ? 'current' : 'skipped');
  return { name_match_status, still_in_company_status };
};

/** What follows for a record that a user gives: the values of its requested fields, whether some has one, and its checks. */
export const outcomeOf = (rules: JobRules, record: StoredRecord) => {
  const values = rules.requested.map((name) => (Object.hasOwn(record, name) ? (record[name] ?? '') : ''));
  const anyFound = values.some(isFound);
  return { values, anyFound, checks: rules.hasChecks ? checksOf(record, anyFound) : undefined };
};

/**
 * R11: a record that a user gives, completed to a valid one: the input, every requested field, the status columns, then all
 * else that it has. A requested field that is missing is an empty string, and so is null in all fields but imported_* and
 * internal ones. Status columns that are missing or empty follow from the rules.
 */
export const completeRecord = (rules: JobRules, record: StoredRecord): StoredRecord => {
  const entries = Object.entries(record);
  const imported = entries.filter(([name]) => isImported(name));
  const { values, anyFound, checks } = outcomeOf(rules, record);
  const requested = new Set(rules.requested);
  const rest = entries.filter(([name]) => !isImported(name) && !requested.has(name) && !isStatusColumn(name));
  // Made from entries, since a field may have the name __proto__.
  return Object.fromEntries([
    ...imported,
    ...rules.requested.map((name, index) => [name, values[index]]),
    ['enrichment_status', statusOf(record, 'enrichment_status') ?? enrichmentStatus(values, checks)],
    ['enrichment_source', statusOf(record, 'enrichment_source') ?? (anyFound ? rules.sources[0]?.name : '')],
    ...Object.entries(checks ?? {}),
    ...rest.map(([name, value]) => [name, isInternal(name) ? value : (value ?? '')]),
  ]);
};

/** The records that a user gives for a job, as they are stored: completed, unless the job is to serve them exactly as given. */
export function* givenRecords(
  job: Parameters<typeof jobRules>[0] & Pick<JobFixture, 'raw'>,
  given: readonly StoredRecord[],
): Generator<StoredRecord> {
  const rules = jobRules(job);
  for (const record of given) yield job.raw ? record : completeRecord(rules, record);
}
