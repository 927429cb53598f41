import { unknownJob } from '../../../src/conformance/api.ts';
import {
  anonymous,
  answers,
  asks,
  type Breakage,
  backwards,
  body,
  both,
  each,
  lets,
  only,
  says,
  takes,
  toSearch,
  without,
} from '../broken.ts';

/** Queries that Search refuses (S6). */
export const wrongForSearch = ['limit=abc', 'limit=1.5', 'offset=abc'];

/** Ways to break Search but for its filters and its order. */
export const searchBreakages: readonly Breakage[] = [
  [
    'S1',
    'its 401 is that of Results',
    answers(toSearch, only(401, says(401, { message: 'Invalid or expired token' }))),
  ],
  ['S1', 'a missing token is 403', answers(both(toSearch, anonymous), says(403, { detail: 'Invalid token.' }))],
  [
    'S1',
    'any token will do',
    lets(({ headers }) => /^Token no-/.test(headers.authorization ?? ''), 'Token demo-token'),
  ],
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
  [
    'S5',
    'a page has one result less than by default',
    answers(
      both(toSearch, ({ url }) => !/limit=(?!10&)/.test(url)),
      body((page) => ({ ...page, results: page.results.slice(0, 9) })),
    ),
  ],
  ['S5', 'a page has 2 results at least', takes(toSearch, (url) => url.replace(/limit=1$/, 'limit=2'))],
  ['S5', 'no page has more than the default', takes(toSearch, (url) => url.replace('limit=20', 'limit=10'))],
  ...wrongForSearch.map(
    (wrong): Breakage => ['S6', `${wrong} is ignored`, takes(toSearch, without(new RegExp(`[?]${wrong}$`)))],
  ),
  ['S6', 'a part of a limit counts', takes(toSearch, (url) => url.replace('limit=1.5', 'limit=1'))],
  ['S6', 'the 400 has detail', answers(both(toSearch, asks('=abc')), only(400, says(400, { detail: 'limit' })))],
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
    'count is one too many',
    answers(
      both(toSearch, (question) => !question.url.includes('industry=')),
      body((page) => ({ ...page, count: page.count + 1 })),
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
  ...['is_email_unlocked', 'is_phone_unlocked'].map(
    (flag): Breakage => [
      'S10',
      `${flag} is no boolean`,
      answers(
        toSearch,
        each((row) => ({ ...row, [flag]: Number(row[flag]) })),
      ),
    ],
  ),
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
    'S12',
    'a number instead of a UUID',
    answers(
      toSearch,
      each((row) => ({ ...row, uuid: Number.parseInt(row.uuid, 16) })),
    ),
  ],
  [
    'S12',
    'one UUID for all',
    answers(
      toSearch,
      each((row) => ({ ...row, uuid: unknownJob })),
    ),
  ],
];
