import { decodableUrl } from '../lib/decodable-url.ts';

/** The endpoints that are emulated, by the names that faults and the journal call them by. */
export const endpoints = ['results', 'search', 'status', 'control', 'unlock'] as const;
export type Endpoint = (typeof endpoints)[number];

/** E1: where the API answers, so that a client only swaps the host. */
export const bases = ['/backend/api/v1', '/api/v1', ''];

/** A URL without scheme, host and query string; a client may send the first two, too. */
export const pathOf = (url: string): string => url.replace(/^https?:\/\/[^/]*/i, '').replace(/\?.*$/s, '');

/** The path of a URL as the router reads it: decoded, but that an encoded slash stays one. */
export const decodedPathOf = (url: string): string => decodeURI(pathOf(decodableUrl(url)));
