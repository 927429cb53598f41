import { createHash } from 'node:crypto';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Account } from '../store/accounts.ts';
import { atomic } from '../store/atomic.ts';
import { defaultQuota } from '../store/begin.ts';
import { AccountBody, AccountChange } from './bodies.ts';
import { accountOf, done, Refusal, type Steering, seedOf, timeOf } from './steering.ts';

/** An account as steering shows it. */
export type AccountView = {
  name: string;
  /** The first of its tokens. */
  token: string | null;
  kind: 'live' | 'test';
  active: boolean;
  credits: number;
  daily_quota: number | null;
  token_expired: boolean;
};

const view = ({ store }: Steering, account: Account): AccountView => {
  const tokens = store.accounts.tokens(account.name);
  return {
    name: account.name,
    token: tokens[0]?.token ?? null,
    kind: account.kind,
    active: account.active === 1,
    credits: account.credits,
    daily_quota: account.daily_quota,
    token_expired: tokens.every(({ state }) => state !== 'valid'),
  };
};

/** Follows from the seed and the name, so that two runs have the same. */
const tokenFor = (seed: number, name: string): string =>
  `mock-${createHash('sha256').update(`${seed} ${name}`).digest('hex').slice(0, 32)}`;

const quota = (kind: 'live' | 'test', given: number | undefined, before: number | null): number | null => {
  if (kind === 'live' && given !== undefined) throw new Refusal('expected no quota, or "kind": "test"', '/daily_quota');
  return kind === 'test' ? (given ?? before ?? defaultQuota) : null;
};

/** Whose jobs and unlocks a new account starts with: demo's or, with fixtures that have no demo, those of the first. */
const template = ({ shared }: Steering): string | undefined => {
  const accounts = shared.filled?.fixtures.accounts ?? [];
  return (accounts.find(({ name }) => name === 'demo') ?? accounts[0])?.name;
};

export const accountRoutes: FastifyPluginCallbackTypebox<{ steering: Steering }> = (app, { steering }, end) => {
  const { store } = steering;

  const make = atomic(store.db, (body: AccountBody): AccountView => {
    const { kind = 'live', active = true, credits = 500, daily_quota, from = 'demo' } = body;
    const name = body.name ?? store.accounts.nextName();
    if (store.accounts.byName(name))
      throw new Refusal(`there is an account ${JSON.stringify(name)} already`, '/name', 409);
    const account: Account = {
      name,
      kind,
      active: active ? 1 : 0,
      credits: 0,
      daily_quota: quota(kind, daily_quota, null),
      clock_offset: 0,
      clock_frozen_at: null,
      own_people: 0,
    };
    store.accounts.make(account, tokenFor(seedOf(steering), name), from === 'demo' ? template(steering) : undefined);
    store.credits.move(name, credits, steering.now(), 'opening balance', null);
    store.snapshots.sealAccount(name);
    return view(steering, accountOf(steering, name));
  });

  const change = atomic(store.db, (name: string, body: AccountChange): AccountView => {
    const before = accountOf(steering, name);
    const { kind = before.kind, active = before.active === 1, credits = before.credits, token_expired } = body;
    const account: Account = {
      ...before,
      kind,
      active: active ? 1 : 0,
      daily_quota: quota(kind, body.daily_quota, before.daily_quota),
    };
    store.accounts.update(account);
    store.credits.move(name, credits - before.credits, timeOf(steering, before), 'set by steering', null);
    if (token_expired !== undefined) store.accounts.setExpired(name, token_expired);
    return view(steering, accountOf(steering, name));
  });

  app.post('/accounts', { schema: { body: AccountBody } }, (request, reply) => {
    reply.code(201).send(make(request.body));
  });
  app.get('/accounts', (_request, reply) => {
    reply.send({ accounts: store.accounts.names().map((name) => view(steering, accountOf(steering, name))) });
  });
  app.get<{ Params: { account: string } }>('/accounts/:account', (request, reply) => {
    reply.send(view(steering, accountOf(steering, request.params.account)));
  });
  app.patch<{ Params: { account: string }; Body: AccountChange }>(
    '/accounts/:account',
    { schema: { body: AccountChange } },
    (request, reply) => {
      reply.send(change(request.params.account, request.body));
    },
  );
  app.delete<{ Params: { account: string } }>('/accounts/:account', (request, reply) => {
    const { name } = accountOf(steering, request.params.account);
    store.snapshots.deleteAccount(name);
    steering.journal.clear(name);
    steering.disclosures.clear(name);
    done(reply, true, 'account');
  });
  app.post<{ Params: { account: string } }>('/accounts/:account/reset', (request, reply) => {
    const { name } = accountOf(steering, request.params.account);
    store.snapshots.resetAccount(name);
    steering.journal.clear(name);
    steering.disclosures.clear(name);
    done(reply, true, 'account');
  });
  end();
};
