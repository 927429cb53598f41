import type { FastifyRequest } from 'fastify';
import { tokenOf } from '../api/plugins/authentication.ts';
import type { Store } from '../db/open-store.ts';
import type { SeedData } from '../db/prepared/seed-data.ts';
import type { Account } from '../db/repositories/account-repository.ts';
import { accountTime } from '../domain/account-clock.ts';
import { AdminError } from './admin-errors.ts';
import type { Disclosures } from './journal/disclosures.ts';
import type { Journal } from './journal/journal.ts';

/** What the routes of the admin API read and change. */
export type AdminContext = {
  store: Store;
  seedData: SeedData;
  journal: Journal;
  disclosures: Disclosures;
  /** Milliseconds since 1970, UTC, on the machine's clock. */
  now: () => number;
  /** Aborted when the server stops. Long work ends then. */
  stopSignal: AbortSignal;
};

/** Finds an account by its name. @throws AdminError with 404 if no account has this name */
export const getAccount = ({ store }: AdminContext, name: string): Account => {
  const account = store.accounts.byName(name);
  if (!account) {
    throw new AdminError(`there is no account ${JSON.stringify(name)}; GET /__mock/accounts lists them`, '', 404);
  }
  return account;
};

/** Finds the account whose token a request carries, even if the endpoint takes no token or another scheme word. */
export const findCaller = ({ store }: AdminContext, { account, headers }: FastifyRequest): Account | undefined =>
  account ??
  store.accounts.byToken(tokenOf(headers.authorization, 'Bearer') ?? tokenOf(headers.authorization, 'Token') ?? '');

/** Reads the clock of an account, in milliseconds since 1970. */
export const readAccountClock = ({ now }: AdminContext, account: Account): number => accountTime(account, now());

/** The random seed with which the mock was started. */
export const getSeed = ({ seedData }: AdminContext): number => seedData.loaded?.initialData.origin.seed ?? 0;
