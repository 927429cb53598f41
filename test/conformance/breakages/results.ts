import { unknownJob } from '../../../src/conformance/api.ts';
import {
  anonymous,
  answers,
  asks,
  type Breakage,
  body,
  both,
  header,
  lets,
  notFound,
  only,
  says,
  spaced,
  table,
  takes,
  toCsv,
  toJob,
  toJson,
  toResults,
  without,
} from '../broken.ts';

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
  ['R1', 'a job is looked up before the token', answers(both(anonymous, asks(unknownJob)), notFound)],
  ['R1', 'its 401 is that of Search', answers(toResults, only(401, says(401, { detail: 'Invalid token.' })))],
  [
    'R1',
    'a missing token is 403',
    answers(both(toResults, anonymous), says(403, { message: 'Invalid or expired token' })),
  ],
  [
    'R1',
    'any token will do',
    lets(({ headers }) => /^Bearer no-/.test(headers.authorization ?? ''), 'Bearer demo-token'),
  ],
  [
    'R2',
    'page_size is 25 by default',
    takes(
      (question) => toJson(question) && !question.url.includes('page_size'),
      (url) => `${url}${url.includes('?') ? '&' : '?'}page_size=25`,
    ),
  ],
  ['R2', 'page_size is 100 at most', takes(toJson, (url) => url.replace('page_size=200', 'page_size=100'))],
  ['R2', 'page_size is 2 at least', takes(toJson, (url) => url.replace(/page_size=1$/, 'page_size=2'))],
  ['R2', 'report_type is ignored', takes(toCsv, without(/report_type=csv&?/))],
  [
    'R2',
    'report_type is csv by default',
    takes(
      (question) => toJson(question) && !question.url.includes('?'),
      (url) => `${url}?report_type=csv`,
    ),
  ],
  [
    'R2',
    'page is counted from 0',
    takes(
      (question) => toJson(question) && !question.url.includes('?'),
      (url) => `${url}?page=2`,
    ),
  ],
  ...['report_type=json', 'page=1', 'page_size=50'].map(
    (given): Breakage => ['R2', `${given} is refused`, answers(both(toJson, asks(given)), says(400, { error: given }))],
  ),
  ...wrongForResults.map(
    (wrong): Breakage => ['R3', `${wrong} is ignored`, takes(toResults, without(new RegExp(`[?]${wrong}$`)))],
  ),
  ['R3', 'page_size above 200 gives 200', takes(toJson, (url) => url.replace('page_size=201', 'page_size=200'))],
  [
    'R3',
    'the error is a field map',
    answers(both(toJson, asks('page=abc')), says(400, { page: ['A valid integer is required.'] })),
  ],
  [
    'R4',
    'CSV has pages',
    answers(
      both(toCsv, asks('page_size=1')),
      table((rows) => rows.slice(0, 2)),
    ),
  ],
  ['R5', "another account's job is 403", answers(toJob('foreign'), says(403, { detail: 'Not found.' }))],
  [
    'R5',
    "another account's job is served",
    takes(toJob('foreign'), (url) => url.replace(/0{8}-[^/]+/, '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60')),
  ],
  [
    'R5',
    "another account's job has a Content-Type of its own",
    answers(toJob('foreign'), header('content-type', 'application/json; charset=utf-8')),
  ],
  ['R5', "another account's job has a body with one blank more", answers(toJob('foreign'), spaced)],
  [
    'R5',
    'it says which job does not exist',
    answers(asks(unknownJob), only(404, says(404, { detail: `No job ${unknownJob}.` }))),
  ],
  ['R6', 'a pending job is 404', answers(toJob('pending'), notFound)],
  [
    'R6',
    'the JSON of a pending job has no data',
    answers(
      both(toJob('pending'), (question) => !asks('csv')(question)),
      says(200, { data: [] }),
    ),
  ],
  [
    'R6',
    'the CSV of a pending job is empty',
    answers(both(toJob('pending'), asks('csv')), (answer) => ({ ...answer, status: 200, text: '' })),
  ],
  [
    'R7',
    'the JSON of a job with nothing stored has no data',
    answers(
      both(toJob('empty'), (question) => !asks('csv')(question)),
      says(200, { data: [] }),
    ),
  ],
  [
    'R7',
    'the CSV of a job with nothing stored is empty',
    answers(both(toJob('empty'), asks('csv')), (answer) => ({ ...answer, status: 200, text: '' })),
  ],
  ['R7', 'a job with nothing stored is not ready', answers(toJob('empty'), says(400, { error: 'Results not ready.' }))],
  [
    'R9',
    'data comes first',
    answers(
      toJson,
      body(({ data, ...rest }) => ({ data, ...rest })),
    ),
  ],
  [
    'R9',
    'total_records counts the page',
    answers(
      toJson,
      body((page) => ({ ...page, total_records: page.data.length })),
    ),
  ],
  ['R9', 'page is ignored', takes(toJson, (url) => url.replace('page=2', 'page=1'))],
  [
    'R9',
    'page is not told',
    answers(
      toJson,
      body((page) => ({ ...page, page: 1 })),
    ),
  ],
  [
    'R9',
    'page_size is not told',
    answers(
      toJson,
      body((page) => ({ ...page, page_size: 50 })),
    ),
  ],
  [
    'R9',
    'each page begins one record later',
    answers(
      both(toJson, asks('page=')),
      body((page) => ({ ...page, data: page.data.slice(1) })),
    ),
  ],
  [
    'R9',
    'another job is served',
    answers(
      toJson,
      body((page) => ({ ...page, job_id: unknownJob })),
    ),
  ],
];
