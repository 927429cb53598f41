import { unknownJobId } from '../../../src/conformance/api-client.ts';
import {
  addSpace,
  allOf,
  type Breakage,
  changeAuthorization,
  changeBody,
  changeCsv,
  changeResponse,
  changeUrl,
  hasNoToken,
  ifStatus,
  isCsv,
  isJson,
  isResults,
  isResultsOf,
  removeFromUrl,
  respondNotFound,
  respondWith,
  setHeader,
  urlHas,
} from '../broken-server.ts';

/** Queries that Results refuses (R3). */
export const invalidResultsQueries = [
  'report_type=xml',
  'page=0',
  'page=abc',
  'page_size=0',
  'page_size=201',
  'page_size=abc',
];

/** Breakages of R1–R9. */
export const resultsBreakages: readonly Breakage[] = [
  [
    'R1',
    'the job is looked up before the token is checked',
    changeResponse(allOf(hasNoToken, urlHas(unknownJobId)), respondNotFound),
  ],
  [
    'R1',
    '401 has the body of Search',
    changeResponse(isResults, ifStatus(401, respondWith(401, { detail: 'Invalid token.' }))),
  ],
  [
    'R1',
    'a missing token is 403',
    changeResponse(allOf(isResults, hasNoToken), respondWith(403, { message: 'Invalid or expired token' })),
  ],
  [
    'R1',
    'any token is accepted',
    changeAuthorization(({ headers }) => /^Bearer no-/.test(headers.authorization ?? ''), 'Bearer demo-token'),
  ],
  [
    'R2',
    'page_size is 25 by default',
    changeUrl(
      (request) => isJson(request) && !request.url.includes('page_size'),
      (url) => `${url}${url.includes('?') ? '&' : '?'}page_size=25`,
    ),
  ],
  ['R2', 'page_size is at most 100', changeUrl(isJson, (url) => url.replace('page_size=200', 'page_size=100'))],
  ['R2', 'page_size is at least 2', changeUrl(isJson, (url) => url.replace(/page_size=1$/, 'page_size=2'))],
  ['R2', 'report_type is ignored', changeUrl(isCsv, removeFromUrl(/report_type=csv&?/))],
  [
    'R2',
    'report_type is csv by default',
    changeUrl(
      (request) => isJson(request) && !request.url.includes('?'),
      (url) => `${url}?report_type=csv`,
    ),
  ],
  [
    'R2',
    'page is counted from 0',
    changeUrl(
      (request) => isJson(request) && !request.url.includes('?'),
      (url) => `${url}?page=2`,
    ),
  ],
  ...['report_type=json', 'page=1', 'page_size=50'].map(
    (parameter): Breakage => [
      'R2',
      `${parameter} is refused`,
      changeResponse(allOf(isJson, urlHas(parameter)), respondWith(400, { error: parameter })),
    ],
  ),
  ...invalidResultsQueries.map(
    (wrong): Breakage => ['R3', `${wrong} is ignored`, changeUrl(isResults, removeFromUrl(new RegExp(`[?]${wrong}$`)))],
  ),
  [
    'R3',
    'page_size above 200 returns 200 records',
    changeUrl(isJson, (url) => url.replace('page_size=201', 'page_size=200')),
  ],
  [
    'R3',
    'the error is an object with a list for each parameter',
    changeResponse(allOf(isJson, urlHas('page=abc')), respondWith(400, { page: ['A valid integer is required.'] })),
  ],
  [
    'R4',
    'CSV has pages',
    changeResponse(
      allOf(isCsv, urlHas('page_size=1')),
      changeCsv((rows) => rows.slice(0, 2)),
    ),
  ],
  [
    'R5',
    "another account's job is 403",
    changeResponse(isResultsOf('foreign'), respondWith(403, { detail: 'Not found.' })),
  ],
  [
    'R5',
    "another account's job is served",
    changeUrl(isResultsOf('foreign'), (url) => url.replace(/0{8}-[^/]+/, '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60')),
  ],
  [
    'R5',
    "the 404 of another account's job has another Content-Type",
    changeResponse(isResultsOf('foreign'), setHeader('content-type', 'application/json; charset=utf-8')),
  ],
  [
    'R5',
    "the 404 of another account's job has one more space in its body",
    changeResponse(isResultsOf('foreign'), addSpace),
  ],
  [
    'R5',
    '404 names the job that does not exist',
    changeResponse(urlHas(unknownJobId), ifStatus(404, respondWith(404, { detail: `No job ${unknownJobId}.` }))),
  ],
  ['R6', 'a pending job is 404', changeResponse(isResultsOf('pending'), respondNotFound)],
  [
    'R6',
    'JSON of a pending job is a page without data',
    changeResponse(
      allOf(isResultsOf('pending'), (request) => !urlHas('csv')(request)),
      respondWith(200, { data: [] }),
    ),
  ],
  [
    'R6',
    'CSV of a pending job is empty',
    changeResponse(allOf(isResultsOf('pending'), urlHas('csv')), (response) => ({
      ...response,
      status: 200,
      text: '',
    })),
  ],
  [
    'R7',
    'JSON of a job without results is a page without data',
    changeResponse(
      allOf(isResultsOf('empty'), (request) => !urlHas('csv')(request)),
      respondWith(200, { data: [] }),
    ),
  ],
  [
    'R7',
    'CSV of a job without results is empty',
    changeResponse(allOf(isResultsOf('empty'), urlHas('csv')), (response) => ({ ...response, status: 200, text: '' })),
  ],
  [
    'R7',
    'a job without results is not ready',
    changeResponse(isResultsOf('empty'), respondWith(400, { error: 'Results not ready.' })),
  ],
  [
    'R9',
    'data comes first',
    changeResponse(
      isJson,
      changeBody(({ data, ...rest }) => ({ data, ...rest })),
    ),
  ],
  [
    'R9',
    'total_records counts only the page',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, total_records: page.data.length })),
    ),
  ],
  ['R9', 'page is ignored', changeUrl(isJson, (url) => url.replace('page=2', 'page=1'))],
  [
    'R9',
    'page is always 1 in the body',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, page: 1 })),
    ),
  ],
  [
    'R9',
    'page_size is always 50 in the body',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, page_size: 50 })),
    ),
  ],
  [
    'R9',
    'each page begins one record too late',
    changeResponse(
      allOf(isJson, urlHas('page=')),
      changeBody((page) => ({ ...page, data: page.data.slice(1) })),
    ),
  ],
  [
    'R9',
    'job_id in the body is another job',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, job_id: unknownJobId })),
    ),
  ],
];
