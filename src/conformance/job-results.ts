import type { ApiClient, ApiResponse } from './api-client.ts';
import { expect, expectCount, expectRows, Mismatch } from './expectations.ts';

type CsvTable = { columns: string[]; rows: string[][] };

/** Expects 200 and CSV, and returns its table. */
export const expectCsv = (response: ApiResponse): CsvTable => {
  const { status } = response;
  const type = response.headers['content-type'] ?? 'no type';
  expect(status === 200 && /csv/i.test(type), response, '200 and CSV', `${status} and ${type}`);
  try {
    const [columns = [], ...rows] = response.csvRows();
    return { columns, rows };
  } catch (error) {
    throw new Mismatch(response.request, 'CSV', (error as Error).message);
  }
};

/** The results of a job in both formats. */
export type JobResults = CsvTable & {
  json: ApiResponse;
  /** The first 200 records. */
  records: Record<string, unknown>[];
  /** The names of their fields, in the order of their first appearance. */
  fieldNames: string[];
  /** Whether `records` are all records of the job. */
  hasAllRecords: boolean;
  csv: ApiResponse;
};

/** Fetches the results of a job as JSON (up to 200 records) and as CSV. */
export const fetchResults = async (api: ApiClient, jobId: string): Promise<JobResults> => {
  const json = await api.results(jobId, 'page_size=200');
  const records = expectRows(json, 'data');
  const fieldNames = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const hasAllRecords = expectCount(json, 'total_records') === records.length;
  const csv = await api.results(jobId, 'report_type=csv');
  return { json, records, fieldNames, hasAllRecords, csv, ...expectCsv(csv) };
};

/** Fetches the results of the completed job that the user named. */
export const fetchCompletedResults = (api: ApiClient): Promise<JobResults> => fetchResults(api, api.jobId('completed'));

/**
 * Fetches the results of the completed job. Also fetches the results of the paused job, if a paused job was named and the server
 * returns its results. Only the probe of R17 checks that the server returns them.
 */
export const fetchServedResults = async (api: ApiClient): Promise<JobResults[]> => {
  const completed = await fetchCompletedResults(api);
  const { paused } = api.jobs;
  const isServed = paused !== undefined && (await api.results(paused, 'page_size=200')).status === 200;
  return isServed ? [completed, await fetchResults(api, paused)] : [completed];
};
