import { stringify } from 'csv-stringify/sync';
import { isImported, type StoredRecord, statusColumns } from './record-fields.ts';

/** R14: the order of the caller's own columns. */
const compareCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * R14, R15: orders the columns of a job's CSV: the caller's columns by code point, the canonical columns and the status columns
 * that some record has, and the other columns in the order of their first appearance in the data.
 * @param publicFields the public fields of all records, in the order in which they first appear; fields that had columns before
 * may be in the order of these columns, which is faster
 */
export const orderCsvColumns = (publicFields: readonly string[], canonical: readonly string[]): string[] => {
  const known = new Set(publicFields);
  const imported = publicFields.filter(isImported);
  const fixed = [...canonical, ...statusColumns].filter((name) => known.has(name));
  return [...new Set([...imported.sort(compareCodePoints), ...fixed, ...publicFields])];
};

/** R16: True and False as Python writes them, and other values as JSON. A number that is too large for JSON is null there. */
const casts = {
  boolean: (value: boolean) => (value ? 'True' : 'False'),
  number: (value: number) => (Number.isFinite(value) ? JSON.stringify(value) : ''),
  object: (value: object) => JSON.stringify(value),
};

/** R16: formats rows with the same number of values, with CRLF after each. Null and undefined are empty. */
export const formatCsvLines = (rows: readonly (readonly unknown[])[]): string =>
  stringify([...rows], {
    record_delimiter: '\r\n',
    quote_record_delimiter: true,
    // A row of one empty value would be an empty line, which readers skip.
    quoted_empty: rows[0]?.length === 1,
    cast: casts,
  });

/**
 * R16: formats a record as a row of these columns. It is called when a record is stored, not when a client downloads the CSV:
 * record-repository.ts stores the row, and a download sends the stored bytes.
 */
export const formatCsvRecord = (record: StoredRecord, columns: readonly string[]): string =>
  formatCsvLines([columns.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined))]);
