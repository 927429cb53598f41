import { isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { hostNameOf, isLoopbackName, nameOfOrigin } from '../lib/host-and-origin.ts';
import { quoted } from './linter/client-text.ts';

// Who may use the admin API, decided from the request alone. Each rule is a function; adminAccess puts them together.

/** The settings that say who may use the admin API (server-options.ts). */
export type AccessConfig = { 'admin-token'?: string; 'allow-host'?: string; 'allow-origin'?: string };

/** The parts of a request that the rules inspect. */
type Caller = Pick<FastifyRequest, 'method' | 'headers' | 'originalUrl'> & { raw: { rawHeaders: readonly string[] } };

/** What happens to a request of the admin API. */
export type AccessDecision = {
  /** Headers that the answer has, whatever it is. */
  headers: Record<string, string>;
  /** The answer to a preflight, which has no body, or to a request that is refused; undefined if the request may go on. */
  answer?: { status: 204 } | { status: 401 | 403; error: string };
};

/** Decides about a request. `isOpen` says whether its route needs no admin token. */
export type AdminAccess = (request: Caller, isOpen: boolean) => AccessDecision;

/**
 * Suffixes below which nobody can register a public name, so no stranger's page has such a name. `.local` covers the
 * `.svc.cluster.local` of Kubernetes.
 */
const privateSuffixes = ['.localhost', '.internal', '.local', '.test', '.home.arpa', '.svc'];

/**
 * Whether a host name cannot be one that a stranger's DNS server let point to this machine (DNS rebinding). A name without
 * a dot is a container's or a service's; an IPv6 address has no dot either.
 */
const isTrustedHost = (name: string, allowed: ReadonlySet<string>): boolean =>
  !name.includes('.') || isIPv4(name) || privateSuffixes.some((suffix) => name.endsWith(suffix)) || allowed.has(name);

/**
 * Each host that a request names: in `Host` headers, of which a client can send several, and in an absolute URL, which the
 * router takes for its path.
 */
const hostsOf = ({ originalUrl, raw: { rawHeaders } }: Caller): string[] => {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  const [, target] = /^https?:\/\/([^/?#]*)/i.exec(originalUrl) ?? [];
  return target === undefined ? hosts : [...hosts, target];
};

/** Why the hosts that a request names are refused; undefined if all of them are trusted. */
const checkHosts = (hosts: readonly string[], allowed: ReadonlySet<string>): string | undefined => {
  if (hosts.length === 0) return 'the request names no host: send a Host header with the address of the mock';
  for (const host of hosts) {
    const name = hostNameOf(host);
    if (name === undefined) return `${quoted(host)} is no host name or address with an optional port`;
    if (!isTrustedHost(name, allowed)) {
      return `${quoted(name)} is not known as a name of this mock: if it is one, start the mock with it in --allow-host`;
    }
  }
  return undefined;
};

/**
 * Whether a browser sends the request because a page of another site told it to. A link that a person follows is not
 * meant: the page with the link does not see the answer, and a GET changes nothing.
 */
const isFromOtherSite = ({ method, headers }: Caller): boolean => {
  const destination = headers['sec-fetch-dest'] ?? 'document';
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && destination === 'document';
  return headers['sec-fetch-site'] === 'cross-site' && !isLink;
};

/** Whether a browser asks what a page may send, before it sends it. */
const isPreflight = ({ method, headers }: Caller): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** What a page of an allowed origin may send. In the list of headers, `*` does not cover Authorization. */
const preflightHeaders = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'Authorization, Content-Type, *',
};

const listed = (list: string | undefined): string[] => list?.split(',') ?? [];

/**
 * Makes the decision who may use the admin API. Without an admin token, the host must be trusted, since a page at a rebound
 * name is of the same origin as the mock. In any case a page must be of this machine, of the mock itself at a trusted host,
 * or of an allowed origin. A preflight never carries a token, so none is required of it.
 * @param config as the command checked it: `allow-host` and `allow-origin` are lists with commas between
 */
export const adminAccess = (config: AccessConfig): AdminAccess => {
  const token = config['admin-token'];
  const origins = listed(config['allow-origin']);
  const hosts = listed(config['allow-host']).map(hostNameOf);
  const names = new Set([...hosts, ...origins.map(nameOfOrigin)].filter((name) => name !== undefined));

  const isAllowedOrigin = (origin: string, host: string | undefined): boolean => {
    const name = nameOfOrigin(origin);
    if (name === undefined) return false;
    const isOwnPage = origin === `http://${host}` && isTrustedHost(name, names);
    return isOwnPage || isLoopbackName(name) || origins.includes(origin);
  };

  /** Why the caller is refused, whatever token it has. */
  const findRefusalReason = (request: Caller, isAllowedPage: boolean): string | undefined => {
    const { origin } = request.headers;
    if (origin !== undefined && !isAllowedPage) {
      return `a page of ${quoted(origin)} may not steer the mock; --allow-origin names those that may`;
    }
    if (isFromOtherSite(request) && !isAllowedPage) {
      return 'a page of another site may not steer the mock; --allow-origin names the origins whose pages may';
    }
    return token === undefined ? checkHosts(hostsOf(request), names) : undefined;
  };

  return (request, isOpen) => {
    const { origin, host, authorization } = request.headers;
    const isAllowedPage = origin !== undefined && isAllowedOrigin(origin, host);
    const headers = {
      // The next header is for one origin alone.
      vary: 'Origin',
      ...(isAllowedPage && { 'access-control-allow-origin': origin }),
      // A browser shows an answer as a page, which another page must not put into a frame.
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
