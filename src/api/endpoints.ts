import { toDecodableUrl } from '../lib/decodable-url.ts';

/** The emulated endpoints, by their names in faults and in the journal. */
export const endpoints = ['results', 'search', 'status', 'control', 'unlock'] as const;
export type Endpoint = (typeof endpoints)[number];

/** The scheme words of the Authorization header (R1, S1). */
export type Scheme = 'Bearer' | 'Token';

const schemes: Record<Endpoint, Scheme> = {
  results: 'Bearer',
  status: 'Bearer',
  control: 'Bearer',
  search: 'Token',
  unlock: 'Token',
};

/** The scheme word of an endpoint's Authorization header (R1, S1). */
export const getScheme = (endpoint: Endpoint): Scheme => schemes[endpoint];

/** The paths below which every endpoint answers (E1), so that a client has to replace only the host. */
export const basePaths = ['/backend/api/v1', '/api/v1', ''];

/** The path of a request's URL. The URL of a request to a proxy begins with scheme and host. */
export const getPath = (url: string): string => url.replace(/^https?:\/\/[^/]*/i, '').replace(/\?.*$/s, '');

/** The path of a URL, decoded as the router decodes it: an encoded slash stays encoded. */
export const getDecodedPath = (url: string): string => decodeURI(getPath(toDecodableUrl(url)));
