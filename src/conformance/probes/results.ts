import { type Api, type Asked, invalidToken, unknownJob } from '../api.ts';
import { csvTable } from '../csv-table.ts';
import {
  expect,
  expectAnswer,
  expectCount,
  expectError,
  expectObject,
  expectRows,
  expectSame,
  Unaskable,
} from '../expect.ts';
import type { NotAsked, Probe } from '../probe.ts';
import { invalidForResults, notFound, notReady } from '../refusals.ts';

const refusals = async (api: Api): Promise<Asked[]> => {
  const missing = await api.results(unknownJob, '', { authorization: null });
  return [missing, await api.results(unknownJob, '', { authorization: `Bearer ${invalidToken}` })];
};

const completed = (api: Api, query = ''): Promise<Asked> => api.results(api.job('completed'), query);

/** Records without regard to their order. */
const sortedTexts = (records: Record<string, unknown>[]): string =>
  JSON.stringify(records.map((record) => JSON.stringify(record)).sort());

/** R3, each with the parameter that is wrong. */
const wrongQueries = {
  'report_type=xml': 'report_type',
  'page=0': 'page',
  'page=abc': 'page',
  'page_size=0': 'page_size',
  'page_size=201': 'page_size',
  'page_size=abc': 'page_size',
};

export const results: readonly (Probe | NotAsked)[] = [
  {
    clause: 'R1',
    basis: ['D'],
    title: 'a missing or invalid Bearer token is 401, a valid one is not',
    holds: async (api) => {
      // A valid one that is refused ends the whole check before.
      for (const answer of await refusals(api)) expectAnswer(answer, 401, invalidForResults);
    },
  },
  {
    clause: 'R1',
    basis: ['I'],
    title: '401 has WWW-Authenticate: Bearer',
    holds: async (api) => {
      for (const answer of await refusals(api)) {
        const scheme = answer.headers['www-authenticate'];
        expect(scheme === 'Bearer', answer, 'WWW-Authenticate: Bearer', scheme ?? 'none');
      }
    },
  },
  {
    clause: 'R1',
    basis: ['P'],
    title: 'expired and revoked tokens and inactive accounts are 401',
    skipped: 'it takes such tokens',
  },
  {
    clause: 'R2',
    basis: ['D'],
    title: 'report_type is json or csv, page 1 and page_size 50 by default, page_size from 1 to 200',
    needs: ['completed'],
    holds: async (api) => {
      const plain = await completed(api);
      const total = expectCount(plain, 'total_records');
      for (const [query, most] of [
        ['', 50],
        ['page_size=1', 1],
        ['page_size=200', 200],
      ] as const) {
        const answer = await completed(api, query);
        const { length } = expectRows(answer, 'data');
        expect(length === Math.min(most, total), answer, `${Math.min(most, total)} records of ${total}`, length);
      }
      expectSame(await completed(api, 'report_type=json&page=1&page_size=50'), plain);
      csvTable(await completed(api, 'report_type=csv'));
    },
  },
  {
    clause: 'R3',
    basis: ['P'],
    title: 'an invalid report_type, page or page_size is 400 with an error',
    needs: ['completed'],
    holds: async (api) => {
      for (const query of Object.keys(wrongQueries)) expectError(await completed(api, query));
    },
  },
  {
    clause: 'R3',
    basis: ['I'],
    title: 'the error names the parameter',
    needs: ['completed'],
    holds: async (api) => {
      for (const [query, parameter] of Object.entries(wrongQueries)) {
        const answer = await completed(api, query);
        expect(expectError(answer).includes(parameter), answer, `an error that names ${parameter}`);
      }
    },
  },
  {
    clause: 'R4',
    basis: ['D'],
    title: 'with report_type=csv, page and page_size are ignored',
    needs: ['completed'],
    holds: async (api) => {
      const plain = await completed(api, 'report_type=csv');
      csvTable(plain);
      expectSame(await completed(api, 'report_type=csv&page=2&page_size=1'), plain);
    },
  },
  {
    clause: 'R4',
    basis: ['I'],
    title: 'even invalid values of them are ignored',
    needs: ['completed'],
    holds: async (api) =>
      expectSame(await completed(api, 'report_type=csv&page=abc&page_size=0'), await completed(api, 'report_type=csv')),
  },
  {
    clause: 'R5',
    basis: ['D', 'P'],
    title: 'a job that does not exist is 404',
    holds: async (api) => expectAnswer(await api.results(unknownJob), 404, notFound),
  },
  {
    clause: 'R5',
    basis: ['D', 'P'],
    title: "another account's job can't be told from one that does not exist",
    needs: ['foreign'],
    holds: async (api) => {
      const foreign = await api.results(api.job('foreign'));
      expectAnswer(foreign, 404, notFound);
      expectSame(foreign, await api.results(unknownJob));
    },
  },
  {
    clause: 'R5',
    basis: ['I'],
    title: "what is no UUID can't be told from a job that does not exist",
    holds: async (api) => expectSame(await api.results('no-uuid'), await api.results(unknownJob)),
  },
  {
    clause: 'R6',
    basis: ['D'],
    title: 'a job that is queued, in progress or failed is not ready',
    needs: ['pending'],
    holds: async (api) => {
      for (const query of ['', 'report_type=csv']) {
        expectAnswer(await api.results(api.job('pending'), query), 400, notReady);
      }
    },
  },
  {
    clause: 'R7',
    basis: ['D', 'P'],
    title: 'a job with no results stored is 404',
    needs: ['empty'],
    holds: async (api) => {
      for (const query of ['', 'report_type=csv']) {
        expectAnswer(await api.results(api.job('empty'), query), 404, notFound);
      }
    },
  },
  {
    clause: 'R8',
    basis: ['I'],
    title: 'parameters are checked before the job is looked up',
    holds: async (api) => {
      expectError(await api.results(unknownJob, 'page=0'));
    },
  },
  {
    clause: 'R8',
    basis: ['I'],
    title: "parameters are checked before the job's status",
    needs: ['pending'],
    holds: async (api) => {
      const answer = await api.results(api.job('pending'), 'page=0');
      expect(expectError(answer) !== notReady.error, answer, 'an error about page');
    },
  },
  {
    clause: 'R9',
    basis: ['D'],
    title: 'JSON has job_id, total_records, page, page_size and data in this order',
    needs: ['completed'],
    holds: async (api) => {
      const answer = await completed(api, 'page=2&page_size=2');
      const page = expectObject(answer);
      const keys = Object.keys(page);
      const order = ['job_id', 'total_records', 'page', 'page_size', 'data'];
      expect(String(keys) === String(order), answer, `the keys ${order.join(', ')} in this order`, keys);
      const job = api.job('completed').toLowerCase();
      const asked = String(page.job_id).toLowerCase() === job && page.page === 2 && page.page_size === 2;
      expect(asked, answer, `"job_id": "${job}", "page": 2, "page_size": 2`);
    },
  },
  {
    clause: 'R9',
    basis: ['D'],
    title: "data is the page's slice: two pages have all records",
    needs: ['completed'],
    holds: async (api) => {
      const whole = await completed(api, 'page_size=200');
      const records = expectRows(whole, 'data');
      if (expectCount(whole, 'total_records') !== records.length) {
        throw new Unaskable('the completed job has more than the 200 records of a page');
      }
      const half = Math.ceil(records.length / 2);
      const slices = [];
      for (let page = 1; (page - 1) * half < records.length; page += 1) {
        slices.push(await completed(api, `page=${page}&page_size=${half}`));
      }
      const inPages = slices.flatMap((slice) => expectRows(slice, 'data'));
      const same = sortedTexts(inPages) === sortedTexts(records);
      expect(same, whole, `the ${records.length} records of its pages of ${half}`, `${inPages.length} records`);
    },
  },
  {
    clause: 'R9',
    basis: ['I'],
    title: 'the pages follow one order, always the same',
    needs: ['completed'],
    holds: async (api) => {
      const whole = await completed(api, 'page=1&page_size=4');
      const slices = [await completed(api, 'page=1&page_size=2'), await completed(api, 'page=2&page_size=2')];
      const pages = slices.flatMap((slice) => expectRows(slice, 'data'));
      const same = JSON.stringify(pages) === JSON.stringify(expectRows(whole, 'data'));
      expect(same, whole, 'the records of two pages of two, one after the other');
    },
  },
  {
    clause: 'R9',
    basis: ['D'],
    title: "total_records counts all of the job's records, on every page",
    needs: ['completed'],
    holds: async (api) => {
      const { rows } = csvTable(await completed(api, 'report_type=csv'));
      for (const query of ['', 'page=2&page_size=2']) {
        const answer = await completed(api, query);
        const total = expectCount(answer, 'total_records');
        expect(total === rows.length, answer, `"total_records": ${rows.length}, as many as CSV has rows`, total);
      }
    },
  },
  {
    clause: 'R10',
    basis: ['I'],
    title: 'a page past the end is 200 with no data',
    needs: ['completed'],
    holds: async (api) => {
      const total = expectCount(await completed(api), 'total_records');
      const answer = await completed(api, `page=${Math.floor(total / 200) + 2}&page_size=200`);
      expect(expectRows(answer, 'data').length === 0, answer, '200 and "data": []');
    },
  },
];
