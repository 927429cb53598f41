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
export const wrongForResults = [
  'report_type=xml',
  'page=0',
  'page=abc',
  'page_size=0',
  'page_size=201',
  'page_size=abc',
];

/** Ways to break R1–R9. */
export const resultsBreakages: readonly Breakage[] = [
  [
    'R1',
    'a job is looked up before the token',
    changeResponse(allOf(hasNoToken, urlHas(unknownJobId)), respondNotFound),
  ],
  [
    'R1',
    'its 401 is that of Search',
    changeResponse(isResults, ifStatus(401, respondWith(401, { detail: 'Invalid token.' }))),
  ],
  [
    'R1',
    'a missing token is 403',
    changeResponse(allOf(isResults, hasNoToken), respondWith(403, { message: 'Invalid or expired token' })),
  ],
  [
    'R1',
    'any token will do',
    changeAuthorization(({ headers }) => /^Bearer no-/.test(headers.authorization ?? ''), 'Bearer demo-token'),
  ],
  [
    'R2',
    'page_size is 25 by default',
    changeUrl(
      (question) => isJson(question) && !question.url.includes('page_size'),
      (url) => `${url}${url.includes('?') ? '&' : '?'}page_size=25`,
    ),
  ],
  ['R2', 'page_size is 100 at most', changeUrl(isJson, (url) => url.replace('page_size=200', 'page_size=100'))],
  ['R2', 'page_size is 2 at least', changeUrl(isJson, (url) => url.replace(/page_size=1$/, 'page_size=2'))],
  ['R2', 'report_type is ignored', changeUrl(isCsv, removeFromUrl(/report_type=csv&?/))],
  [
    'R2',
    'report_type is csv by default',
    changeUrl(
      (question) => isJson(question) && !question.url.includes('?'),
      (url) => `${url}?report_type=csv`,
    ),
  ],
  [
    'R2',
    'page is counted from 0',
    changeUrl(
      (question) => isJson(question) && !question.url.includes('?'),
      (url) => `${url}?page=2`,
    ),
  ],
  ...['report_type=json', 'page=1', 'page_size=50'].map(
    (given): Breakage => [
      'R2',
      `${given} is refused`,
      changeResponse(allOf(isJson, urlHas(given)), respondWith(400, { error: given })),
    ],
  ),
  ...wrongForResults.map(
    (wrong): Breakage => ['R3', `${wrong} is ignored`, changeUrl(isResults, removeFromUrl(new RegExp(`[?]${wrong}$`)))],
  ),
  ['R3', 'page_size above 200 gives 200', changeUrl(isJson, (url) => url.replace('page_size=201', 'page_size=200'))],
  [
    'R3',
    'the error is a field map',
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
    "another account's job has a Content-Type of its own",
    changeResponse(isResultsOf('foreign'), setHeader('content-type', 'application/json; charset=utf-8')),
  ],
  ['R5', "another account's job has a body with one blank more", changeResponse(isResultsOf('foreign'), addSpace)],
  [
    'R5',
    'it says which job does not exist',
    changeResponse(urlHas(unknownJobId), ifStatus(404, respondWith(404, { detail: `No job ${unknownJobId}.` }))),
  ],
  ['R6', 'a pending job is 404', changeResponse(isResultsOf('pending'), respondNotFound)],
  [
    'R6',
    'the JSON of a pending job has no data',
    changeResponse(
      allOf(isResultsOf('pending'), (question) => !urlHas('csv')(question)),
      respondWith(200, { data: [] }),
    ),
  ],
  [
    'R6',
    'the CSV of a pending job is empty',
    changeResponse(allOf(isResultsOf('pending'), urlHas('csv')), (answer) => ({ ...answer, status: 200, text: '' })),
  ],
  [
    'R7',
    'the JSON of a job with nothing stored has no data',
    changeResponse(
      allOf(isResultsOf('empty'), (question) => !urlHas('csv')(question)),
      respondWith(200, { data: [] }),
    ),
  ],
  [
    'R7',
    'the CSV of a job with nothing stored is empty',
    changeResponse(allOf(isResultsOf('empty'), urlHas('csv')), (answer) => ({ ...answer, status: 200, text: '' })),
  ],
  [
    'R7',
    'a job with nothing stored is not ready',
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
    'total_records counts the page',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, total_records: page.data.length })),
    ),
  ],
  ['R9', 'page is ignored', changeUrl(isJson, (url) => url.replace('page=2', 'page=1'))],
  [
    'R9',
    'page is not told',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, page: 1 })),
    ),
  ],
  [
    'R9',
    'page_size is not told',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, page_size: 50 })),
    ),
  ],
  [
    'R9',
    'each page begins one record later',
    changeResponse(
      allOf(isJson, urlHas('page=')),
      changeBody((page) => ({ ...page, data: page.data.slice(1) })),
    ),
  ],
  [
    'R9',
    'another job is served',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, job_id: unknownJobId })),
    ),
  ],
];
