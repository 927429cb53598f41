import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Store } from '../../db/open-store.ts';
import { type Endpoint, getScheme, type Scheme } from '../endpoints.ts';
import { getCalledEndpoint } from '../exchange.ts';

/** The body of the 401 of an endpoint, by its scheme word (R1, S1). */
const unauthorizedBodies = {
  Bearer: { message: 'Invalid or expired token' },
  Token: { detail: 'Invalid token.' },
} as const satisfies Record<Scheme, object>;

/** Sends the 401 of an endpoint (R1, S1). */
export const sendUnauthorized = (reply: FastifyReply, endpoint: Endpoint): void => {
  const scheme = getScheme(endpoint);
  reply.code(401).header('www-authenticate', scheme).send(unauthorizedBodies[scheme]);
};

/** The token of an Authorization header if its scheme word is this one, in any letter case (E7); undefined if not. */
export const parseToken = (header: string | undefined, scheme: Scheme): string | undefined => {
  const [word, token, ...rest] = (header ?? '').split(/[ \t]+/);
  return word?.toLowerCase() === scheme.toLowerCase() && rest.length === 0 ? token : undefined;
};

/** Sets `request.exchange.account` to the account whose token the request carries in the scheme of its endpoint (E7). */
export const identifyCaller = (request: FastifyRequest, { accounts }: Store): void => {
  const token = parseToken(request.headers.authorization, getScheme(getCalledEndpoint(request)));
  request.exchange.account = token === undefined ? undefined : accounts.findByToken(token);
};

/**
 * The hook that identifies the caller. It sends no 401, because faults for callers without an account apply before that.
 * The hook `requireAccount` sends the 401.
 */
export const createAuthentication =
  (store: Store): onRequestHookHandler =>
  (request, _reply, next) => {
    identifyCaller(request, store);
    next();
  };

/** The hook that answers 401 to a caller without a valid token (E7, R1, S1). */
export const requireAccount: onRequestHookHandler = (request, reply, next) => {
  if (request.exchange.account) next();
  else sendUnauthorized(reply, getCalledEndpoint(request));
};
