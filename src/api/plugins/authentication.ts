import type { FastifyReply, FastifyRequest } from 'fastify';
import { repeatDamaged } from '../../db/connection/damaged-data.ts';
import type { Store } from '../../db/open-store.ts';
import type { Account } from '../../db/repositories/account-repository.ts';
import type { EnrichmentJob } from '../../db/repositories/job-repository.ts';
import type { Personal } from '../../db/repositories/personal-values.ts';
import { accountTime } from '../../domain/account-clock.ts';
import { getQuotaDay, secondsToMidnight } from '../../domain/daily-quota.ts';
import type { Endpoint } from '../endpoints.ts';
import { waitFor } from './errors.ts';
import type { Page } from './methods.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token the request carries; set once it is authenticated, and always when a handler runs. */
    account: Account;
    /** Which endpoint it asks; null where none does. */
    endpoint: Endpoint | null;
    /** The path of a page that it would ask with a trailing slash; undefined where it asks one, or none. */
    slashed: string | undefined;
    /** Records or people that the answer has so far. */
    rows: number;
    /** Records or people on all pages of what it asked for; undefined where the answer has no pages. */
    total: number | undefined;
    /** The jobs that it asked about, as the answer tells of them. */
    jobs: readonly EnrichmentJob[] | undefined;
  }
}

/**
 * Asked once it is known who asks, before anything is answered: gives true where it has answered itself. At once, but
 * where it takes its time.
 */
export type Intercept = (
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
) => Promise<boolean> | boolean;

/** The scheme word of an endpoint, and the body of its 401 (R1, S1). */
const refusals = {
  Bearer: { message: 'Invalid or expired token' },
  Token: { detail: 'Invalid token.' },
} as const;
export type Scheme = keyof typeof refusals;

const schemes: Record<Endpoint, Scheme> = {
  results: 'Bearer',
  status: 'Bearer',
  control: 'Bearer',
  search: 'Token',
  unlock: 'Token',
};

/** The scheme word of an endpoint's Authorization header (R1, S1). */
export const schemeOf = (endpoint: Endpoint): Scheme => schemes[endpoint];

/** R1, S1. */
export const refuse = (reply: FastifyReply, endpoint: Endpoint): void => {
  const scheme = schemes[endpoint];
  reply.code(401).header('www-authenticate', scheme).send(refusals[scheme]);
};

/** The token of an Authorization header, where its scheme word is this one (E7); undefined for any other header. */
export const tokenOf = (header: string | undefined, scheme: Scheme): string | undefined => {
  const [word, token, ...more] = (header ?? '').split(/[ \t]+/);
  return word?.toLowerCase() === scheme.toLowerCase() && more.length === 0 ? token : undefined;
};

/** E6: told to come back after so many seconds. */
export const throttled = (reply: FastifyReply, seconds: number): void => {
  reply
    .code(429)
    .header('retry-after', String(seconds))
    .send({ detail: `Request was throttled. Expected available in ${seconds} seconds.` });
};

type Authentication = {
  store: Store;
  /** Milliseconds since 1970, UTC. */
  now: () => number;
  /** Resolves once the data is there. */
  seeded: Promise<void>;
  intercept: Intercept | undefined;
};

/** Calls back where the caller may go on; answers where not. */
export type Authenticate = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/**
 * The first check of every endpoint (E7): who asks, and for a test account whether its day has calls left (E6). It takes
 * no turn of its own where it has nothing to wait for: every call passes here.
 */
export const authenticator =
  ({ store, now, seeded, intercept }: Authentication) =>
  (endpoint: Endpoint): Authenticate => {
    let ready = false;

    const find = (request: FastifyRequest): Account | undefined => {
      const token = tokenOf(request.headers.authorization, schemes[endpoint]);
      const account = token === undefined ? undefined : store.accounts.byToken(token);
      if (account) request.account = account;
      return account;
    };

    const admit = (account: Account | undefined, reply: FastifyReply, done: () => void): void => {
      if (!account) refuse(reply, endpoint);
      else if (account.daily_quota === null) done();
      else {
        const time = accountTime(account, now());
        if (store.accounts.countCall(account.name, getQuotaDay(time))) done();
        else throttled(reply, secondsToMidnight(time));
      }
    };

    const authenticate: Authenticate = (request, reply, done) => {
      if (!ready) {
        waitFor(seeded, reply)
          .then((there) => {
            ready = there;
            if (there) authenticate(request, reply, done);
          })
          .catch(done);
        return;
      }
      const account = find(request);
      request.endpoint = endpoint;
      // Where it has answered, however the connection ends, nothing more is to happen to this call.
      const intercepted = repeatDamaged(() => intercept?.(request, reply, endpoint) ?? false);
      if (intercepted === false) admit(account, reply, done);
      else if (intercepted !== true) {
        intercepted
          .then((answered) => {
            // It may have taken its time.
            if (!answered) admit(find(request), reply, done);
          })
          .catch(done);
      }
    };
    return authenticate;
  };

/** Called with the emails and phones of each answer, or of each part of a CSV, as the client gets them. */
export type Disclose = (request: FastifyRequest, personal: Personal) => void;

/** What every page of the API is given. */
export type PageOptions = {
  store: Store;
  authenticate: Authenticate;
  pages: Page[];
  disclose: Disclose;
  /** Milliseconds since 1970, UTC, on the machine's clock; an account's own may differ (accountTime). */
  now: () => number;
};
