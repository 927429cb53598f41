import { invalidToken, unknownJob } from '../../../src/conformance/api.ts';
import type { Question } from '../../../src/conformance/http.ts';
import { defaultColumns } from '../../../src/fixtures/load/load-fixtures.ts';
import {
  anonymous,
  answers,
  asks,
  type Breakage,
  body,
  both,
  columns,
  each,
  header,
  jobs,
  lets,
  notFound,
  only,
  says,
  table,
  takes,
  toCsv,
  toJob,
  toJson,
  toResults,
  toSearch,
  toStatus,
  withToken,
} from '../broken.ts';
import { authorizedBy } from './everywhere.ts';
import { wrongForResults } from './results.ts';
import { wrongForSearch } from './search.ts';

const { account, contact } = defaultColumns();
const canonical = [...account, ...contact];

const invalid = ({ headers }: Question): boolean => headers.authorization?.endsWith(invalidToken) ?? false;

/** Ways to break inferred clauses. */
export const inferred: readonly Breakage[] = [
  [
    'E4',
    'an unknown path is 404 of the web server',
    answers(asks('no-such'), (answer) => ({ ...answer, text: '<h1>404' })),
  ],
  ['E1', 'Search is not below /api/v1', answers(both(toSearch, asks('/api/v1')), notFound)],
  [
    'E1',
    'Results has another 401 below /backend/api/v1',
    answers(asks('/backend/api/v1/enrichment'), says(401, { message: 'No API key' })),
  ],
  ['E1', 'nothing is below /api/v1', answers(asks('/api/v1'), notFound)],
  [
    'E1',
    'below /backend/api/v1 is a web page',
    answers(asks('/backend/api/v1'), () => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      text: '<!doctype html>',
    })),
  ],
  [
    'E1',
    'below /api/v1 is another service with tokens of its own',
    answers(asks('/api/v1'), says(401, { message: 'No API key' })),
  ],
  ...['GET', 'HEAD'].map(
    (asked): Breakage => [
      'E2',
      `no redirect of ${asked}`,
      answers(
        both(asks('/search?'), ({ method }) => method === asked),
        notFound,
      ),
    ],
  ),
  ['E2', 'the query is lost', answers(asks('/search?'), header('location', '/external/search/'))],
  [
    'E3',
    'HEAD is 405',
    answers(
      ({ method }) => method === 'HEAD',
      (answer) => ({ ...answer, status: 405 }),
    ),
  ],
  [
    'E3',
    'HEAD has another Content-Type',
    answers(({ method }) => method === 'HEAD', header('content-type', 'text/html')),
  ],
  [
    'E3',
    'HEAD has a body',
    answers(
      ({ method }) => method === 'HEAD',
      (answer) => ({ ...answer, text: '{}' }),
    ),
  ],
  ['E3', 'Allow is not told', answers(({ method }) => method === 'PROPFIND', header('allow', undefined))],
  [
    'E3',
    'an unknown method is 404',
    answers(
      both(({ method }) => method === 'PROPFIND', withToken),
      notFound,
    ),
  ],
  [
    'E3',
    'another method without a token is 405',
    answers(
      both(({ method }) => method === 'PROPFIND', anonymous),
      says(405, { detail: 'Method "PROPFIND" not allowed.' }),
    ),
  ],
  ...['/enrichment-control/', '/external/unlock/'].map(
    (path): Breakage => [
      'E3',
      `GET of ${path} is 404`,
      answers(
        both(asks(path), ({ method }) => method === 'GET'),
        notFound,
      ),
    ],
  ),
  ...['limit=abc', 'page=abc'].flatMap((wrong) =>
    Object.entries({ 'is missing': anonymous, 'is invalid': invalid }).map(
      ([what, refused]): Breakage => [
        'E7',
        `${wrong} is 400 although the token ${what}`,
        answers(both(refused, asks(wrong)), says(400, { error: wrong })),
      ],
    ),
  ),
  ...['Token demo-token', 'demo-token'].map(
    (wrong): Breakage => [
      'E7',
      `Results takes "${wrong}"`,
      lets(both(toResults, authorizedBy(wrong)), 'Bearer demo-token'),
    ],
  ),
  ...['Token', 'Bearer'].map(
    (scheme): Breakage => [
      'E7',
      `what follows a token is ignored after ${scheme}`,
      lets(authorizedBy(`${scheme} demo-token x`), `${scheme} demo-token`),
    ],
  ),
  [
    'E7',
    'letter case counts in the scheme word',
    lets(({ headers }) => /^tOKEN/.test(headers.authorization ?? ''), 'none'),
  ],
  [
    'E7',
    'letter case counts in the scheme word of Results',
    lets(({ headers }) => /^bEARER/.test(headers.authorization ?? ''), 'none'),
  ],
  ['E8', 'an unknown parameter is refused', answers(asks('no_such_parameter'), says(400, { error: 'unknown' }))],
  [
    'E8',
    'an empty parameter counts',
    answers(({ url }) => url.endsWith('industry='), says(400, { error: 'industry' })),
  ],
  ['E8', 'the first of equal parameters counts', takes(toSearch, (url) => url.replace('limit=1&limit=5', 'limit=1'))],
  ...[200, 401, 404].map(
    (status): Breakage => [
      'E9',
      `a charset of ${status}`,
      answers(
        (question) => !asks('csv')(question),
        only(status, header('content-type', 'application/json; charset=utf-8')),
      ),
    ],
  ),
  [
    'E9',
    'count comes first',
    answers(
      toSearch,
      body(({ count, ...page }) => ({ count, ...page })),
    ),
  ],
  [
    'E9',
    'letters are escaped',
    answers(toSearch, (answer) => ({ ...answer, text: answer.text.replace('John', '\\u004aohn') })),
  ],
  ...['1.0', '1e1', '0x1', '%20'].map(
    (text): Breakage => [
      'E10',
      `"${text}" is a number`,
      takes(toSearch, (url) => url.replace(`limit=${text}`, 'limit=1')),
    ],
  ),
  ...['GET', 'OPTIONS'].map(
    (asked): Breakage => [
      'E11',
      `no Access-Control-Allow-Origin in the answer to ${asked}`,
      answers(
        both(toSearch, ({ method }) => method === asked),
        header('access-control-allow-origin', undefined),
      ),
    ],
  ),
  ...Object.entries({ Results: toResults, Status: toStatus }).map(
    ([page, which]): Breakage => [
      'E15',
      `letter case does not count in ${page}`,
      takes(which, (url) => url.replace(jobs.completed.toUpperCase(), jobs.completed)),
    ],
  ),
  [
    'E11',
    'a preflight needs a token',
    answers(
      ({ method }) => method === 'OPTIONS',
      (answer) => ({ ...answer, status: 401 }),
    ),
  ],
  ['E11', 'Authorization is not allowed', answers(toSearch, header('access-control-allow-headers', 'Accept'))],
  [
    'E11',
    'Content-Disposition is not exposed',
    answers(toSearch, header('access-control-expose-headers', 'Retry-After')),
  ],
  [
    'S2',
    'the last filter alone counts',
    takes(toSearch, (url) => url.replace(/\?.*&(?=(?:job_level|contact_office_country)=)/, '?')),
  ],
  [
    'S2',
    'a value outside a vocabulary is refused',
    answers(asks('job_level=nobody'), says(400, { error: 'job_level takes C Level.' })),
  ],
  ['R1', 'no WWW-Authenticate', answers(toResults, header('www-authenticate', undefined))],
  ...wrongForResults.map(
    (wrong): Breakage => [
      'R3',
      `the error of ${wrong} does not name the parameter`,
      answers(both(toResults, asks(`?${wrong}`)), only(400, says(400, { error: 'Bad request.' }))),
    ],
  ),
  ['R4', 'page is checked for CSV too', answers(both(toCsv, asks('page=abc')), says(400, { error: 'page' }))],
  ['R5', 'no UUID is 400', answers(asks('no-uuid'), says(400, { error: 'job_id' }))],
  ['R8', 'the job is looked up first', answers(both(asks(unknownJob), asks('page=0')), notFound)],
  [
    'R8',
    'the status is looked at first',
    answers(both(toJob('pending'), asks('page=0')), says(400, { error: 'Results not ready.' })),
  ],
  ['R8', 'the status is all that is looked at', answers(both(toJob('pending'), asks('page=0')), notFound)],
  [
    'R9',
    'the order is another on each page',
    answers(
      toJson,
      body((page) => ({ ...page, data: [...page.data].reverse() })),
    ),
  ],
  [
    'R10',
    'a page past the end is the last one',
    takes(toJson, (url) => url.replace('page=2&page_size=200', 'page=1&page_size=200')),
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
    'R14',
    'another order of the status columns',
    answers(
      toCsv,
      columns((names) => [...names.filter((name) => name !== 'enrichment_status'), 'enrichment_status']),
    ),
  ],
  [
    'R14',
    "a field of the caller's before the status columns",
    answers(
      toCsv,
      columns((names) => names.flatMap((name) => (name === 'enrichment_status' ? ['own', name] : [name]))),
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
    'R15',
    'a column that no record has',
    answers(
      toCsv,
      columns((names) => [
        ...names.filter((name) => name.startsWith('imported_')),
        ...canonical,
        ...names.filter((name) => !name.startsWith('imported_') && !canonical.includes(name)),
      ]),
    ),
  ],
  ['R16', 'no charset', answers(toCsv, header('content-type', 'text/csv'))],
  [
    'R16',
    'LF',
    answers(
      toCsv,
      table((rows) => rows, '\n'),
    ),
  ],
  [
    'R16',
    'needless quotes',
    answers(toCsv, (answer) => ({ ...answer, text: answer.text.replace('Acme Corp', '"$&"') })),
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
  [
    'R20',
    'another source',
    answers(
      toJson,
      each((row) => ({ ...row, enrichment_source: row.enrichment_source && 'apollo' })),
    ),
  ],
  [
    'R24',
    'a check that was skipped says nothing',
    answers(
      toJson,
      each((row) => ({ ...row, name_match_status: row.name_match_status.replace('skipped', '') })),
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
    'S3',
    'lower case finds nobody',
    answers(
      ({ url }) => url.endsWith('industry=technology'),
      body((page) => ({ ...page, count: 0, results: [] })),
    ),
  ],
  [
    'S3',
    'a part finds fewer than the whole',
    // Of CEO, the title of the newest person.
    answers(
      ({ url }) => url.endsWith('job_title=EO'),
      body((page) => ({ ...page, count: 1 })),
    ),
  ],
  ['S3', 'a part finds the whole of any filter', takes(toSearch, (url) => url.replace('=echnology', '=Technology'))],
  ...['%25', '_', '*', '%5C'].map(
    (sign): Breakage => [
      'S3',
      `${sign} is a wildcard`,
      takes(toSearch, (url) => (url.endsWith(`job_title=${sign}`) ? url.replace(/[?].*/, '') : url)),
    ],
  ),
  [
    'S4',
    'a filter changes the order',
    answers(
      both(toSearch, asks('industry='), asks('limit=100')),
      body((page) => ({ ...page, results: [...page.results].reverse() })),
    ),
  ],
  [
    'S4',
    'a filter changes the places of two',
    answers(
      ({ url }) => /\?industry=[^&]*&limit=100$/.test(url),
      body(({ results: [first, second, ...others], ...page }) => ({ ...page, results: [second, first, ...others] })),
    ),
  ],
  ...[...wrongForSearch, 'limit=0', 'offset=-1'].map(
    (wrong): Breakage => [
      'S6',
      `the error of ${wrong} does not name the parameter`,
      answers(both(toSearch, asks(`?${wrong}`)), only(400, says(400, { error: 'Bad request.' }))),
    ],
  ),
  ...['limit=0', 'offset=-1'].map(
    (wrong): Breakage => [
      'S6',
      `${wrong} is ignored`,
      takes(toSearch, (url) => url.replace(new RegExp(`[?]${wrong}$`), '')),
    ],
  ),
  ['S7', 'a limit above 1000 is refused', answers(asks('limit=1001'), says(400, { error: 'limit' }))],
  [
    'S7',
    'a limit above 1000 is taken',
    answers(
      asks('limit=1001'),
      body((page) => ({ ...page, results: [...page.results, page.results[0]] })),
    ),
  ],
  [
    'S7',
    'an offset past the end counts nobody',
    answers(
      ({ url }) => /company_name.*&offset/.test(url),
      body((page) => ({ ...page, count: 0 })),
    ),
  ],
  [
    'S9',
    'an empty text where the database lacks a value',
    answers(
      toSearch,
      each((row) => ({ ...row, job_level: row.job_level ?? '' })),
    ),
  ],
  // The list of error codes has this body for the 401 of all endpoints.
  ['T3', '401 is that of the error codes', answers(toStatus, only(401, says(401, { detail: 'Invalid token.' })))],
  [
    'C1',
    '401 is that of the error codes',
    answers(asks('/enrichment-control/'), only(401, says(401, { detail: 'Invalid token.' }))),
  ],
  [
    'T4',
    'a job of the list has a key less',
    answers(
      ({ url }) => url.endsWith('/status/'),
      body((all) => all.map(({ updated_at: _, ...job }: { updated_at: string }) => job)),
    ),
  ],
  [
    'T4',
    "another account's job is in the list",
    answers(
      ({ url }) => url.endsWith('/status/'),
      body((all) => [...all, { ...all.at(-1), job_id: jobs.foreign }]),
    ),
  ],
  ...(['completed', 'paused', 'pending', 'empty'] as const).map(
    (name): Breakage => [
      'T4',
      `the ${name} job is left out`,
      answers(
        ({ url }) => url.endsWith('/status/'),
        body((all) => all.filter(({ job_id }: { job_id: string }) => job_id !== jobs[name])),
      ),
    ],
  ),
];
