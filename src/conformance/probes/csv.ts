import { byCodePoint, isCsvOnly } from '../../domain/record-text.ts';
import { defaultColumns } from '../../fixtures/load/load-fixtures.ts';
import { type Both, completed, isImported } from '../csv-table.ts';
import { expect, Unaskable } from '../expect.ts';
import type { NotAsked, Probe } from '../probe.ts';

/** The vendor says alphabetical and no more: by code point, without regard to case, or as a dictionary does. */
const alphabetical: ((a: string, b: string) => number)[] = [
  byCodePoint,
  (a, b) => byCodePoint(a.toLowerCase(), b.toLowerCase()),
  new Intl.Collator('en').compare,
];

const isSorted = (names: string[], by: (a: string, b: string) => number): boolean =>
  names.every((name, index) => index === 0 || by(names[index - 1] ?? '', name) <= 0);

/** R14, R15: the columns that the mock takes for canonical; the vendor does not publish them. */
const { account, contact } = defaultColumns();
const canonical: readonly string[] = [...account, ...contact];

const wholeOnly = ({ whole }: Both): void => {
  if (!whole) throw new Unaskable('the completed job has more than the 200 records of a page');
};

/** A value as CSV shows it (R16). */
const asText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The status columns in their order (R14). They are listed here, so that a wrong list of the mock's is found. */
const statusColumns = ['enrichment_status', 'enrichment_source', 'name_match_status', 'still_in_company_status'];

export const csv: readonly (Probe | NotAsked)[] = [
  {
    clause: 'R14',
    basis: ['D'],
    title: 'imported_* columns come first, in alphabetical order',
    needs: ['completed'],
    holds: async (api) => {
      const { csv, columns, names } = await completed(api);
      const imported = columns.filter(isImported);
      const first = String(columns.slice(0, imported.length)) === String(imported);
      const sorted = alphabetical.some((by) => isSorted(imported, by));
      expect(first && sorted, csv, 'all imported_* columns first, in alphabetical order', columns);
      const lost = names.filter((name) => isImported(name) && !columns.includes(name));
      expect(lost.length === 0, csv, `all imported_* columns, with ${lost.join(', ')}`, columns);
    },
  },
  {
    clause: 'R14',
    basis: ['D'],
    title: 'account columns come before contact columns',
    needs: ['completed'],
    holds: async (api) => {
      const { csv, columns } = await completed(api);
      const lastAccount = columns.findLastIndex((name) => account.includes(name));
      const firstContact = columns.findIndex((name) => contact.includes(name));
      const holds = firstContact === -1 || lastAccount < firstContact;
      expect(holds, csv, `${columns[lastAccount]} before ${columns[firstContact]}`, columns);
    },
  },
  {
    clause: 'R14',
    basis: ['D'],
    title: 'every field of the records has one column',
    needs: ['completed'],
    holds: async (api) => {
      const { csv, columns, names } = await completed(api);
      const missing = names.filter((name) => columns.filter((column) => column === name).length !== 1);
      expect(missing.length === 0, csv, `one column for each of ${missing.join(', ')}`, columns);
    },
  },
  {
    clause: 'R14',
    basis: ['I'],
    title: 'imported_* by code point; after the canonical columns the status columns, then the rest as it first shows',
    needs: ['completed'],
    holds: async (api) => {
      const results = await completed(api);
      const { csv, columns, names } = results;
      const imported = columns.filter(isImported);
      expect(isSorted(imported, byCodePoint), csv, 'imported_* columns by code point', imported);
      const own = columns.slice(imported.length);
      const rest = own.filter((name) => !canonical.includes(name));
      expect(String(own.slice(own.length - rest.length)) === String(rest), csv, `${rest.join(', ')} last`, columns);
      const statuses = statusColumns.filter((name) => rest.includes(name));
      const first = rest.slice(0, statuses.length);
      expect(String(first) === String(statuses), csv, `${statuses.join(', ')} before all others`, rest);
      wholeOnly(results);
      const others = rest.slice(statuses.length);
      const shown = names.filter((name) => others.includes(name));
      expect(String(others) === String(shown), csv, `${shown.join(', ')} in this order`, columns);
    },
  },
  {
    clause: 'R15',
    basis: ['I'],
    title: 'the canonical columns are as the mock has them, each only where a record has it',
    needs: ['completed'],
    holds: async (api) => {
      const results = await completed(api);
      const { csv, columns, names } = results;
      const found = columns.filter((name) => canonical.includes(name));
      const order = canonical.filter((name) => found.includes(name));
      expect(String(found) === String(order), csv, `${order.join(', ')} in this order`, found);
      wholeOnly(results);
      const unused = found.filter((name) => !names.includes(name));
      expect(unused.length === 0, csv, `no column ${unused.join(', ')}, which no record has`, columns);
    },
  },
  {
    clause: 'R16',
    basis: ['I'],
    title: 'CSV is a download, named after the job',
    needs: ['completed'],
    holds: async (api) => {
      const { csv } = await completed(api);
      const { 'content-type': type = 'none', 'content-disposition': disposition = 'none' } = csv.headers;
      expect(type === 'text/csv; charset=utf-8', csv, 'Content-Type: text/csv; charset=utf-8', type);
      const wanted = `attachment; filename="enrichment_results_${api.job('completed').toLowerCase()}.csv"`;
      expect(disposition === wanted, csv, `Content-Disposition: ${wanted}`, disposition);
    },
  },
  {
    clause: 'R16',
    basis: ['I'],
    title: 'CSV is RFC 4180: CRLF, quotes only where needed, no BOM',
    needs: ['completed'],
    holds: async (api) => {
      const { csv } = await completed(api);
      const { text } = csv;
      expect(!text.startsWith('\ufeff'), csv, 'no BOM', text);
      const needless = [...text.matchAll(/"[^"]*(?:""[^"]*)*"/g)].find(([quoted]) => /^"[^",\r\n]+"$/.test(quoted));
      expect(needless === undefined, csv, 'quotes only where needed', needless?.[0]);
      const plain = text.replaceAll(/"[^"]*(?:""[^"]*)*"/g, 'Q');
      const ends = plain.endsWith('\r\n') && !/[\r\n]/.test(plain.replaceAll('\r\n', ''));
      expect(ends, csv, 'CRLF after each row', text);
    },
  },
  {
    clause: 'R16',
    basis: ['I'],
    title: 'CSV values are those of JSON, not altered',
    needs: ['completed'],
    holds: async (api) => {
      const { csv, columns, rows, records } = await completed(api);
      for (const [index, record] of records.entries()) {
        for (const [column, name] of columns.entries()) {
          if (isCsvOnly(name)) continue;
          const wanted = asText(Object.hasOwn(record, name) ? record[name] : undefined);
          const value = rows[index]?.[column];
          expect(value === wanted, csv, `${JSON.stringify(wanted)} as ${name} of record ${index + 1}`, value ?? 'none');
        }
      }
    },
  },
];
