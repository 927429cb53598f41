import type { ClauseId } from '../../src/api/clauses.ts';
import { unknownJob } from '../../src/check/api.ts';
import { filters } from '../../src/store/people.ts';
import {
  anonymous,
  answers,
  asks,
  type Broken,
  body,
  both,
  columns,
  each,
  header,
  lets,
  says,
  table,
  takes,
  toCsv,
  toJob,
  toJson,
  toResults,
  toSearch,
  toStatus,
} from './broken.ts';

export type Breakage = [clause: ClauseId, what: string, broken: Broken];

const notFound = says(404, { detail: 'Not found.' });
const without =
  (...parts: RegExp[]) =>
  (url: string) =>
    parts.reduce((rest, part) => rest.replace(part, ''), url);
const isOther = (row: { first_name: string }) => row.first_name === '';
const backwards = each((row) => Object.fromEntries(Object.entries(row).reverse()));

/** For each documented clause, ways to break it; made anew for each run, since some remember. */
export const documented = (): Breakage[] => {
  const asked = new Set<string>();
  return [
    ['E1', 'Search is not below /api/v1', answers(both(toSearch, asks('/api/v1')), notFound)],
    ['E1', 'Results is not below the root', answers(({ url }) => /:\d+\/enrichment/.test(url), notFound)],
    [
      'E1',
      'Search finds others below /backend/api/v1',
      takes(asks('/backend/api/v1/external'), (url) => `${url}&offset=1`),
    ],

    [
      'E4',
      'an unknown path is 404 of the web server',
      answers(asks('no-such'), (answer) => ({ ...answer, text: '<h1>404' })),
    ],

    [
      'E7',
      'parameters are checked before the token',
      answers(both(anonymous, asks('limit=abc')), says(400, { error: 'limit' })),
    ],
    ['E7', 'a job is looked up before the token', answers(both(anonymous, asks(unknownJob)), notFound)],
    [
      'E7',
      'Search takes Bearer',
      lets(
        ({ url, headers }) =>
          toSearch({ url, headers, method: 'GET' }) && headers.authorization === 'Bearer demo-token',
        'Token demo-token',
      ),
    ],
    [
      'E7',
      'Results takes Token',
      lets(
        ({ url, headers }) => /result/.test(url) && headers.authorization === 'Token demo-token',
        'Bearer demo-token',
      ),
    ],
    [
      'E7',
      'what follows a token is ignored',
      lets(({ headers }) => / x$/.test(headers.authorization ?? ''), 'Token demo-token'),
    ],

    [
      'R1',
      'its 401 is that of Search',
      answers(toResults, (answer) =>
        answer.status === 401 ? says(401, { detail: 'Invalid token.' })(answer) : answer,
      ),
    ],
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

    ['R3', 'an invalid page is 1', takes(toJson, without(/[?]page=(0|abc)$/))],
    ['R3', 'page_size above 200 gives 200', takes(toJson, (url) => url.replace('page_size=201', 'page_size=200'))],
    ['R3', 'an unknown report_type is json', takes(toResults, without(/[?]report_type=xml/))],
    [
      'R3',
      'the error is a field map',
      answers(both(toJson, asks('page=abc')), says(400, { page: ['A valid integer is required.'] })),
    ],

    ['R4', 'page is checked for CSV too', answers(both(toCsv, asks('page=abc')), says(400, { error: 'page' }))],
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
      'it says which job does not exist',
      answers(asks(unknownJob), (answer) =>
        answer.status === 404 ? says(404, { detail: `No job ${unknownJob}.` })(answer) : answer,
      ),
    ],

    ['R6', 'a pending job is 404', answers(toJob('pending'), notFound)],
    ['R6', 'a pending job has no data', answers(toJob('pending'), says(200, { data: [] }))],
    [
      'R6',
      'the CSV of a pending job is empty',
      answers(both(toJob('pending'), asks('csv')), (answer) => ({ ...answer, status: 200, text: '' })),
    ],

    ['R7', 'a job with nothing stored has no data', answers(toJob('empty'), says(200, { data: [] }))],
    [
      'R7',
      'a job with nothing stored is not ready',
      answers(toJob('empty'), says(400, { error: 'Results not ready.' })),
    ],

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
      'the order is another on each page',
      answers(
        toJson,
        body((page) => ({ ...page, data: [...page.data].reverse() })),
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

    ['R11', 'fields stand in another order', answers(toJson, backwards)],
    [
      'R11',
      'what was not found is null',
      answers(
        toJson,
        each((row) => ({ ...row, job_title: row.job_title || null })),
      ),
    ],
    [
      'R11',
      'what was not found is left out',
      answers(
        toJson,
        each(({ job_title, ...row }) => (job_title === '' ? row : { ...row, job_title })),
      ),
    ],
    [
      'R11',
      'a source where nothing matched',
      answers(
        toJson,
        each((row) => ({ ...row, ...(isOther(row) && { enrichment_source: 'datacore' }) })),
      ),
    ],
    [
      'R11',
      'one check alone',
      answers(
        toJson,
        each(({ name_match_status: _, ...row }) => row),
      ),
    ],
    [
      'R11',
      'the input is not there',
      answers(
        toJson,
        each((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('imported_')))),
      ),
    ],
    [
      'R11',
      'another enrichment_status',
      answers(toCsv, (answer) => ({ ...answer, text: answer.text.replaceAll(',enriched,', ',done,') })),
    ],

    [
      'R12',
      '_credits_charged in JSON',
      answers(
        toJson,
        each((row) => ({ ...row, _credits_charged: 1 })),
      ),
    ],
    [
      'R12',
      'uuid in JSON',
      answers(
        toJson,
        each((row) => ({ uuid: unknownJob, ...row })),
      ),
    ],
    [
      'R12',
      'email_validation_status in CSV',
      answers(
        toCsv,
        columns((names) => [...names, 'email_validation_status']),
      ),
    ],

    [
      'R13',
      'enrichment_status in JSON',
      answers(
        toJson,
        each((row) => ({ ...row, enrichment_status: 'enriched' })),
      ),
    ],
    [
      'R13',
      'no enrichment_status in CSV',
      answers(
        toCsv,
        columns((names) => names.filter((name) => name !== 'enrichment_status')),
      ),
    ],

    [
      'R14',
      'imported_* in stored order',
      answers(
        toCsv,
        columns(([company, first, last, ...names]) => [first, last, company, ...names] as string[]),
      ),
    ],
    [
      'R14',
      'imported_* last',
      answers(
        toCsv,
        columns((names) => [...names.slice(3), ...names.slice(0, 3)]),
      ),
    ],
    [
      'R14',
      'contact before account',
      answers(
        toCsv,
        columns((names) => [...names, 'company_name']),
      ),
    ],
    [
      'R14',
      'a field has no column',
      answers(
        toCsv,
        columns((names) => names.filter((name) => name !== 'still_in_company_status')),
      ),
    ],
    [
      'R14',
      'an imported_* field has no column',
      answers(
        toCsv,
        columns((names) => names.slice(1)),
      ),
    ],

    ['R17', 'a paused job is not ready', answers(toJob('paused'), says(400, { error: 'Results not ready.' }))],
    [
      'R17',
      'the CSV of a paused job has no rows',
      answers(
        both(toJob('paused'), asks('csv')),
        table((rows) => rows.slice(0, 1)),
      ),
    ],
    [
      'R17',
      'the JSON of a paused job has no rows',
      answers(
        both(toJob('paused'), asks('page_size')),
        body((page) => ({ ...page, data: [] })),
      ),
    ],

    [
      'R18',
      'a trail in JSON',
      answers(
        toJson,
        each((row) => ({ ...row, trail: [{ service: 'x', skipped_reason: null }] })),
      ),
    ],
    [
      'R18',
      'a trail in CSV',
      answers(
        toCsv,
        columns((names) => [...names, 'trail'], '[{"service":"x","skipped_reason":null}]'),
      ),
    ],
    [
      'R18',
      'a column of the trail',
      answers(
        toCsv,
        columns((names) => [...names, 'audit_trail']),
      ),
    ],

    [
      'S1',
      'its 401 is that of Results',
      answers(toSearch, (answer) =>
        answer.status === 401 ? says(401, { message: 'Invalid or expired token' })(answer) : answer,
      ),
    ],
    ['S1', 'a missing token is 403', answers(both(toSearch, anonymous), says(403, { detail: 'Invalid token.' }))],
    [
      'S1',
      'any token will do',
      lets(({ headers }) => /^Token no-/.test(headers.authorization ?? ''), 'Token demo-token'),
    ],

    ...Object.keys(filters).map(
      (name): Breakage => ['S2', `${name} is ignored`, takes(toSearch, without(new RegExp(`${name}=[^&]*&?`)))],
    ),
    [
      'S2',
      'the last filter alone counts',
      takes(toSearch, (url) =>
        url.replace(/\?(?:(?!limit|offset)\w+=[^&]*&)+(?=[a-z_]*(?:company_name|country)=)/, '?'),
      ),
    ],
    [
      'S2',
      'a filter finds others too',
      answers(
        both(toSearch, asks('industry=')),
        each((row) => ({ ...row, industry: 'Retail' })),
      ),
    ],
    [
      'S2',
      'a filter finds nobody',
      answers(
        both(toSearch, asks('job_level=')),
        body(() => ({ success: true, count: 0, results: [] })),
      ),
    ],

    [
      'S4',
      'each page is backwards',
      answers(
        toSearch,
        body((page) => ({ ...page, results: [...page.results].reverse() })),
      ),
    ],
    [
      'S4',
      'the order is another each time',
      answers(toSearch, (answer, { url }) => {
        if (!asked.has(url)) {
          asked.add(url);
          return answer;
        }
        return body((page) => ({ ...page, results: [...page.results].reverse() }))(answer);
      }),
    ],
    ['S4', 'an offset counts pages', takes(toSearch, (url) => url.replace('offset=5', 'offset=25'))],

    [
      'S5',
      'limit is 25 by default',
      takes(
        (question) => toSearch(question) && !question.url.includes('limit'),
        (url) => `${url}${url.includes('?') ? '&' : '?'}limit=25`,
      ),
    ],
    [
      'S5',
      'offset is 1 by default',
      takes(
        (question) => toSearch(question) && !question.url.includes('offset'),
        (url) => `${url}${url.includes('?') ? '&' : '?'}offset=1`,
      ),
    ],

    ['S6', 'a limit that is no number is 10', takes(toSearch, without(/[?]limit=abc/))],
    ['S6', 'a part of a limit counts', takes(toSearch, (url) => url.replace('limit=1.5', 'limit=1'))],
    ['S6', 'an offset that is no number is 0', takes(toSearch, without(/[?]offset=abc/))],
    [
      'S6',
      'the 400 has detail',
      answers(both(toSearch, asks('=abc')), (answer) =>
        answer.status === 400 ? says(400, { detail: 'limit' })(answer) : answer,
      ),
    ],

    [
      'S8',
      'success is no boolean',
      answers(
        toSearch,
        body((page) => ({ ...page, success: 'true' })),
      ),
    ],
    [
      'S8',
      'there is no success',
      answers(
        toSearch,
        body(({ success: _, ...page }) => page),
      ),
    ],
    [
      'S8',
      'there is a next page',
      answers(
        toSearch,
        body((page) => ({ ...page, next: null })),
      ),
    ],
    [
      'S8',
      'count is that of the page',
      answers(
        toSearch,
        body((page) => ({ ...page, count: page.results.length })),
      ),
    ],
    [
      'S8',
      'count is what is left',
      answers(
        both(toSearch, asks('offset=5')),
        body((page) => ({ ...page, count: page.count - 5 })),
      ),
    ],
    [
      'S8',
      'count is of all people',
      answers(
        both(toSearch, asks('industry=')),
        body((page) => ({ ...page, count: 1200 })),
      ),
    ],
    ['S8', 'limit is ignored', takes(toSearch, (url) => url.replace('limit=5', 'limit=10'))],

    [
      'S9',
      'one key more',
      answers(
        toSearch,
        each((row) => ({ ...row, employee_range: null })),
      ),
    ],
    [
      'S9',
      'one key less',
      answers(
        toSearch,
        each(({ contact_linkedin_url: _, ...row }) => row),
      ),
    ],
    ['S9', 'another order', answers(toSearch, backwards)],

    [
      'S10',
      'an email that is locked',
      answers(
        toSearch,
        each((row) => ({ ...row, contact_email: 'a@b.example' })),
      ),
    ],
    [
      'S10',
      'a mobile phone that is locked',
      answers(
        toSearch,
        each((row) => ({ ...row, contact_mobile_phone: '+1 415 555 0100' })),
      ),
    ],
    [
      'S10',
      'a direct phone that is locked',
      answers(
        toSearch,
        each((row) => ({ ...row, contact_direct_phone: '' })),
      ),
    ],
    [
      'S10',
      'a flag that is no boolean',
      answers(
        toSearch,
        each((row) => ({ ...row, is_phone_unlocked: 0 })),
      ),
    ],

    [
      'S11',
      'a search is charged',
      answers(both(toSearch, asks('limit=100')), says(402, { error: 'Insufficient credits.' })),
    ],
    [
      'S11',
      'a charge is told',
      answers(
        toSearch,
        body((page) => ({ ...page, credits_charged: 0 })),
      ),
    ],

    [
      'T1',
      'an internal status',
      answers(
        both(toStatus, asks('9f3e')),
        body((job) => ({ ...job, status: 'Enrichment Completed' })),
      ),
    ],
    [
      'T1',
      'one key more',
      answers(toStatus, (answer) => ({ ...answer, text: answer.text.replaceAll('{"job_id"', '{"id":1,"job_id"') })),
    ],
    [
      'T2',
      'an offset in place of Z',
      answers(toStatus, (answer) => ({ ...answer, text: answer.text.replaceAll('Z"', '+00:00"') })),
    ],
    ['T3', "another account's job is 403", answers(both(toStatus, asks('0006')), says(403, {}))],
    [
      'T4',
      'oldest first',
      answers(
        ({ url }) => url.endsWith('/status/'),
        body((jobs) => [...jobs].reverse()),
      ),
    ],
    [
      'C1',
      'control has the 401 of unlock',
      answers(asks('/enrichment-control/'), says(401, { detail: 'Invalid token.' })),
    ],
    ['U1', 'unlock is not there', answers(asks('/external/unlock/'), notFound)],
  ];
};

/** Some ways to break inferred clauses, which are drift. */
export const inferred: Breakage[] = [
  ['E2', 'no redirect', answers(asks('/search?'), notFound)],
  ['E2', 'the query is lost', answers(asks('/search?'), header('location', '/external/search/'))],
  [
    'E3',
    'HEAD is 405',
    answers(
      ({ method }) => method === 'HEAD',
      (answer) => ({ ...answer, status: 405 }),
    ),
  ],
  ['E3', 'Allow is not told', answers(({ method }) => method === 'PROPFIND', header('allow', undefined))],
  [
    'E7',
    'letter case counts in the scheme word',
    lets(({ headers }) => /^tOKEN/.test(headers.authorization ?? ''), 'none'),
  ],
  ['E8', 'the first of equal parameters counts', takes(toSearch, (url) => url.replace('limit=1&limit=5', 'limit=1'))],
  ['E9', 'a charset', answers(toSearch, header('content-type', 'application/json; charset=utf-8'))],
  [
    'E9',
    'letters are escaped',
    answers(toSearch, (answer) => ({ ...answer, text: answer.text.replace('John', '\\u004aohn') })),
  ],
  ['E10', 'an exponent', takes(toSearch, (url) => url.replace('limit=1e1', 'limit=10'))],
  ['E11', 'no CORS', answers(toSearch, header('access-control-allow-origin', undefined))],
  ['R1', 'no WWW-Authenticate', answers(toResults, header('www-authenticate', undefined))],
  [
    'R3',
    'the error does not name the parameter',
    answers(both(toJson, asks('page=abc')), says(400, { error: 'Bad request.' })),
  ],
  ['R5', 'no UUID is 400', answers(asks('no-uuid'), says(400, { error: 'job_id' }))],
  ['R8', 'the job is looked up first', answers(both(asks(unknownJob), asks('page=0')), notFound)],
  [
    'R8',
    'the status is looked at first',
    answers(both(toJob('pending'), asks('page=0')), says(400, { error: 'Results not ready.' })),
  ],
  ['R10', 'a page past the end is 404', answers(both(toJson, asks('page=2&page_size=200')), notFound)],
  [
    'R14',
    'imported_* by letter alone',
    answers(
      both(toCsv),
      columns((names) => ['imported_a', 'imported_B', ...names]),
    ),
  ],
  [
    'R15',
    'another order of the canonical columns',
    answers(
      toCsv,
      columns((names) => [...names.slice(0, 3), 'last_name', 'first_name', ...names.slice(5)]),
    ),
  ],
  [
    'R16',
    'LF',
    answers(
      toCsv,
      table((rows) => rows, '\n'),
    ),
  ],
  ['R16', 'a BOM', answers(toCsv, (answer) => ({ ...answer, text: `\ufeff${answer.text}` }))],
  ['R16', 'a name of its own', answers(toCsv, header('content-disposition', 'attachment; filename="results.csv"'))],
  [
    'R16',
    'an apostrophe before +',
    answers(toCsv, (answer) => ({ ...answer, text: answer.text.replaceAll(',+', ",'+") })),
  ],
  [
    'R17',
    'total_records counts what is to come',
    answers(
      both(toJob('paused'), asks('page_size')),
      body((page) => ({ ...page, total_records: 100 })),
    ),
  ],
  ['S1', 'no WWW-Authenticate', answers(toSearch, header('www-authenticate', undefined))],
  [
    'S3',
    'letter case counts',
    answers(
      ({ url }) => /industry=[A-Z]{2}/.test(url),
      body((page) => ({ ...page, count: 0, results: [] })),
    ),
  ],
  [
    'S4',
    'a filter changes the order',
    answers(
      both(toSearch, asks('industry='), asks('limit=100')),
      body((page) => ({ ...page, results: [...page.results].reverse() })),
    ),
  ],
  ['S6', 'limit 0 is 10', takes(toSearch, without(/[?]limit=0$/))],
  [
    'S7',
    'an offset past the end counts nobody',
    answers(
      ({ url }) => /company_name.*&offset/.test(url),
      body((page) => ({ ...page, count: 0 })),
    ),
  ],
  [
    'T4',
    'a job is left out',
    answers(
      ({ url }) => url.endsWith('/status/'),
      body((jobs) => jobs.slice(1)),
    ),
  ],
];
