import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { StoredRecord } from '../seed/fields.ts';
import { isInternal } from './records.ts';

const rowsAtATime = 500;

/** R14: the order of the caller's own columns. */
export const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * The columns of a job's CSV (R14, R15): the caller's own by code point, the canonical ones that some record has, then
 * the rest as the data first shows them.
 * @param shown names of all fields of the records, in the order in which they first show
 */
export const csvColumns = (shown: readonly string[], canonical: readonly string[]): string[] => {
  const public_ = shown.filter((name) => !isInternal(name));
  const imported = public_.filter((name) => name.startsWith('imported_'));
  const found = canonical.filter((name) => public_.includes(name));
  return [...new Set([...imported.sort(byCodePoint), ...found, ...public_])];
};

/** Rows as RFC 4180 text, CRLF after each (R16). A value that is no text stands as JSON writes it, null as nothing. */
const csvText = (rows: unknown[][]): string =>
  stringify(rows, {
    record_delimiter: '\r\n',
    // By itself it quotes for the whole CRLF alone, not for a CR or LF that stands alone.
    quote_record_delimiter: true,
    // A lone empty value needs its quotes, or its row would be an empty line, which readers skip.
    quoted_empty: rows[0]?.length === 1,
    cast: { boolean: String, number: String },
  });

/**
 * A job's CSV as a stream that asks for records only as fast as the client reads.
 * @param records gives the records from one position up to another
 */
export const csvStream = (
  columns: readonly string[],
  total: number,
  records: (from: number, to: number) => StoredRecord[],
): Readable =>
  Readable.from(
    (function* () {
      yield csvText([[...columns]]);
      for (let from = 0; from < total; from += rowsAtATime) {
        const to = Math.min(from + rowsAtATime, total);
        const rows = records(from, to).map((record) =>
          columns.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined)),
        );
        // The job was reset or deleted meanwhile: a download that breaks off is better than one that looks whole.
        if (rows.length < to - from) throw new Error('the records are gone');
        yield csvText(rows);
      }
    })(),
    { highWaterMark: 1 },
  );
