import { unknownJobId } from '../../../src/conformance/api-client.ts';
import {
  allOf,
  type Breakage,
  changeAuthorization,
  changeBody,
  changeResponse,
  changeRows,
  changeUrl,
  hasNoToken,
  ifStatus,
  isSearch,
  removeFromUrl,
  respondWith,
  reverseKeys,
  urlHas,
} from '../broken-server.ts';

/** Queries that Search refuses (S6). */
export const invalidSearchQueries = ['limit=abc', 'limit=1.5', 'offset=abc'];

/** Breakages of Search, except for its filters and its order. */
export const searchBreakages: readonly Breakage[] = [
  [
    'S1',
    '401 has the body of Results',
    changeResponse(isSearch, ifStatus(401, respondWith(401, { message: 'Invalid or expired token' }))),
  ],
  [
    'S1',
    'a missing token is 403',
    changeResponse(allOf(isSearch, hasNoToken), respondWith(403, { detail: 'Invalid token.' })),
  ],
  [
    'S1',
    'any token is accepted',
    changeAuthorization(({ headers }) => /^Token no-/.test(headers.authorization ?? ''), 'Token demo-token'),
  ],
  [
    'S5',
    'limit is 25 by default',
    changeUrl(
      (request) => isSearch(request) && !request.url.includes('limit'),
      (url) => `${url}${url.includes('?') ? '&' : '?'}limit=25`,
    ),
  ],
  [
    'S5',
    'offset is 1 by default',
    changeUrl(
      (request) => isSearch(request) && !request.url.includes('offset'),
      (url) => `${url}${url.includes('?') ? '&' : '?'}offset=1`,
    ),
  ],
  [
    'S5',
    'a page has one result less than the default',
    changeResponse(
      allOf(isSearch, ({ url }) => !/limit=(?!10&)/.test(url)),
      changeBody((page) => ({ ...page, results: page.results.slice(0, 9) })),
    ),
  ],
  ['S5', 'a page has at least 2 results', changeUrl(isSearch, (url) => url.replace(/limit=1$/, 'limit=2'))],
  ['S5', 'limit is at most 10', changeUrl(isSearch, (url) => url.replace('limit=20', 'limit=10'))],
  ...invalidSearchQueries.map(
    (wrong): Breakage => ['S6', `${wrong} is ignored`, changeUrl(isSearch, removeFromUrl(new RegExp(`[?]${wrong}$`)))],
  ),
  ['S6', 'the fraction of a limit is ignored', changeUrl(isSearch, (url) => url.replace('limit=1.5', 'limit=1'))],
  [
    'S6',
    '400 has detail in place of error',
    changeResponse(allOf(isSearch, urlHas('=abc')), ifStatus(400, respondWith(400, { detail: 'limit' }))),
  ],
  [
    'S8',
    'success is a text',
    changeResponse(
      isSearch,
      changeBody((page) => ({ ...page, success: 'true' })),
    ),
  ],
  [
    'S8',
    'the body has no success',
    changeResponse(
      isSearch,
      changeBody(({ success: _, ...page }) => page),
    ),
  ],
  [
    'S8',
    'the body has a key next',
    changeResponse(
      isSearch,
      changeBody((page) => ({ ...page, next: null })),
    ),
  ],
  [
    'S8',
    'count is the number of results on the page',
    changeResponse(
      isSearch,
      changeBody((page) => ({ ...page, count: page.results.length })),
    ),
  ],
  [
    'S8',
    'count is the number of results from the offset on',
    changeResponse(
      allOf(isSearch, urlHas('offset=5')),
      changeBody((page) => ({ ...page, count: page.count - 5 })),
    ),
  ],
  [
    'S8',
    'count is one too many',
    changeResponse(
      allOf(isSearch, (request) => !request.url.includes('industry=')),
      changeBody((page) => ({ ...page, count: page.count + 1 })),
    ),
  ],
  [
    'S8',
    'count is the number of all people',
    changeResponse(
      allOf(isSearch, urlHas('industry=')),
      changeBody((page) => ({ ...page, count: 1200 })),
    ),
  ],
  ['S8', 'limit is ignored', changeUrl(isSearch, (url) => url.replace('limit=5', 'limit=10'))],
  [
    'S9',
    'a result has one key too many',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, employee_range: null })),
    ),
  ],
  [
    'S9',
    'a result lacks a key',
    changeResponse(
      isSearch,
      changeRows(({ contact_linkedin_url: _, ...row }) => row),
    ),
  ],
  ['S9', 'the keys have another order', changeResponse(isSearch, reverseKeys)],
  [
    'S10',
    'a result shows an email that is not unlocked',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, contact_email: 'a@b.example' })),
    ),
  ],
  [
    'S10',
    'a result shows a mobile phone that is not unlocked',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, contact_mobile_phone: '+1 415 555 0100' })),
    ),
  ],
  [
    'S10',
    'a result has an empty direct phone that is not unlocked',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, contact_direct_phone: '' })),
    ),
  ],
  ...['is_email_unlocked', 'is_phone_unlocked'].map(
    (flag): Breakage => [
      'S10',
      `${flag} is a number`,
      changeResponse(
        isSearch,
        changeRows((row) => ({ ...row, [flag]: Number(row[flag]) })),
      ),
    ],
  ),
  [
    'S11',
    'a search is charged',
    changeResponse(allOf(isSearch, urlHas('limit=100')), respondWith(402, { error: 'Insufficient credits.' })),
  ],
  [
    'S11',
    'the body names a charge',
    changeResponse(
      isSearch,
      changeBody((page) => ({ ...page, credits_charged: 0 })),
    ),
  ],
  [
    'S12',
    'uuid is a number',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, uuid: Number.parseInt(row.uuid, 16) })),
    ),
  ],
  [
    'S12',
    'all results have the same UUID',
    changeResponse(
      isSearch,
      changeRows((row) => ({ ...row, uuid: unknownJobId })),
    ),
  ],
];
