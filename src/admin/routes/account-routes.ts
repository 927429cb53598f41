import { createHash } from 'node:crypto';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import {
  type Account,
  type AccountWithToken,
  mutedFindings,
  mutedText,
} from '../../db/repositories/account-repository.ts';
import { defaultDailyQuota } from '../../domain/daily-quota.ts';
import { type AdminContext, accountOf, done, Refusal, seedOf, timeOf } from '../admin-context.ts';
import { AccountParams, answered, doneAnswers, notThere, operations, refused } from '../schemas/operation.ts';
import { AccountBody, AccountChange } from '../schemas/request-bodies.ts';
import { AccountList, AccountView } from '../schemas/views.ts';

const operation = operations('Accounts');

const view = (account: AccountWithToken): AccountView => ({
  name: account.name,
  token: account.token,
  kind: account.kind,
  active: account.active === 1,
  credits: account.credits,
  daily_quota: account.daily_quota,
  token_expired: account.token_expired === 1,
  mute_findings: mutedFindings(account),
});

/** Follows from the seed and the name, so that two runs have the same. */
const tokenFor = (seed: number, name: string): string =>
  `mock-${createHash('sha256').update(`${seed} ${name}`).digest('hex').slice(0, 32)}`;

const quota = (kind: 'live' | 'test', given: number | undefined, before: number | null): number | null => {
  if (kind === 'live' && given !== undefined) throw new Refusal('expected no quota, or "kind": "test"', '/daily_quota');
  return kind === 'test' ? (given ?? before ?? defaultDailyQuota) : null;
};

/** Whose jobs and unlocks a new account starts with: demo's or, with fixtures that have no demo, those of the first. */
const template = ({ shared }: AdminContext): string | undefined => {
  const accounts = shared.loaded?.initialData.accounts ?? [];
  return (accounts.find(({ name }) => name === 'demo') ?? accounts[0])?.name;
};

export const accountRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store } = context;

  /** @throws Refusal, 404, where there is no account of that name */
  const viewOf = (name: string): AccountView =>
    view(store.accounts.byNameWithToken(accountOf(context, name).name) as AccountWithToken);

  /** Empties what is written down about an account. */
  const forget = (name: string): void => {
    context.journal.clear(name);
    context.disclosures.clear(name);
  };

  const make = store.transact((body: AccountBody): AccountView => {
    const { kind = 'live', active = true, credits = 500, daily_quota, from = 'demo' } = body;
    const name = body.name ?? store.accounts.nextName();
    if (store.accounts.byName(name))
      throw new Refusal(`there is an account ${JSON.stringify(name)} already`, '/name', 409);
    const token = body.token ?? tokenFor(seedOf(context), name);
    if (store.accounts.hasToken(token))
      throw new Refusal(`there is an account with the token ${JSON.stringify(token)} already`, '/token', 409);
    const account: Account = {
      name,
      kind,
      active: active ? 1 : 0,
      credits: 0,
      daily_quota: quota(kind, daily_quota, null),
      clock_offset: 0,
      clock_frozen_at: null,
      own_people: 0,
      mute_findings: mutedText(body.mute_findings),
    };
    store.accounts.make(account, token, from === 'demo' ? template(context) : undefined);
    store.credits.move(name, credits, context.now(), 'opening balance', null);
    store.snapshots.sealAccount(name);
    return viewOf(name);
  });

  const change = store.transact((name: string, body: AccountChange): AccountView => {
    const before = accountOf(context, name);
    const { kind = before.kind, active = before.active === 1, credits = before.credits, token_expired } = body;
    const account: Account = {
      ...before,
      kind,
      active: active ? 1 : 0,
      daily_quota: quota(kind, body.daily_quota, before.daily_quota),
      mute_findings: mutedText(body.mute_findings ?? mutedFindings(before)),
    };
    store.accounts.update(account);
    store.credits.move(name, credits - before.credits, timeOf(context, before), 'set by the admin API', null);
    if (token_expired !== undefined) store.accounts.setExpired(name, token_expired);
    return viewOf(name);
  });

  app.post(
    '/accounts',
    {
      schema: operation({
        operationId: 'makeAccount',
        summary: 'Make an account',
        description: 'One for each test: with the token of the answer, the client has a world of its own.',
        body: AccountBody,
        response: {
          201: answered('The account.', AccountView),
          409: refused('There is an account of that name, or with that token, already.'),
        },
      }),
    },
    (request, reply) => {
      reply.code(201).send(make(request.body));
    },
  );
  app.get(
    '/accounts',
    {
      schema: operation({
        operationId: 'listAccounts',
        summary: 'All accounts',
        response: { 200: answered('The accounts.', AccountList) },
      }),
    },
    (_request, reply) => {
      reply.send({ accounts: store.accounts.allWithToken().map(view) });
    },
  );
  app.get(
    '/accounts/:account',
    {
      schema: operation({
        operationId: 'getAccount',
        summary: 'An account',
        params: AccountParams,
        response: { 200: answered('The account.', AccountView), ...notThere('account') },
      }),
    },
    (request, reply) => {
      reply.send(viewOf(request.params.account));
    },
  );
  app.patch(
    '/accounts/:account',
    {
      schema: operation({
        operationId: 'changeAccount',
        summary: 'Change an account',
        description:
          'Its credits, quota, whether it is active or its tokens expired, which findings are muted; what is not named stays.',
        params: AccountParams,
        body: AccountChange,
        response: { 200: answered('The account as it is now.', AccountView), ...notThere('account') },
      }),
    },
    (request, reply) => {
      const view = change(request.params.account, request.body);
      // The client no longer has to wait for a quota that this call may have changed.
      context.journal.endWaits(view.name);
      reply.send(view);
    },
  );
  app.delete(
    '/accounts/:account',
    {
      schema: operation({
        operationId: 'deleteAccount',
        summary: 'Delete an account',
        description: 'And all that hangs on it; its tokens are refused from then on.',
        params: AccountParams,
        response: doneAnswers('It is gone.', 'account'),
      }),
    },
    (request, reply) => {
      const { name } = accountOf(context, request.params.account);
      store.snapshots.deleteAccount(name);
      forget(name);
      done(reply, true, 'account');
    },
  );
  app.post(
    '/accounts/:account/reset',
    {
      schema: operation({
        operationId: 'resetAccount',
        summary: 'Put an account back',
        description: 'As it was when it was made, or after the start; its journal is empty.',
        params: AccountParams,
        response: doneAnswers('It is as it was.', 'account'),
      }),
    },
    (request, reply) => {
      const { name } = accountOf(context, request.params.account);
      store.snapshots.resetAccount(name);
      forget(name);
      done(reply, true, 'account');
    },
  );
  end();
};
