import type { HttpRequest } from '../../../src/conformance/http-sender.ts';
import {
  allOf,
  type Breakage,
  changeAuthorization,
  changeResponse,
  changeUrl,
  isSearch,
  respondNotFound,
  setHeader,
  urlHas,
} from '../broken-server.ts';

/** Requests with this very Authorization header. */
export const authorizedBy =
  (text: string) =>
  ({ headers }: HttpRequest): boolean =>
    headers.authorization === text;

/** Ways to break what holds for all endpoints. */
export const allEndpointsBreakages: readonly Breakage[] = [
  [
    'E1',
    'Results is not below the base that was named',
    changeResponse(({ url }) => /:\d+\/enrichment/.test(url), respondNotFound),
  ],
  [
    'E1',
    'Search finds others below /backend/api/v1',
    changeUrl(urlHas('/backend/api/v1/external'), (url) => `${url}&offset=1`),
  ],
  [
    'E1',
    'Search has another Content-Type below /backend/api/v1',
    changeResponse(urlHas('/backend/api/v1/external'), setHeader('content-type', 'application/json; charset=utf-8')),
  ],
  [
    'E1',
    'Results has another Content-Type below /backend/api/v1',
    changeResponse(urlHas('/backend/api/v1/enrichment'), setHeader('content-type', 'application/json; charset=utf-8')),
  ],
  [
    'E4',
    'an unknown path is an empty list',
    changeResponse(urlHas('no-such'), (answer) => ({ ...answer, status: 200 })),
  ],
  ...['Bearer demo-token', 'demo-token'].map(
    (wrong): Breakage => [
      'E7',
      `Search takes "${wrong}"`,
      changeAuthorization(allOf(isSearch, authorizedBy(wrong)), 'Token demo-token'),
    ],
  ),
];
