import type { FastifyReply, FastifyRequest } from 'fastify';
import { tokenOf } from '../api/plugins/authentication.ts';
import type { Store } from '../db/open-store.ts';
import type { SeedData } from '../db/prepared/seed-data.ts';
import { type Account, accountTime } from '../db/repositories/account-repository.ts';
import type { Disclosures } from './journal/disclosures.ts';
import type { Journal } from './journal/journal.ts';

/** What all of /__mock works on. */
export type AdminContext = {
  store: Store;
  shared: SeedData;
  journal: Journal;
  disclosures: Disclosures;
  /** Milliseconds since 1970, UTC, on the machine's clock. */
  now: () => number;
  /** Aborted when the server stops: work that takes long ends then. */
  stopping: AbortSignal;
};

/** Why a steering call is refused: 400 unless it says otherwise, with what is wrong and where (a JSON pointer). */
export class Refusal extends Error {
  readonly path: string;
  readonly statusCode: number;

  constructor(message: string, path: string, statusCode = 400) {
    super(message);
    this.path = path;
    this.statusCode = statusCode;
  }
}

/** What was expected and found in a place of a body, as a refusal. @param at where the pointer begins */
export const refusalOf = (
  { expected, found, pointer }: { expected: string; found: string; pointer: string },
  at = '',
): Refusal => new Refusal(`expected ${expected}; found ${found}`, at + pointer);

/** The account of that name. @throws Refusal, 404, where there is none */
export const accountOf = ({ store }: AdminContext, name: string): Account => {
  const account = store.accounts.byName(name);
  if (!account)
    throw new Refusal(`there is no account ${JSON.stringify(name)}; GET /__mock/accounts lists them`, '', 404);
  return account;
};

/** The account whose token a request carries, also where its endpoint takes none or another scheme word. */
export const callerOf = ({ store }: AdminContext, { account, headers }: FastifyRequest): Account | undefined =>
  account ??
  store.accounts.byToken(tokenOf(headers.authorization, 'Bearer') ?? tokenOf(headers.authorization, 'Token') ?? '');

/** Milliseconds since 1970 on the account's clock. */
export const timeOf = ({ now }: AdminContext, account: Account): number => accountTime(account, now());

/** What seed the mock was started with. */
export const seedOf = ({ shared }: AdminContext): number => shared.loaded?.initialData.origin.seed ?? 0;

/** 204 where something was there to be done. @throws Refusal, 404, where not */
export const done = (reply: FastifyReply, found: boolean, what: string): void => {
  if (!found) throw new Refusal(`there is no ${what}`, '', 404);
  reply.code(204).send();
};

export const isoTime = (time: number): string => new Date(time).toISOString();
