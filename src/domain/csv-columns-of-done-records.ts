import { parse } from 'csv-parse/sync';
import { csvColumns, csvLine } from './record-text.ts';

/** Cells to read anew in one go: a few milliseconds' worth. */
const cellsAtATime = 5000;

/** A field of a record set, and the position of the record that shows it first. */
export type ShownField = { name: string; first_position: number };

/**
 * The CSV columns of records that are done (R14, R15, R17). Their lines were stored in the columns of the records up to
 * each: those before the last new column are yet to be widened.
 * @param fields of the records that are done, in the order in which they first show
 */
export const columnsOfDone = (fields: readonly ShownField[], canonical: readonly string[]) => {
  const columns = csvColumns(
    fields.map(({ name }) => name),
    canonical,
  );
  const firstPositions = new Map(fields.map(({ name, first_position }) => [name, first_position]));
  /** For each column, from which position on the lines have it. Columns that are added later leave the order of the others. */
  const since = columns.map((name) => firstPositions.get(name) as number);
  return {
    header: csvLine(columns),

    /** From this position on, lines are stored in all columns. */
    since: fields.at(-1)?.first_position ?? 0,

    /** How many lines are worth widening before other work may go on. */
    widenedAtATime: Math.ceil(cellsAtATime / Math.max(1, columns.length)),

    /** Lines as they are stored, from this position on, in all columns. */
    widened: (lines: Buffer, from: number): Buffer => {
      const rows: string[][] = parse(lines, { record_delimiter: '\r\n', relax_column_count: true });
      const wide = rows.map((cells, index) => {
        const left = cells.values();
        return csvLine(since.map((first) => (first <= from + index ? left.next().value : undefined)));
      });
      return Buffer.from(wide.join(''));
    },
  };
};
