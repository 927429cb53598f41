import { isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { isLoopbackName, parseHostName, parseOriginHost } from '../lib/host-and-origin.ts';
import { quoteText } from './quote-client-text.ts';

// Decides from a request alone who may use the admin API. Each rule is a function, and createAdminAccess combines them.

/** The settings that say who may use the admin API (server-options.ts). */
type AccessConfig = { 'admin-token'?: string; 'allow-host'?: string; 'allow-origin'?: string };

/** The parts of a request that the rules inspect. */
type AccessRequest = Pick<FastifyRequest, 'method' | 'headers' | 'originalUrl'> & {
  raw: { rawHeaders: readonly string[] };
};

/** The result of the rules for a request. */
type AccessDecision = {
  /** Headers of every answer to the request, even an error. */
  headers: Record<string, string>;
  /** The answer to a preflight request, without a body, or to a request that is refused; undefined if it is allowed. */
  answer?: { status: 204 } | { status: 401 | 403; error: string };
};

/** Decides whether a request is allowed. `isOpen` says whether its route needs no admin token. */
export type AdminAccess = (request: AccessRequest, isOpen: boolean) => AccessDecision;

/**
 * Nobody can register a public name that ends in these suffixes, so no stranger's page has such a name. `.local` covers
 * `.svc.cluster.local`, which Kubernetes uses.
 */
const privateSuffixes = ['.localhost', '.internal', '.local', '.test', '.home.arpa', '.svc'];

/**
 * Whether a host name is safe from DNS rebinding: a stranger's DNS server can't make the name point to this machine. Names
 * without a dot belong to containers and services. IPv6 addresses have no dot either.
 */
const isTrustedHost = (name: string, allowed: ReadonlySet<string>): boolean =>
  !name.includes('.') || isIPv4(name) || privateSuffixes.some((suffix) => name.endsWith(suffix)) || allowed.has(name);

/**
 * Finds all hosts that a request names. A client can send several `Host` headers, and an absolute URL, from which the
 * router uses only the path.
 */
const findHosts = ({ originalUrl, raw: { rawHeaders } }: AccessRequest): string[] => {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  const [, target] = /^https?:\/\/([^/?#]*)/i.exec(originalUrl) ?? [];
  return target === undefined ? hosts : [...hosts, target];
};

/** Returns why the hosts of a request are refused; undefined if all of them are trusted. */
const checkHosts = (hosts: readonly string[], allowed: ReadonlySet<string>): string | undefined => {
  if (hosts.length === 0) return 'the request names no host: send a Host header with the address of the mock';
  for (const host of hosts) {
    const name = parseHostName(host);
    if (name === undefined) return `${quoteText(host)} is not a host name or address with an optional port`;
    if (!isTrustedHost(name, allowed)) {
      return `${quoteText(name)} is not known as a name of this mock: if it is one, start the mock with it in --allow-host`;
    }
  }
  return undefined;
};

/**
 * Whether a browser sends the request for a page of another site. A link that a person follows is allowed: the page with the
 * link can't read the answer, and a GET request changes nothing.
 */
const isFromOtherSite = ({ method, headers }: AccessRequest): boolean => {
  const destination = headers['sec-fetch-dest'] ?? 'document';
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && destination === 'document';
  return headers['sec-fetch-site'] === 'cross-site' && !isLink;
};

/** Whether a request is a preflight, with which a browser checks what a page may send. */
const isPreflight = ({ method, headers }: AccessRequest): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** What a page of an allowed origin may send. `*` does not cover the Authorization header, so it is listed. */
const preflightHeaders = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'Authorization, Content-Type, *',
};

const splitList = (list: string | undefined): string[] => list?.split(',') ?? [];

/**
 * Creates the function that decides who may use the admin API. Without an admin token the host must be trusted, since a page
 * at a rebound name has the same origin as the mock. In any case a page must come from this machine, from the mock itself at
 * a trusted host, or from an allowed origin. A preflight request never has a token, so it needs none.
 * @param config as the command validated it: `allow-host` and `allow-origin` are lists that are separated by commas
 */
export const createAdminAccess = (config: AccessConfig): AdminAccess => {
  const token = config['admin-token'];
  const origins = splitList(config['allow-origin']);
  const hosts = splitList(config['allow-host']).map(parseHostName);
  const names = new Set([...hosts, ...origins.map(parseOriginHost)].filter((name) => name !== undefined));

  const isAllowedOrigin = (origin: string, host: string | undefined): boolean => {
    const name = parseOriginHost(origin);
    if (name === undefined) return false;
    const isOwnPage = origin === `http://${host}` && isTrustedHost(name, names);
    return isOwnPage || isLoopbackName(name) || origins.includes(origin);
  };

  /** Returns why the caller is refused, even with a valid token; undefined if it is not. */
  const findRefusalReason = (request: AccessRequest, isAllowedPage: boolean): string | undefined => {
    const { origin } = request.headers;
    if (origin !== undefined && !isAllowedPage) {
      return `a page of ${quoteText(origin)} may not use the admin API: --allow-origin allows further origins`;
    }
    if (isFromOtherSite(request) && !isAllowedPage) {
      return 'a page of another site may not use the admin API: --allow-origin allows further origins';
    }
    return token === undefined ? checkHosts(findHosts(request), names) : undefined;
  };

  return (request, isOpen) => {
    const { origin, host, authorization } = request.headers;
    const isAllowedPage = origin !== undefined && isAllowedOrigin(origin, host);
    const headers = {
      // The value of the next header depends on the origin.
      vary: 'Origin',
      ...(isAllowedPage && { 'access-control-allow-origin': origin }),
      // A browser shows an answer as a page. No other page may put this page into a frame.
      'content-security-policy': "frame-ancestors 'none'",
    };
    const error = findRefusalReason(request, isAllowedPage);
    if (error !== undefined) return { headers, answer: { status: 403, error } };
    if (isPreflight(request)) return { headers: { ...headers, ...preflightHeaders }, answer: { status: 204 } };
    if (token === undefined || isOpen || authorization === `Bearer ${token}`) return { headers };
    return {
      headers: { ...headers, 'www-authenticate': 'Bearer' },
      answer: { status: 401, error: 'the admin token is missing or wrong: send it as Authorization: Bearer' },
    };
  };
};
