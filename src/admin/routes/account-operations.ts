import { createHash } from 'node:crypto';
import {
  type Account,
  type AccountWithToken,
  formatMutedFindings,
  parseMutedFindings,
} from '../../db/repositories/account-repository.ts';
import { defaultDailyQuota } from '../../domain/daily-quota.ts';
import { type AdminContext, getSeed, readAccountClock } from '../admin-context.ts';
import { AdminError } from '../admin-errors.ts';
import type { AccountBody, AccountChange } from '../schemas/request-bodies.ts';
import type { AccountView } from '../schemas/response-bodies.ts';

/** Converts an account to the view that the admin API sends. */
export const toAccountView = (account: AccountWithToken): AccountView => ({
  name: account.name,
  token: account.token,
  kind: account.kind,
  active: account.active === 1,
  credits: account.credits,
  daily_quota: account.daily_quota,
  token_expired: account.token_expired === 1,
  mute_findings: parseMutedFindings(account),
});

/** @param name the name of an account that exists */
export const readAccountView = ({ store }: AdminContext, name: string): AccountView =>
  toAccountView(store.accounts.findByNameWithToken(name) as AccountWithToken);

/** Derives a token from the seed and the name of its account, so that two runs of a test have the same tokens. */
const createToken = (seed: number, name: string): string =>
  `mock-${createHash('sha256').update(`${seed} ${name}`).digest('hex').slice(0, 32)}`;

/** The quota of an account: only test accounts have one. @throws AdminError if a live account is to have a quota */
const chooseQuota = (kind: 'live' | 'test', sent: number | undefined, before: number | null): number | null => {
  if (kind === 'live' && sent !== undefined) {
    throw new AdminError('expected no daily_quota, because the account is not a test account', '/daily_quota');
  }
  return kind === 'test' ? (sent ?? before ?? defaultDailyQuota) : null;
};

/** Finds the account whose jobs and unlocks a new account copies: `demo` or, with fixtures without `demo`, the first. */
const findTemplate = ({ seedData }: AdminContext): string | undefined => {
  const accounts = seedData.loaded?.initialData.accounts ?? [];
  return (accounts.find(({ name }) => name === 'demo') ?? accounts[0])?.name;
};

/** @throws AdminError with 409 if another account has the name or the token */
export const createAccount = (context: AdminContext, body: AccountBody): AccountView => {
  const { accounts, credits, snapshots, transact } = context.store;
  const { kind = 'live', active = true, credits: balance = 500, daily_quota, from = 'demo' } = body;
  const create = transact((): AccountView => {
    const name = body.name ?? accounts.createName();
    if (accounts.findByName(name)) {
      throw new AdminError(
        `the name ${JSON.stringify(name)} belongs to another account: choose another name`,
        '/name',
        409,
      );
    }
    const token = body.token ?? createToken(getSeed(context), name);
    if (accounts.hasToken(token)) {
      throw new AdminError(
        `the token ${JSON.stringify(token)} belongs to another account: choose another token`,
        '/token',
        409,
      );
    }
    const account: Account = {
      name,
      kind,
      active: active ? 1 : 0,
      credits: 0,
      daily_quota: chooseQuota(kind, daily_quota, null),
      clock_offset: 0,
      clock_frozen_at: null,
      own_people: 0,
      mute_findings: formatMutedFindings(body.mute_findings),
    };
    accounts.create(account, token, from === 'demo' ? findTemplate(context) : undefined);
    credits.move(name, balance, context.now(), 'opening balance', null);
    snapshots.saveNewAccount(name);
    return readAccountView(context, name);
  });
  return create();
};

/** Changes the fields of an account that are sent. */
export const updateAccount = (context: AdminContext, account: Account, body: AccountChange): AccountView => {
  const { accounts, credits, transact } = context.store;
  const { name } = account;
  const {
    kind = account.kind,
    active = account.active === 1,
    credits: balance = account.credits,
    token_expired,
  } = body;
  const update = transact((): AccountView => {
    accounts.update({
      ...account,
      kind,
      active: active ? 1 : 0,
      daily_quota: chooseQuota(kind, body.daily_quota, account.daily_quota),
      mute_findings: formatMutedFindings(body.mute_findings ?? parseMutedFindings(account)),
    });
    credits.move(name, balance - account.credits, readAccountClock(context, account), 'set by the admin API', null);
    if (token_expired !== undefined) accounts.setExpired(name, token_expired);
    return readAccountView(context, name);
  });
  return update();
};
