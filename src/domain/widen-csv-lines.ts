import { parse } from 'csv-parse/sync';
import { formatCsvLines, orderCsvColumns } from './record-csv.ts';

/** Cells to rewrite before other requests may run: a few milliseconds' worth. */
const cellsPerBatch = 5000;

/** A field of a record set, and the position of the first record that has it. */
export type FirstPosition = { name: string; first_position: number };

/**
 * R14, R15, R17: the CSV columns of the records that are done. A stored line has the columns that the records up to it have, so
 * the lines before the last new column have to be widened to all columns.
 * @param fields the fields of the records that are done, in the order in which they first appear
 */
export const createCsvWidener = (fields: readonly FirstPosition[], canonical: readonly string[]) => {
  const columns = orderCsvColumns(
    fields.map(({ name }) => name),
    canonical,
  );
  const firstPositions = new Map(fields.map(({ name, first_position }) => [name, first_position]));
  // The position from which on stored lines have each column. New columns do not change the order of the others.
  const columnStarts = columns.map((name) => firstPositions.get(name) as number);
  return {
    header: formatCsvLines([columns]),

    /** From this position on, stored lines have all columns. */
    completeFrom: fields.at(-1)?.first_position ?? 0,

    /** How many lines to widen before other requests may run. */
    linesPerBatch: Math.ceil(cellsPerBatch / Math.max(1, columns.length)),

    /** Adds the missing columns to stored lines, of which the first is at this position. */
    widenLines: (lines: Buffer, firstPosition: number): Buffer => {
      const rows: string[][] = parse(lines, { record_delimiter: '\r\n', relax_column_count: true });
      const widened = rows.map((cells, index) => {
        const storedCells = cells.values();
        return columnStarts.map((start) => (start <= firstPosition + index ? storedCells.next().value : undefined));
      });
      return Buffer.from(formatCsvLines(widened));
    },
  };
};
