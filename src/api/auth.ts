import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Account, accountTime } from '../store/accounts.ts';
import type { Store } from '../store/open.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token the request carries; set once it is authenticated. */
    account: Account;
  }
}

/** The scheme word of an endpoint, and the body of its 401 (R1, S1). */
const refusals = {
  Bearer: { message: 'Invalid or expired token' },
  Token: { detail: 'Invalid token.' },
} as const;
export type Scheme = keyof typeof refusals;

const dayMs = 86_400_000;

/** The token of an Authorization header, where its scheme word is this one (E7); undefined for any other header. */
const tokenOf = (header: string | undefined, scheme: Scheme): string | undefined => {
  const [word, token, ...more] = (header ?? '').trim().split(/\s+/);
  return word?.toLowerCase() === scheme.toLowerCase() && more.length === 0 ? token : undefined;
};

/**
 * The first check of every endpoint (E7): who asks, and for a test account whether its day has calls left (E6).
 * @param now milliseconds since 1970, UTC
 */
export const authenticator =
  (store: Store, now: () => number) =>
  (scheme: Scheme) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const token = tokenOf(request.headers.authorization, scheme);
    const account = token === undefined ? undefined : store.accounts.byToken(token);
    if (!account) return reply.code(401).header('www-authenticate', scheme).send(refusals[scheme]);
    request.account = account;
    if (account.daily_quota === null) return;
    const time = accountTime(account, now());
    const day = Math.floor(time / dayMs);
    if (store.accounts.countCall(account.name, day)) return;
    const seconds = Math.ceil(((day + 1) * dayMs - time) / 1000);
    return reply
      .code(429)
      .header('retry-after', String(seconds))
      .send({ detail: `Request was throttled. Expected available in ${seconds} seconds.` });
  };

export type Authenticate = ReturnType<ReturnType<typeof authenticator>>;

/** What every page of the API is given. */
export type PageOptions = {
  store: Store;
  authenticate: Authenticate;
  /** Milliseconds since 1970, UTC, on the machine's clock; an account's own may differ (accountTime). */
  now: () => number;
};
