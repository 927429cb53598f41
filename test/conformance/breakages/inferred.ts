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
import { hasAuthorization } from './all-endpoints.ts';
import { invalidResultsQueries } from './results.ts';
import { invalidSearchQueries } from './search.ts';

const { account, contact } = readDefaultColumns();
const canonical = [...account, ...contact];

const hasUnknownToken = ({ headers }: HttpRequest): boolean => headers.authorization?.endsWith(unknownToken) ?? false;

/** Breakages of inferred clauses. */
export const inferredBreakages: readonly Breakage[] = [
  [
    'E4',
    'an unknown path is a 404 page of the web server',
    changeResponse(urlHas('no-such'), (response) => ({ ...response, text: '<h1>404' })),
  ],
  ['E1', 'Search is not under /api/v1', changeResponse(allOf(isSearch, urlHas('/api/v1')), respondNotFound)],
  [
    'E1',
    'Results has another 401 under /backend/api/v1',
    changeResponse(urlHas('/backend/api/v1/enrichment'), respondWith(401, { message: 'No API key' })),
  ],
  ['E1', 'nothing is under /api/v1', changeResponse(urlHas('/api/v1'), respondNotFound)],
  [
    'E1',
    'a web page is under /backend/api/v1',
    changeResponse(urlHas('/backend/api/v1'), () => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      text: '<!doctype html>',
    })),
  ],
  [
    'E1',
    'another service with its own tokens is under /api/v1',
    changeResponse(urlHas('/api/v1'), respondWith(401, { message: 'No API key' })),
  ],
  ...['GET', 'HEAD'].map(
    (name): Breakage => [
      'E2',
      `${name} is not redirected`,
      changeResponse(
        allOf(urlHas('/search?'), ({ method }) => method === name),
        respondNotFound,
      ),
    ],
  ),
  [
    'E2',
    'the redirect loses the query',
    changeResponse(urlHas('/search?'), setHeader('location', '/external/search/')),
  ],
  [
    'E3',
    'HEAD is 405',
    changeResponse(
      ({ method }) => method === 'HEAD',
      (response) => ({ ...response, status: 405 }),
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
      (response) => ({ ...response, text: '{}' }),
    ),
  ],
  ['E3', '405 has no Allow', changeResponse(({ method }) => method === 'PROPFIND', setHeader('allow', undefined))],
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
    Object.entries({ 'is missing': hasNoToken, 'is invalid': hasUnknownToken }).map(
      ([problem, isRefused]): Breakage => [
        'E7',
        `${wrong} is 400 although the token ${problem}`,
        changeResponse(allOf(isRefused, urlHas(wrong)), respondWith(400, { error: wrong })),
      ],
    ),
  ),
  ...['Token demo-token', 'demo-token'].map(
    (wrong): Breakage => [
      'E7',
      `Results accepts the Authorization "${wrong}"`,
      changeAuthorization(allOf(isResults, hasAuthorization(wrong)), 'Bearer demo-token'),
    ],
  ),
  ...['Token', 'Bearer'].map(
    (scheme): Breakage => [
      'E7',
      `text after the token is ignored with the scheme word ${scheme}`,
      changeAuthorization(hasAuthorization(`${scheme} demo-token x`), `${scheme} demo-token`),
    ],
  ),
  [
    'E7',
    'the scheme word of Search is case-sensitive',
    changeAuthorization(({ headers }) => /^tOKEN/.test(headers.authorization ?? ''), 'none'),
  ],
  [
    'E7',
    'the scheme word of Results is case-sensitive',
    changeAuthorization(({ headers }) => /^bEARER/.test(headers.authorization ?? ''), 'none'),
  ],
  [
    'E8',
    'an unknown parameter is refused',
    changeResponse(urlHas('no_such_parameter'), respondWith(400, { error: 'unknown' })),
  ],
  [
    'E8',
    'an empty parameter is refused',
    changeResponse(({ url }) => url.endsWith('industry='), respondWith(400, { error: 'industry' })),
  ],
  [
    'E8',
    'the first of repeated parameters counts',
    changeUrl(isSearch, (url) => url.replace('limit=1&limit=5', 'limit=1')),
  ],
  ...[200, 401, 404].map(
    (status): Breakage => [
      'E9',
      `${status} has a charset`,
      changeResponse(
        (request) => !urlHas('csv')(request),
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
    changeResponse(isSearch, (response) => ({ ...response, text: response.text.replace('John', '\\u004aohn') })),
  ],
  ...['1.0', '1e1', '0x1', '%20'].map(
    (text): Breakage => [
      'E10',
      `"${text}" is a number`,
      changeUrl(isSearch, (url) => url.replace(`limit=${text}`, 'limit=1')),
    ],
  ),
  ...['GET', 'OPTIONS'].map(
    (name): Breakage => [
      'E11',
      `the response to ${name} has no Access-Control-Allow-Origin`,
      changeResponse(
        allOf(isSearch, ({ method }) => method === name),
        setHeader('access-control-allow-origin', undefined),
      ),
    ],
  ),
  ...Object.entries({ Results: isResults, Status: isStatus }).map(
    ([page, filter]): Breakage => [
      'E15',
      `a job id in upper case is accepted by ${page}`,
      changeUrl(filter, (url) => url.replace(jobs.completed.toUpperCase(), jobs.completed)),
    ],
  ),
  [
    'E11',
    'a preflight needs a token',
    changeResponse(
      ({ method }) => method === 'OPTIONS',
      (response) => ({ ...response, status: 401 }),
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
    'only the last filter counts',
    changeUrl(isSearch, (url) => url.replace(/\?.*&(?=(?:job_level|contact_office_country)=)/, '?')),
  ],
  [
    'S2',
    'an unknown value of a filter is refused',
    changeResponse(urlHas('job_level=nobody'), respondWith(400, { error: 'job_level takes C Level.' })),
  ],
  ['R1', '401 has no WWW-Authenticate', changeResponse(isResults, setHeader('www-authenticate', undefined))],
  ...invalidResultsQueries.map(
    (wrong): Breakage => [
      'R3',
      `the error of ${wrong} does not name the parameter`,
      changeResponse(allOf(isResults, urlHas(`?${wrong}`)), ifStatus(400, respondWith(400, { error: 'Bad request.' }))),
    ],
  ),
  [
    'R4',
    'an invalid page is refused with CSV',
    changeResponse(allOf(isCsv, urlHas('page=abc')), respondWith(400, { error: 'page' })),
  ],
  ['R5', 'a job id that is no UUID is 400', changeResponse(urlHas('no-uuid'), respondWith(400, { error: 'job_id' }))],
  ['R8', 'the job is looked up first', changeResponse(allOf(urlHas(unknownJobId), urlHas('page=0')), respondNotFound)],
  [
    'R8',
    'the status is checked first',
    changeResponse(allOf(isResultsOf('pending'), urlHas('page=0')), respondWith(400, { error: 'Results not ready.' })),
  ],
  [
    'R8',
    'an invalid page of a pending job is 404',
    changeResponse(allOf(isResultsOf('pending'), urlHas('page=0')), respondNotFound),
  ],
  [
    'R9',
    'each page is in reverse order',
    changeResponse(
      isJson,
      changeBody((page) => ({ ...page, data: [...page.data].reverse() })),
    ),
  ],
  [
    'R10',
    'a page past the end is the last page',
    changeUrl(isJson, (url) => url.replace('page=2&page_size=200', 'page=1&page_size=200')),
  ],
  ['R10', 'a page past the end is 404', changeResponse(allOf(isJson, urlHas('page=2&page_size=200')), respondNotFound)],
  [
    'R14',
    'imported_* columns are sorted without letter case',
    changeResponse(
      allOf(isCsv),
      changeColumns((names) => ['imported_a', 'imported_B', ...names]),
    ),
  ],
  [
    'R14',
    'the status columns have another order',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names.filter((name) => name !== 'enrichment_status'), 'enrichment_status']),
    ),
  ],
  [
    'R14',
    'another column comes before the status columns',
    changeResponse(
      isCsv,
      changeColumns((names) => names.flatMap((name) => (name === 'enrichment_status' ? ['own', name] : [name]))),
    ),
  ],
  [
    'R15',
    'the canonical columns have another order',
    changeResponse(
      isCsv,
      changeColumns((names) => [...names.slice(0, 3), 'last_name', 'first_name', ...names.slice(5)]),
    ),
  ],
  [
    'R15',
    'CSV has a canonical column that no record has',
    changeResponse(
      isCsv,
      changeColumns((names) => [
        ...names.filter((name) => name.startsWith('imported_')),
        ...canonical,
        ...names.filter((name) => !name.startsWith('imported_') && !canonical.includes(name)),
      ]),
    ),
  ],
  ['R16', 'Content-Type has no charset', changeResponse(isCsv, setHeader('content-type', 'text/csv'))],
  [
    'R16',
    'rows end with LF',
    changeResponse(
      isCsv,
      changeCsv((rows) => rows, '\n'),
    ),
  ],
  [
    'R16',
    'a cell has needless quotes',
    changeResponse(isCsv, (response) => ({ ...response, text: response.text.replace('Acme Corp', '"$&"') })),
  ],
  ['R16', 'CSV has a BOM', changeResponse(isCsv, (response) => ({ ...response, text: `\ufeff${response.text}` }))],
  [
    'R16',
    'the file has another name',
    changeResponse(isCsv, setHeader('content-disposition', 'attachment; filename="results.csv"')),
  ],
  [
    'R16',
    'a cell that begins with + has an apostrophe before it',
    changeResponse(isCsv, (response) => ({ ...response, text: response.text.replaceAll(',+', ",'+") })),
  ],
  [
    'R17',
    'total_records of a paused job counts all records',
    changeResponse(
      allOf(isResultsOf('paused'), urlHas('page_size')),
      changeBody((page) => ({ ...page, total_records: 100 })),
    ),
  ],
  [
    'R20',
    'a record has an unknown source',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, enrichment_source: row.enrichment_source && 'apollo' })),
    ),
  ],
  [
    'R24',
    'the column of a skipped check is empty',
    changeResponse(
      isJson,
      changeRows((row) => ({ ...row, name_match_status: row.name_match_status.replace('skipped', '') })),
    ),
  ],
  ['S1', '401 has no WWW-Authenticate', changeResponse(isSearch, setHeader('www-authenticate', undefined))],
  [
    'S3',
    'a value in upper case finds nobody',
    changeResponse(
      ({ url }) => /industry=[A-Z]{2}/.test(url),
      changeBody((page) => ({ ...page, count: 0, results: [] })),
    ),
  ],
  [
    'S3',
    'a value in lower case finds nobody',
    changeResponse(
      ({ url }) => url.endsWith('industry=technology'),
      changeBody((page) => ({ ...page, count: 0, results: [] })),
    ),
  ],
  [
    'S3',
    'a part of a value finds fewer people than the whole value',
    // A part of CEO, the title of the newest person.
    changeResponse(
      ({ url }) => url.endsWith('job_title=EO'),
      changeBody((page) => ({ ...page, count: 1 })),
    ),
  ],
  [
    'S3',
    'a part of an industry finds the industry',
    changeUrl(isSearch, (url) => url.replace('=echnology', '=Technology')),
  ],
  ...['%25', '_', '*', '%5C'].map(
    (character): Breakage => [
      'S3',
      `${character} is a wildcard`,
      changeUrl(isSearch, (url) => (url.endsWith(`job_title=${character}`) ? url.replace(/[?].*/, '') : url)),
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
    'a filter swaps two results',
    changeResponse(
      ({ url }) => /\?industry=[^&]*&limit=100$/.test(url),
      changeBody(({ results: [first, second, ...others], ...page }) => ({
        ...page,
        results: [second, first, ...others],
      })),
    ),
  ],
  ...[...invalidSearchQueries, 'limit=0', 'offset=-1'].map(
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
    'a limit above 1000 returns more than 1000 results',
    changeResponse(
      urlHas('limit=1001'),
      changeBody((page) => ({ ...page, results: [...page.results, page.results[0]] })),
    ),
  ],
  [
    'S7',
    'count is 0 with an offset past the end',
    changeResponse(
      ({ url }) => /company_name.*&offset/.test(url),
      changeBody((page) => ({ ...page, count: 0 })),
    ),
  ],
  [
    'S9',
    'a missing value is an empty text',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, job_level: row.job_level ?? '' })),
    ),
  ],
  // The list of error codes has this body for the 401 of all endpoints.
  [
    'T3',
    '401 has the body of the list of error codes',
    changeResponse(isStatus, ifStatus(401, respondWith(401, { detail: 'Invalid token.' }))),
  ],
  [
    'C1',
    '401 has the body of the list of error codes',
    changeResponse(urlHas('/enrichment-control/'), ifStatus(401, respondWith(401, { detail: 'Invalid token.' }))),
  ],
  [
    'T4',
    'a job of the list lacks a key',
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
