import { parse } from 'csv-parse/sync';
import { csvColumns, csvLine } from './record-text.ts';

/** A field of a record set, and the position of the record that shows it first. */
export type ShownField = { name: string; first_position: number };

/**
 * The CSV columns of records that are done (R14, R15, R17). Their lines were stored in the columns of the records up to
 * each: those before the last new column are yet to be widened.
 * @param fields of the records that are done, in the order in which they first show
 */
export const columnsOfDone = (fields: readonly ShownField[], canonical: readonly string[]) => {
  const columnsOf = (shown: readonly ShownField[]): string[] =>
    csvColumns(
      shown.map(({ name }) => name),
      canonical,
    );
  const columns = columnsOf(fields);
  let then: { fields: number; columns: string[] } | undefined;
  const columnsAt = (position: number): string[] => {
    const shown = fields.filter(({ first_position }) => first_position <= position);
    if (then?.fields !== shown.length) then = { fields: shown.length, columns: columnsOf(shown) };
    return then.columns;
  };
  return {
    header: csvLine(columns),

    /** From this position on, lines are stored in all columns. */
    since: fields.at(-1)?.first_position ?? 0,

    /** Lines as they are stored, from this position on, in all columns. */
    widened: (lines: Buffer, from: number): Buffer => {
      const rows: string[][] = parse(lines, { record_delimiter: '\r\n', relax_column_count: true });
      const wide = rows.map((cells, index) => {
        const values = new Map(columnsAt(from + index).map((name, at) => [name, cells[at]]));
        return csvLine(columns.map((name) => values.get(name)));
      });
      return Buffer.from(wide.join(''));
    },
  };
};
