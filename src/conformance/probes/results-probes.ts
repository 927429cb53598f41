import { type ApiClient, type ApiResponse, fetchRefusals, unknownJobId } from '../api-client.ts';
import { invalidBearerToken, notFound, notReady } from '../documented-values.ts';
import {
  expect,
  expectCount,
  expectErrorText,
  expectObject,
  expectResponse,
  expectRows,
  expectSameResponse,
  Skipped,
} from '../expectations.ts';
import { expectCsv } from '../job-results.ts';
import type { Probe, SkippedProbe } from '../probe.ts';

const fetchResultsRefusals = (api: ApiClient): Promise<ApiResponse[]> =>
  fetchRefusals('Bearer', (options) => api.results(unknownJobId, '', options));

const fetchCompleted = (api: ApiClient, query = ''): Promise<ApiResponse> => api.results(api.jobId('completed'), query);

/** The records as text that does not depend on their order. */
const sortedText = (records: Record<string, unknown>[]): string =>
  JSON.stringify(records.map((record) => JSON.stringify(record)).sort());

/** Invalid queries, each with the invalid parameter (R3). */
const invalidQueries = {
  'report_type=xml': 'report_type',
  'page=0': 'page',
  'page=abc': 'page',
  'page_size=0': 'page_size',
  'page_size=201': 'page_size',
  'page_size=abc': 'page_size',
};

const authenticationProbes: readonly (Probe | SkippedProbe)[] = [
  {
    clause: 'R1',
    basis: ['D'],
    title: 'a missing or invalid Bearer token is 401, a valid one is accepted',
    run: async (api) => {
      // If the server refused the valid token, the check would have ended before this probe.
      for (const response of await fetchResultsRefusals(api)) expectResponse(response, 401, invalidBearerToken);
    },
  },
  {
    clause: 'R1',
    basis: ['I'],
    title: 'the 401 of Results has WWW-Authenticate: Bearer',
    run: async (api) => {
      for (const response of await fetchResultsRefusals(api)) {
        const scheme = response.headers['www-authenticate'];
        expect(scheme === 'Bearer', response, 'WWW-Authenticate: Bearer', scheme ?? 'none');
      }
    },
  },
  {
    clause: 'R1',
    basis: ['P'],
    title: 'expired and revoked tokens and tokens of inactive accounts are 401',
    skipReason: 'it takes such tokens',
  },
];

const parameterProbes: readonly Probe[] = [
  {
    clause: 'R2',
    basis: ['D'],
    title: 'report_type is json or csv, page 1 and page_size 50 by default, page_size from 1 to 200',
    neededJobs: ['completed'],
    run: async (api) => {
      const firstPage = await fetchCompleted(api);
      const total = expectCount(firstPage, 'total_records');
      for (const [query, pageSize] of [
        ['', 50],
        ['page_size=1', 1],
        ['page_size=200', 200],
      ] as const) {
        const response = await fetchCompleted(api, query);
        const { length } = expectRows(response, 'data');
        const expected = Math.min(pageSize, total);
        expect(length === expected, response, `${expected} records of ${total}`, length);
      }
      expectSameResponse(await fetchCompleted(api, 'report_type=json&page=1&page_size=50'), firstPage);
      expectCsv(await fetchCompleted(api, 'report_type=csv'));
    },
  },
  {
    clause: 'R3',
    basis: ['P'],
    title: 'an invalid report_type, page or page_size is 400 with an error',
    neededJobs: ['completed'],
    run: async (api) => {
      for (const query of Object.keys(invalidQueries)) expectErrorText(await fetchCompleted(api, query));
    },
  },
  {
    clause: 'R3',
    basis: ['I'],
    title: 'the error names the invalid parameter',
    neededJobs: ['completed'],
    run: async (api) => {
      for (const [query, parameter] of Object.entries(invalidQueries)) {
        const response = await fetchCompleted(api, query);
        expect(expectErrorText(response).includes(parameter), response, `an error that names ${parameter}`);
      }
    },
  },
  {
    clause: 'R4',
    basis: ['D'],
    title: 'page and page_size are ignored with report_type=csv',
    neededJobs: ['completed'],
    run: async (api) => {
      const csv = await fetchCompleted(api, 'report_type=csv');
      expectCsv(csv);
      expectSameResponse(await fetchCompleted(api, 'report_type=csv&page=2&page_size=1'), csv);
    },
  },
  {
    clause: 'R4',
    basis: ['I'],
    title: 'even an invalid page or page_size is ignored with report_type=csv',
    neededJobs: ['completed'],
    run: async (api) => {
      const csv = await fetchCompleted(api, 'report_type=csv');
      expectSameResponse(await fetchCompleted(api, 'report_type=csv&page=abc&page_size=0'), csv);
    },
  },
];

const jobProbes: readonly Probe[] = [
  {
    clause: 'R5',
    basis: ['D', 'P'],
    title: 'a job that does not exist is 404',
    run: async (api) => expectResponse(await api.results(unknownJobId), 404, notFound),
  },
  {
    clause: 'R5',
    basis: ['D', 'P'],
    title: "another account's job is answered like a job that does not exist",
    neededJobs: ['foreign'],
    run: async (api) => {
      const foreign = await api.results(api.jobId('foreign'));
      expectResponse(foreign, 404, notFound);
      expectSameResponse(foreign, await api.results(unknownJobId));
    },
  },
  {
    clause: 'R5',
    basis: ['I'],
    title: 'a job id that is no UUID is answered like a job that does not exist',
    run: async (api) => expectSameResponse(await api.results('no-uuid'), await api.results(unknownJobId)),
  },
  {
    clause: 'R6',
    basis: ['D'],
    title: 'a job that is queued, in progress or failed is not ready',
    neededJobs: ['pending'],
    run: async (api) => {
      for (const query of ['', 'report_type=csv']) {
        expectResponse(await api.results(api.jobId('pending'), query), 400, notReady);
      }
    },
  },
  {
    clause: 'R7',
    basis: ['D', 'P'],
    title: 'a job with no results stored is 404',
    neededJobs: ['empty'],
    run: async (api) => {
      for (const query of ['', 'report_type=csv']) {
        expectResponse(await api.results(api.jobId('empty'), query), 404, notFound);
      }
    },
  },
  {
    clause: 'R8',
    basis: ['I'],
    title: 'parameters are checked before the job is looked up',
    run: async (api) => {
      expectErrorText(await api.results(unknownJobId, 'page=0'));
    },
  },
  {
    clause: 'R8',
    basis: ['I'],
    title: "parameters are checked before the job's status",
    neededJobs: ['pending'],
    run: async (api) => {
      const response = await api.results(api.jobId('pending'), 'page=0');
      expect(expectErrorText(response) !== notReady.error, response, 'an error about page');
    },
  },
];

const pageProbes: readonly Probe[] = [
  {
    clause: 'R9',
    basis: ['D'],
    title: 'JSON has job_id, total_records, page, page_size and data in this order',
    neededJobs: ['completed'],
    run: async (api) => {
      const response = await fetchCompleted(api, 'page=2&page_size=2');
      const body = expectObject(response);
      const keys = Object.keys(body);
      const expectedKeys = ['job_id', 'total_records', 'page', 'page_size', 'data'];
      const isOrdered = String(keys) === String(expectedKeys);
      expect(isOrdered, response, `the keys ${expectedKeys.join(', ')} in this order`, keys);
      const jobId = api.jobId('completed').toLowerCase();
      const isRequested = String(body.job_id).toLowerCase() === jobId && body.page === 2 && body.page_size === 2;
      expect(isRequested, response, `"job_id": "${jobId}", "page": 2, "page_size": 2`);
    },
  },
  {
    clause: 'R9',
    basis: ['D'],
    title: 'data has the records of the page: all pages together have all records',
    neededJobs: ['completed'],
    run: async (api) => {
      const response = await fetchCompleted(api, 'page_size=200');
      const records = expectRows(response, 'data');
      if (expectCount(response, 'total_records') !== records.length) {
        throw new Skipped('the completed job has more than the 200 records of a page');
      }
      const half = Math.ceil(records.length / 2);
      const pages = [];
      for (let page = 1; (page - 1) * half < records.length; page += 1) {
        pages.push(await fetchCompleted(api, `page=${page}&page_size=${half}`));
      }
      const inPages = pages.flatMap((page) => expectRows(page, 'data'));
      const isSame = sortedText(inPages) === sortedText(records);
      expect(isSame, response, `the ${records.length} records of its pages of ${half}`, `${inPages.length} records`);
    },
  },
  {
    clause: 'R9',
    basis: ['I'],
    title: 'all pages follow one order, which never changes',
    neededJobs: ['completed'],
    run: async (api) => {
      const response = await fetchCompleted(api, 'page=1&page_size=4');
      const pages = [await fetchCompleted(api, 'page=1&page_size=2'), await fetchCompleted(api, 'page=2&page_size=2')];
      const inPages = pages.flatMap((page) => expectRows(page, 'data'));
      const isSame = JSON.stringify(inPages) === JSON.stringify(expectRows(response, 'data'));
      expect(isSame, response, 'the records of two pages of two, one page after the other');
    },
  },
  {
    clause: 'R9',
    basis: ['D'],
    title: "total_records counts all of the job's records, on every page",
    neededJobs: ['completed'],
    run: async (api) => {
      const { rows } = expectCsv(await fetchCompleted(api, 'report_type=csv'));
      for (const query of ['', 'page=2&page_size=2']) {
        const response = await fetchCompleted(api, query);
        const total = expectCount(response, 'total_records');
        expect(total === rows.length, response, `"total_records": ${rows.length}, the number of CSV rows`, total);
      }
    },
  },
  {
    clause: 'R10',
    basis: ['I'],
    title: 'a page past the end is 200 with no data',
    neededJobs: ['completed'],
    run: async (api) => {
      const total = expectCount(await fetchCompleted(api), 'total_records');
      const response = await fetchCompleted(api, `page=${Math.floor(total / 200) + 2}&page_size=200`);
      expect(expectRows(response, 'data').length === 0, response, '200 and "data": []');
    },
  },
];

/** Results without the contents of records and of CSV: R1–R10. */
export const resultsProbes: readonly (Probe | SkippedProbe)[] = [
  ...authenticationProbes,
  ...parameterProbes,
  ...jobProbes,
  ...pageProbes,
];
