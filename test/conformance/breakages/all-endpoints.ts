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

/** Whether a request has exactly this Authorization header. */
export const hasAuthorization =
  (text: string) =>
  ({ headers }: HttpRequest): boolean =>
    headers.authorization === text;

/** Breakages of documented rules for all endpoints. */
export const allEndpointsBreakages: readonly Breakage[] = [
  [
    'E1',
    'Results is not under the base path of --base-url',
    changeResponse(({ url }) => /:\d+\/enrichment/.test(url), respondNotFound),
  ],
  [
    'E1',
    'Search finds other people under /backend/api/v1',
    changeUrl(urlHas('/backend/api/v1/external'), (url) => `${url}&offset=1`),
  ],
  [
    'E1',
    'Search has another Content-Type under /backend/api/v1',
    changeResponse(urlHas('/backend/api/v1/external'), setHeader('content-type', 'application/json; charset=utf-8')),
  ],
  [
    'E1',
    'Results has another Content-Type under /backend/api/v1',
    changeResponse(urlHas('/backend/api/v1/enrichment'), setHeader('content-type', 'application/json; charset=utf-8')),
  ],
  ['E4', 'an unknown path is 200', changeResponse(urlHas('no-such'), (response) => ({ ...response, status: 200 }))],
  ...['Bearer demo-token', 'demo-token'].map(
    (wrong): Breakage => [
      'E7',
      `Search accepts the Authorization "${wrong}"`,
      changeAuthorization(allOf(isSearch, hasAuthorization(wrong)), 'Token demo-token'),
    ],
  ),
];
