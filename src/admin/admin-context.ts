import type { Store } from '../db/open-store.ts';
import type { Account } from '../db/repositories/account-repository.ts';
import type { SeedData } from '../db/seed-data.ts';
import { getAccountTime } from '../domain/account-clock.ts';
import { AdminError } from './admin-errors.ts';
import type { ExchangeLogs } from './exchange-logs.ts';

/** The state and the options that the routes of the admin API use. */
export type AdminContext = ExchangeLogs & {
  store: Store;
  seedData: SeedData;
  /** Milliseconds since 1970, UTC, on the machine's clock. */
  now: () => number;
  /** Aborted when the server stops. Long work ends then. */
  stopSignal: AbortSignal;
};

/** Finds an account by its name. @throws AdminError with 404 if no account has this name */
export const getAccount = ({ store }: AdminContext, name: string): Account => {
  const account = store.accounts.findByName(name);
  if (!account) {
    throw new AdminError(`there is no account ${JSON.stringify(name)}; GET /__mock/accounts lists them`, '', 404);
  }
  return account;
};

/** Reads the clock of an account, in milliseconds since 1970. */
export const readAccountClock = ({ now }: AdminContext, account: Account): number => getAccountTime(account, now());

/** The random seed with which the mock was started. */
export const getSeed = ({ seedData }: AdminContext): number => seedData.loaded?.initialData.origin.seed ?? 0;
