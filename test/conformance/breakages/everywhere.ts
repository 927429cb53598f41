import type { Question } from '../../../src/conformance/http.ts';
import { answers, asks, type Breakage, both, header, lets, notFound, takes, toSearch } from '../broken.ts';

/** Requests with this very Authorization header. */
export const authorizedBy =
  (text: string) =>
  ({ headers }: Question): boolean =>
    headers.authorization === text;

/** Ways to break what holds for all endpoints. */
export const everywhereBreakages: readonly Breakage[] = [
  ['E1', 'Results is not below the base that was named', answers(({ url }) => /:\d+\/enrichment/.test(url), notFound)],
  [
    'E1',
    'Search finds others below /backend/api/v1',
    takes(asks('/backend/api/v1/external'), (url) => `${url}&offset=1`),
  ],
  [
    'E1',
    'Search has another Content-Type below /backend/api/v1',
    answers(asks('/backend/api/v1/external'), header('content-type', 'application/json; charset=utf-8')),
  ],
  [
    'E1',
    'Results has another Content-Type below /backend/api/v1',
    answers(asks('/backend/api/v1/enrichment'), header('content-type', 'application/json; charset=utf-8')),
  ],
  ['E4', 'an unknown path is an empty list', answers(asks('no-such'), (answer) => ({ ...answer, status: 200 }))],
  ...['Bearer demo-token', 'demo-token'].map(
    (wrong): Breakage => [
      'E7',
      `Search takes "${wrong}"`,
      lets(both(toSearch, authorizedBy(wrong)), 'Token demo-token'),
    ],
  ),
];
