import { type Options, stringify } from 'csv-stringify/sync';
import { isInternal, type StoredRecord, statusColumns } from './record-fields.ts';

/** R13: in CSV alone. */
export const isCsvOnly = (name: string): boolean => name === 'enrichment_status';

/** The fields that hold somebody's email or phone. */
export const personalFields = ['contact_email', 'contact_direct_phone', 'contact_mobile_phone'] as const;

/** Whether a field of a record or person has an email or phone in it. */
export const isDisclosed = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The names of the fields of a record that may leave, in stored order (R11, R12). */
export const publicNames = (record: StoredRecord): string[] => Object.keys(record).filter((name) => !isInternal(name));

/** Some fields of a record. Made key by key, the objects of like records are alike, which JSON.stringify is fast with. */
const pick = (record: StoredRecord, names: readonly string[]): StoredRecord => {
  const picked: StoredRecord = {};
  for (const name of names) picked[name] = record[name];
  return picked;
};

/**
 * A record as JSON shows it, its fields in stored order (R11–R13).
 * @param names those that may leave; none of them has a meaning to JavaScript, `__proto__` being internal
 */
export const jsonText = (record: StoredRecord, names: readonly string[]): string =>
  JSON.stringify(
    pick(
      record,
      names.filter((name) => !isCsvOnly(name)),
    ),
  );

/** The emails and phones of a record, with its uuid, as a JSON object, and how many they are; null where it has none. */
export const personalText = (record: StoredRecord): { text: string | null; values: number } => {
  const found = personalFields.filter((name) => Object.hasOwn(record, name) && isDisclosed(record[name]));
  if (found.length === 0) return { text: null, values: 0 };
  const names = typeof record.uuid === 'string' ? ['uuid', ...found] : found;
  return { text: JSON.stringify(pick(record, names)), values: found.length };
};

/** R14: the order of the caller's own columns. */
export const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * The columns of a job's CSV (R14, R15): the caller's own by code point, the canonical ones and the status columns
 * that some record has, then the rest as the data first shows them.
 * @param shown public names of all fields of the records, in the order in which they first show; those that had columns
 * before may stand in the order of these, which is quicker
 */
export const csvColumns = (shown: readonly string[], canonical: readonly string[]): string[] => {
  const known = new Set(shown);
  const imported = shown.filter((name) => name.startsWith('imported_'));
  const found = [...canonical, ...statusColumns].filter((name) => known.has(name));
  return [...new Set([...imported.sort(byCodePoint), ...found, ...shown])];
};

/** R16: true and false as Python writes them, other values as JSON. A number that JSON does not have is empty. */
const cast = {
  boolean: (value: boolean): string => (value ? 'True' : 'False'),
  number: (value: number): string => (Number.isFinite(value) ? JSON.stringify(value) : ''),
  object: (value: object): string => JSON.stringify(value),
};

const csvOptions: Options = { record_delimiter: 'windows', quote_record_delimiter: true, cast };

/** An empty value in a single column needs quotes: readers skip the empty line that it would be. */
const singleColumnOptions: Options = { ...csvOptions, quoted_empty: true };

/** A row as RFC 4180 text with CRLF after it (R16). */
export const csvLine = (values: readonly unknown[]): string =>
  stringify([values as unknown[]], values.length === 1 ? singleColumnOptions : csvOptions);

/** A record as a row of these columns. */
export const csvRecord = (record: StoredRecord, columns: readonly string[]): string =>
  csvLine(columns.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined)));
