import {
  accountColumns,
  contactColumns,
  documentedColumns,
  isCsvOnly,
  isImported,
  statusColumns,
} from '../documented-values.ts';
import { expect, Skipped } from '../expectations.ts';
import { fetchCompletedResults, type JobResults } from '../job-results.ts';
import type { Probe, SkippedProbe } from '../probe.ts';

type Compare = (a: string, b: string) => number;

/** Compares by code point, which is the order of the UTF-8 bytes. */
const compareCodePoints: Compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The vendor's page says only "alphabetical": by code point, without regard to letter case, or as a dictionary does. */
const alphabeticalOrders: readonly Compare[] = [
  compareCodePoints,
  (a, b) => compareCodePoints(a.toLowerCase(), b.toLowerCase()),
  new Intl.Collator('en').compare,
];

const isSorted = (names: string[], compare: Compare): boolean =>
  names.every((name, index) => index === 0 || compare(names[index - 1] ?? '', name) <= 0);

/** @throws Skipped if JSON shows only a part of the records */
const requireAllRecords = ({ hasAllRecords }: JobResults): void => {
  if (!hasAllRecords) throw new Skipped('the completed job has more than the 200 records of a page');
};

/** A JSON value as CSV shows it (R16). */
const toCell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const quotedCell = /"[^"]*(?:""[^"]*)*"/g;

const columnProbes: readonly Probe[] = [
  {
    clause: 'R14',
    basis: ['D'],
    title: 'imported_* columns come first, in alphabetical order',
    neededJobs: ['completed'],
    run: async (api) => {
      const { csv, columns, fieldNames } = await fetchCompletedResults(api);
      const imported = columns.filter(isImported);
      const isFirst = String(columns.slice(0, imported.length)) === String(imported);
      const isAlphabetical = alphabeticalOrders.some((compare) => isSorted(imported, compare));
      expect(isFirst && isAlphabetical, csv, 'all imported_* columns first, in alphabetical order', columns);
      const missing = fieldNames.filter((name) => isImported(name) && !columns.includes(name));
      expect(missing.length === 0, csv, `all imported_* columns, with ${missing.join(', ')}`, columns);
    },
  },
  {
    clause: 'R14',
    basis: ['D'],
    title: 'account columns come before contact columns',
    neededJobs: ['completed'],
    run: async (api) => {
      const { csv, columns } = await fetchCompletedResults(api);
      const lastAccount = columns.findLastIndex((name) => accountColumns.includes(name));
      const firstContact = columns.findIndex((name) => contactColumns.includes(name));
      const isOrdered = firstContact === -1 || lastAccount < firstContact;
      expect(isOrdered, csv, `${columns[lastAccount]} before ${columns[firstContact]}`, columns);
    },
  },
  {
    clause: 'R14',
    basis: ['D'],
    title: 'every field of the records has one column',
    neededJobs: ['completed'],
    run: async (api) => {
      const { csv, columns, fieldNames } = await fetchCompletedResults(api);
      const wrong = fieldNames.filter((name) => columns.filter((column) => column === name).length !== 1);
      expect(wrong.length === 0, csv, `one column for each of ${wrong.join(', ')}`, columns);
    },
  },
  {
    clause: 'R14',
    basis: ['I'],
    title:
      'the columns are imported_* by code point, canonical columns, status columns, and other columns in the order of the data',
    neededJobs: ['completed'],
    run: async (api) => {
      const results = await fetchCompletedResults(api);
      const { csv, columns, fieldNames } = results;
      const imported = columns.filter(isImported);
      expect(isSorted(imported, compareCodePoints), csv, 'imported_* columns by code point', imported);
      const afterImported = columns.slice(imported.length);
      const rest = afterImported.filter((name) => !documentedColumns.includes(name));
      const isLast = String(afterImported.slice(afterImported.length - rest.length)) === String(rest);
      expect(isLast, csv, `${rest.join(', ')} last`, columns);
      const statuses = statusColumns.filter((name) => rest.includes(name));
      const isStatusFirst = String(rest.slice(0, statuses.length)) === String(statuses);
      expect(isStatusFirst, csv, `${statuses.join(', ')} before all others`, rest);
      requireAllRecords(results);
      const others = rest.slice(statuses.length);
      const inDataOrder = fieldNames.filter((name) => others.includes(name));
      expect(String(others) === String(inDataOrder), csv, `${inDataOrder.join(', ')} in this order`, columns);
    },
  },
  {
    clause: 'R15',
    basis: ['I'],
    title: "the canonical columns have the mock's order, and each appears only if a record has it",
    neededJobs: ['completed'],
    run: async (api) => {
      const results = await fetchCompletedResults(api);
      const { csv, columns, fieldNames } = results;
      const actual = columns.filter((name) => documentedColumns.includes(name));
      const expected = documentedColumns.filter((name) => actual.includes(name));
      expect(String(actual) === String(expected), csv, `${expected.join(', ')} in this order`, actual);
      requireAllRecords(results);
      const unused = actual.filter((name) => !fieldNames.includes(name));
      expect(unused.length === 0, csv, `no column ${unused.join(', ')}, which no record has`, columns);
    },
  },
];

const formatProbes: readonly Probe[] = [
  {
    clause: 'R16',
    basis: ['I'],
    title: 'CSV is a download, named after the job',
    neededJobs: ['completed'],
    run: async (api) => {
      const { csv } = await fetchCompletedResults(api);
      const { 'content-type': type = 'none', 'content-disposition': disposition = 'none' } = csv.headers;
      expect(type === 'text/csv; charset=utf-8', csv, 'Content-Type: text/csv; charset=utf-8', type);
      const expected = `attachment; filename="enrichment_results_${api.jobId('completed').toLowerCase()}.csv"`;
      expect(disposition === expected, csv, `Content-Disposition: ${expected}`, disposition);
    },
  },
  {
    clause: 'R16',
    basis: ['I'],
    title: 'CSV is RFC 4180: CRLF, quotes only where needed, no BOM',
    neededJobs: ['completed'],
    run: async (api) => {
      const { csv } = await fetchCompletedResults(api);
      const { text } = csv;
      expect(!text.startsWith('\ufeff'), csv, 'no BOM', text);
      const needless = [...text.matchAll(quotedCell)].find(([cell]) => /^"[^",\r\n]+"$/.test(cell));
      expect(needless === undefined, csv, 'quotes only where needed', needless?.[0]);
      const unquoted = text.replaceAll(quotedCell, 'Q');
      const hasOnlyCrlf = unquoted.endsWith('\r\n') && !/[\r\n]/.test(unquoted.replaceAll('\r\n', ''));
      expect(hasOnlyCrlf, csv, 'CRLF after each row', text);
    },
  },
  {
    clause: 'R16',
    basis: ['I'],
    title: 'CSV has the values of JSON, unaltered',
    neededJobs: ['completed'],
    run: async (api) => {
      const { csv, columns, rows, records } = await fetchCompletedResults(api);
      for (const [index, record] of records.entries()) {
        for (const [column, name] of columns.entries()) {
          if (isCsvOnly(name)) continue;
          const expected = toCell(Object.hasOwn(record, name) ? record[name] : undefined);
          const actual = rows[index]?.[column];
          const wanted = `${JSON.stringify(expected)} as ${name} of record ${index + 1}`;
          expect(actual === expected, csv, wanted, actual ?? 'none');
        }
      }
    },
  },
];

/** The CSV of Results: R14–R16. */
export const csvProbes: readonly (Probe | SkippedProbe)[] = [...columnProbes, ...formatProbes];
