import { invalidToken, unknownJob } from '../../../src/check/api.ts';
import type { Question } from '../../../src/check/http.ts';
import {
  anonymous,
  answers,
  asks,
  type Breakage,
  both,
  header,
  lets,
  notFound,
  says,
  takes,
  toResults,
  toSearch,
} from '../broken.ts';

const authorizedBy =
  (text: string) =>
  ({ headers }: Question): boolean =>
    headers.authorization === text;
const invalid = ({ headers }: Question): boolean => headers.authorization?.endsWith(invalidToken) ?? false;

/** Ways to break what holds for all endpoints. */
export const everywhereBreakages: readonly Breakage[] = [
  ['E1', 'Search is not below /api/v1', answers(both(toSearch, asks('/api/v1')), notFound)],
  ['E1', 'Results is not below the root', answers(({ url }) => /:\d+\/enrichment/.test(url), notFound)],
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
    'Results has another 401 below /backend/api/v1',
    answers(asks('/backend/api/v1/enrichment'), says(401, { message: 'No API key' })),
  ],
  ['E4', 'an unknown path is an empty list', answers(asks('no-such'), (answer) => ({ ...answer, status: 200 }))],
  ...['limit=abc', 'page=abc'].flatMap((wrong) =>
    Object.entries({ 'is missing': anonymous, 'is invalid': invalid }).map(
      ([what, refused]): Breakage => [
        'E7',
        `${wrong} is 400 although the token ${what}`,
        answers(both(refused, asks(wrong)), says(400, { error: wrong })),
      ],
    ),
  ),
  ['E7', 'a job is looked up before the token', answers(both(anonymous, asks(unknownJob)), notFound)],
  ...['Bearer demo-token', 'demo-token', 'Token demo-token x'].map(
    (wrong): Breakage => [
      'E7',
      `Search takes "${wrong}"`,
      lets(both(toSearch, authorizedBy(wrong)), 'Token demo-token'),
    ],
  ),
  ...['Token demo-token', 'demo-token', 'Bearer demo-token x'].map(
    (wrong): Breakage => [
      'E7',
      `Results takes "${wrong}"`,
      lets(both(toResults, authorizedBy(wrong)), 'Bearer demo-token'),
    ],
  ),
];
