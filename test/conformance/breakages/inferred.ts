import { unknownJobId, unknownToken } from '../../../src/conformance/api-client.ts';
import type { HttpRequest } from '../../../src/conformance/http-sender.ts';
import { readDefaultColumns } from '../../../src/fixtures/load/load-fixtures.ts';
import {
  allOf,
  type Breakage,
  changeAuthorization,
  changeBody,
  changeColumns,
  changeCsv,
  changeResponse,
  changeRows,
  changeUrl,
  hasNoToken,
  hasToken,
  ifStatus,
  isCsv,
  isJson,
  isResults,
  isResultsOf,
  isSearch,
  isStatus,
  jobs,
  respondNotFound,
  respondWith,
  setHeader,
  urlHas,
} from '../broken-server.ts';
import { authorizedBy } from './all-endpoints.ts';
import { wrongForResults } from './results.ts';
import { wrongForSearch } from './search.ts';

const { account, contact } = readDefaultColumns();
const canonical = [...account, ...contact];

const invalid = ({ headers }: HttpRequest): boolean => headers.authorization?.endsWith(unknownToken) ?? false;

/** Ways to break inferredBreakages clauses. */
export const inferredBreakages: readonly Breakage[] = [
  [
    'E4',
    'an unknown path is 404 of the web server',
    changeResponse(urlHas('no-such'), (answer) => ({ ...answer, text: '<h1>404' })),
  ],
  ['E1', 'Search is not below /api/v1', changeResponse(allOf(isSearch, urlHas('/api/v1')), respondNotFound)],
  [
    'E1',
    'Results has another 401 below /backend/api/v1',
    changeResponse(urlHas('/backend/api/v1/enrichment'), respondWith(401, { message: 'No API key' })),
  ],
  ['E1', 'nothing is below /api/v1', changeResponse(urlHas('/api/v1'), respondNotFound)],
  [
    'E1',
    'below /backend/api/v1 is a web page',
    changeResponse(urlHas('/backend/api/v1'), () => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      text: '<!doctype html>',
    })),
  ],
  [
    'E1',
    'below /api/v1 is another service with tokens of its own',
    changeResponse(urlHas('/api/v1'), respondWith(401, { message: 'No API key' })),
  ],
  ...['GET', 'HEAD'].map(
    (asked): Breakage => [
      'E2',
      `no redirect of ${asked}`,
      changeResponse(
        allOf(urlHas('/search?'), ({ method }) => method === asked),
        respondNotFound,
      ),
    ],
  ),
  ['E2', 'the query is lost', changeResponse(urlHas('/search?'), setHeader('location', '/external/search/'))],
  [
    'E3',
    'HEAD is 405',
    changeResponse(
      ({ method }) => method === 'HEAD',
      (answer) => ({ ...answer, status: 405 }),
    ),
  ],
  [
    'E3',
    'HEAD has another Content-Type',
    changeResponse(({ method }) => method === 'HEAD', setHeader('content-type', 'text/html')),
  ],
  [
    'E3',
    'HEAD has a body',
    changeResponse(
      ({ method }) => method === 'HEAD',
      (answer) => ({ ...answer, text: '{}' }),
    ),
  ],
  ['E3', 'Allow is not told', changeResponse(({ method }) => method === 'PROPFIND', setHeader('allow', undefined))],
  [
    'E3',
    'an unknown method is 404',
    changeResponse(
      allOf(({ method }) => method === 'PROPFIND', hasToken),
      respondNotFound,
    ),
  ],
  [
    'E3',
    'another method without a token is 405',
    changeResponse(
      allOf(({ method }) => method === 'PROPFIND', hasNoToken),
      respondWith(405, { detail: 'Method "PROPFIND" not allowed.' }),
    ),
  ],
  ...['/enrichment-control/', '/external/unlock/'].map(
    (path): Breakage => [
      'E3',
      `GET of ${path} is 404`,
      changeResponse(
        allOf(urlHas(path), ({ method }) => method === 'GET'),
        respondNotFound,
      ),
    ],
  ),
  ...['limit=abc', 'page=abc'].flatMap((wrong) =>
    Object.entries({ 'is missing': hasNoToken, 'is invalid': invalid }).map(
      ([what, refused]): Breakage => [
        'E7',
        `${wrong} is 400 although the token ${what}`,
        changeResponse(allOf(refused, urlHas(wrong)), respondWith(400, { error: wrong })),
      ],
    ),
  ),
  ...['Token demo-token', 'demo-token'].map(
    (wrong): Breakage => [
      'E7',
      `Results takes "${wrong}"`,
      changeAuthorization(allOf(isResults, authorizedBy(wrong)), 'Bearer demo-token'),
    ],
  ),
  ...['Token', 'Bearer'].map(
    (scheme): Breakage => [
      'E7',
      `what follows a token is ignored after ${scheme}`,
      changeAuthorization(authorizedBy(`${scheme} demo-token x`), `${scheme} demo-token`),
    ],
  ),
  [
    'E7',
    'letter case counts in the scheme word',
    changeAuthorization(({ headers }) => /^tOKEN/.test(headers.authorization ?? ''), 'none'),
  ],
  [
    'E7',
    'letter case counts in the scheme word of Results',
    changeAuthorization(({ headers }) => /^bEARER/.test(headers.authorization ?? ''), 'none'),
  ],
  [
    'E8',
    'an unknown parameter is refused',
    changeResponse(urlHas('no_such_parameter'), respondWith(400, { error: 'unknown' })),
  ],
  [
    'E8',
    'an empty parameter counts',
    changeResponse(({ url }) => url.endsWith('industry='), respondWith(400, { error: 'industry' })),
  ],
  [
    'E8',
    'the first of equal parameters counts',
    changeUrl(isSearch, (url) => url.replace('limit=1&limit=5', 'limit=1')),
  ],
  ...[200, 401, 404].map(
    (status): Breakage => [
      'E9',
      `a charset of ${status}`,
      changeResponse(
        (question) => !urlHas('csv')(question),
        ifStatus(status, setHeader('content-type', 'application/json; charset=utf-8')),
      ),
    ],
  ),
  [
    'E9',
    'count comes first',
    changeResponse(
      isSearch,
      changeBody(({ count, ...page }) => ({ count, ...page })),
    ),
  ],
  [
    'E9',
    'letters are escaped',
    changeResponse(isSearch, (answer) => ({ ...answer, text: answer.text.replace('John', '\\u004aohn') })),
  ],
  ...['1.0', '1e1', '0x1', '%20'].map(
    (text): Breakage => [
      'E10',
      `"${text}" is a number`,
      changeUrl(isSearch, (url) => url.replace(`limit=${text}`, 'limit=1')),
    ],
  ),
  ...['GET', 'OPTIONS'].map(
    (asked): Breakage => [
      'E11',
      `no Access-Control-Allow-Origin in the answer to ${asked}`,
      changeResponse(
        allOf(isSearch, ({ method }) => method === asked),
        setHeader('access-control-allow-origin', undefined),
      ),
    ],
  ),
  ...Object.entries({ Results: isResults, Status: isStatus }).map(
    ([page, which]): Breakage => [
      'E15',
      `letter case does not count in ${page}`,
      changeUrl(which, (url) => url.replace(jobs.completed.toUpperCase(), jobs.completed)),
    ],
  ),
  [
    'E11',
    'a preflight needs a token',
    changeResponse(
      ({ method }) => method === 'OPTIONS',
      (answer) => ({ ...answer, status: 401 }),
    ),
  ],
  [
    'E11',
    'Authorization is not allowed',
    changeResponse(isSearch, setHeader('access-control-allow-headers', 'Accept')),
  ],
  [
    'E11',
    'Content-Disposition is not exposed',
    changeResponse(isSearch, setHeader('access-control-expose-headers', 'Retry-After')),
  ],
  [
    'S2',
    'the last filter alone counts',
    changeUrl(isSearch, (url) => url.replace(/\?.*&(?=(?:job_level|contact_office_country)=)/, '?')),
  ],
  [
    'S2',
    'a value outside a vocabulary is refused',
    changeResponse(urlHas('job_level=nobody'), respondWith(400, { error: 'job_level takes C Level.' })),
  ],
  ['R1', 'no WWW-Authenticate', changeResponse(isResults, setHeader('www-authenticate', undefined))],
  ...wrongForResults.map(
    (wrong): Breakage => [
      'R3',
      `the error of ${wrong} does not name the parameter`,
      changeResponse(allOf(isResults, urlHas(`?${wrong}`)), ifStatus(400, respondWith(400, { error: 'Bad request.' }))),
    ],
  ),
  [
    'R4',
    'page is checked for CSV too',
    changeResponse(allOf(isCsv, urlHas('page=abc')), respondWith(400, { error: 'page' })),
  ],
  ['R5', 'no UUID is 400', changeResponse(urlHas('no-uuid'), respondWith(400, { error: 'job_id' }))],
  ['R8', 'the job is looked up first', changeResponse(allOf(urlHas(unknownJobId), urlHas('page=0')), respondNotFound)],
  [
    'R8',
    'the status is looked at first',
    changeResponse(allOf(isResultsOf('pending'), urlHas('page=0')), respondWith(400, { error: 'Results not ready.' })),
  ],
  [
    'R8',
    'the status is all that is looked at',
    changeResponse(allOf(isResultsOf('pending'), urlHas('page=0')), respondNotFound),
  ],
  [
    'R9',
    'the order is another on each page',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, data: [...page.data].reverse() })),
    ),
  ],
  [
    'R10',
    'a page past the end is the last one',
    changeUrl(isJson, (url) => url.replace('page=2&page_size=200', 'page=1&page_size=200')),
  ],
  ['R10', 'a page past the end is 404', changeResponse(allOf(isJson, urlHas('page=2&page_size=200')), respondNotFound)],
  [
    'R14',
    'imported_* by letter alone',
    changeResponse(
      allOf(isCsv),
      changeColumns((names) => ['imported_a', 'imported_B', ...names]),
    ),
  ],
  [
    'R14',
    'another order of the status columns',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names.filter((name) => name !== 'enrichment_status'), 'enrichment_status']),
    ),
  ],
  [
    'R14',
    "a field of the caller's before the status columns",
    changeResponse(
      isCsv,
      changeColumns((names) => names.flatMap((name) => (name === 'enrichment_status' ? ['own', name] : [name]))),
    ),
  ],
  [
    'R15',
    'another order of the canonical columns',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names.slice(0, 3), 'last_name', 'first_name', ...names.slice(5)]),
    ),
  ],
  [
    'R15',
    'a column that no record has',
    changeResponse(
      isCsv,
      changeColumns((names) => [
        ...names.filter((name) => name.startsWith('imported_')),
        ...canonical,
        ...names.filter((name) => !name.startsWith('imported_') && !canonical.includes(name)),
      ]),
    ),
  ],
  ['R16', 'no charset', changeResponse(isCsv, setHeader('content-type', 'text/csv'))],
  [
    'R16',
    'LF',
    changeResponse(
      isCsv,
      changeCsv((rows) => rows, '\n'),
    ),
  ],
  [
    'R16',
    'needless quotes',
    changeResponse(isCsv, (answer) => ({ ...answer, text: answer.text.replace('Acme Corp', '"$&"') })),
  ],
  ['R16', 'a BOM', changeResponse(isCsv, (answer) => ({ ...answer, text: `\ufeff${answer.text}` }))],
  [
    'R16',
    'a name of its own',
    changeResponse(isCsv, setHeader('content-disposition', 'attachment; filename="results.csv"')),
  ],
  [
    'R16',
    'an apostrophe before +',
    changeResponse(isCsv, (answer) => ({ ...answer, text: answer.text.replaceAll(',+', ",'+") })),
  ],
  [
    'R17',
    'total_records counts what is to come',
    changeResponse(
      allOf(isResultsOf('paused'), urlHas('page_size')),
      changeBody((page) => ({ ...page, total_records: 100 })),
    ),
  ],
  [
    'R20',
    'another source',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, enrichment_source: row.enrichment_source && 'apollo' })),
    ),
  ],
  [
    'R24',
    'a check that was skipped says nothing',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, name_match_status: row.name_match_status.replace('skipped', '') })),
    ),
  ],
  ['S1', 'no WWW-Authenticate', changeResponse(isSearch, setHeader('www-authenticate', undefined))],
  [
    'S3',
    'letter case counts',
    changeResponse(
      ({ url }) => /industry=[A-Z]{2}/.test(url),
      changeBody((page) => ({ ...page, count: 0, results: [] })),
    ),
  ],
  [
    'S3',
    'lower case finds nobody',
    changeResponse(
      ({ url }) => url.endsWith('industry=technology'),
      changeBody((page) => ({ ...page, count: 0, results: [] })),
    ),
  ],
  [
    'S3',
    'a part finds fewer than the whole',
    // Of CEO, the title of the newest person.
    changeResponse(
      ({ url }) => url.endsWith('job_title=EO'),
      changeBody((page) => ({ ...page, count: 1 })),
    ),
  ],
  [
    'S3',
    'a part finds the whole of any filter',
    changeUrl(isSearch, (url) => url.replace('=echnology', '=Technology')),
  ],
  ...['%25', '_', '*', '%5C'].map(
    (sign): Breakage => [
      'S3',
      `${sign} is a wildcard`,
      changeUrl(isSearch, (url) => (url.endsWith(`job_title=${sign}`) ? url.replace(/[?].*/, '') : url)),
    ],
  ),
  [
    'S4',
    'a filter changes the order',
    changeResponse(
      allOf(isSearch, urlHas('industry='), urlHas('limit=100')),
      changeBody((page) => ({ ...page, results: [...page.results].reverse() })),
    ),
  ],
  [
    'S4',
    'a filter changes the places of two',
    changeResponse(
      ({ url }) => /\?industry=[^&]*&limit=100$/.test(url),
      changeBody(({ results: [first, second, ...others], ...page }) => ({
        ...page,
        results: [second, first, ...others],
      })),
    ),
  ],
  ...[...wrongForSearch, 'limit=0', 'offset=-1'].map(
    (wrong): Breakage => [
      'S6',
      `the error of ${wrong} does not name the parameter`,
      changeResponse(allOf(isSearch, urlHas(`?${wrong}`)), ifStatus(400, respondWith(400, { error: 'Bad request.' }))),
    ],
  ),
  ...['limit=0', 'offset=-1'].map(
    (wrong): Breakage => [
      'S6',
      `${wrong} is ignored`,
      changeUrl(isSearch, (url) => url.replace(new RegExp(`[?]${wrong}$`), '')),
    ],
  ),
  ['S7', 'a limit above 1000 is refused', changeResponse(urlHas('limit=1001'), respondWith(400, { error: 'limit' }))],
  [
    'S7',
    'a limit above 1000 is taken',
    changeResponse(
      urlHas('limit=1001'),
      changeBody((page) => ({ ...page, results: [...page.results, page.results[0]] })),
    ),
  ],
  [
    'S7',
    'an offset past the end counts nobody',
    changeResponse(
      ({ url }) => /company_name.*&offset/.test(url),
      changeBody((page) => ({ ...page, count: 0 })),
    ),
  ],
  [
    'S9',
    'an empty text where the database lacks a value',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, job_level: row.job_level ?? '' })),
    ),
  ],
  // The list of error codes has this body for the 401 of all endpoints.
  [
    'T3',
    '401 is that of the error codes',
    changeResponse(isStatus, ifStatus(401, respondWith(401, { detail: 'Invalid token.' }))),
  ],
  [
    'C1',
    '401 is that of the error codes',
    changeResponse(urlHas('/enrichment-control/'), ifStatus(401, respondWith(401, { detail: 'Invalid token.' }))),
  ],
  [
    'T4',
    'a job of the list has a key less',
    changeResponse(
      ({ url }) => url.endsWith('/status/'),
      changeBody((all) => all.map(({ updated_at: _, ...job }: { updated_at: string }) => job)),
    ),
  ],
  [
    'T4',
    "another account's job is in the list",
    changeResponse(
      ({ url }) => url.endsWith('/status/'),
      changeBody((all) => [...all, { ...all.at(-1), job_id: jobs.foreign }]),
    ),
  ],
  ...(['completed', 'paused', 'pending', 'empty'] as const).map(
    (name): Breakage => [
      'T4',
      `the ${name} job is left out`,
      changeResponse(
        ({ url }) => url.endsWith('/status/'),
        changeBody((all) => all.filter(({ job_id }: { job_id: string }) => job_id !== jobs[name])),
      ),
    ],
  ),
];
