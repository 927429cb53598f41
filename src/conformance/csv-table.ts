import { parse } from 'csv-parse/sync';
import type { Api, Asked } from './api.ts';
import { expect, expectCount, expectRows, Unlike } from './expect.ts';

export type Table = { columns: string[]; rows: string[][] };

const tables = new WeakMap<Asked, Table>();

/** The CSV of a 200; read once, as many probes look at it. */
export const csvTable = (answer: Asked): Table => {
  const known = tables.get(answer);
  if (known) return known;
  const { status, text } = answer;
  const type = answer.headers['content-type'] ?? 'no type';
  expect(status === 200 && /csv/i.test(type), answer, '200 and CSV', `${status} and ${type}`);
  try {
    const [columns = [], ...rows] = parse(text, { bom: true }) as string[][];
    const table = { columns, rows };
    tables.set(answer, table);
    return table;
  } catch (error) {
    throw new Unlike(answer.question, 'CSV', (error as Error).message);
  }
};

export type Both = {
  json: Asked;
  /** The first 200 records. */
  records: Record<string, unknown>[];
  /** The names of their fields as they first show. */
  names: string[];
  /** Whether these are all of the job. */
  whole: boolean;
  csv: Asked;
} & Table;

/** A job's results in both formats. */
export const both = async (api: Api, job: string): Promise<Both> => {
  const json = await api.results(job, 'page_size=200');
  const records = expectRows(json, 'data');
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const whole = expectCount(json, 'total_records') === records.length;
  const csv = await api.results(job, 'report_type=csv');
  return { json, records, names, whole, csv, ...csvTable(csv) };
};

export const completed = (api: Api): Promise<Both> => both(api, api.job('completed'));

/** The completed job's, and those of the paused one where it is named and has some: if it has none, R17 tells. */
export const served = async (api: Api): Promise<Both[]> => {
  const first = await completed(api);
  const { paused } = api.jobs;
  const isServed = paused !== undefined && (await api.results(paused, 'page_size=200')).status === 200;
  return isServed ? [first, await both(api, paused)] : [first];
};

/** R11, R14: whether a field or column is the caller's own. */
export const isImported = (name: string): boolean => name.startsWith('imported_');
