import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Account } from '../../db/repositories/account-repository.ts';
import { type AdminContext, accountOf, isoTime, Refusal, timeOf } from '../admin-context.ts';
import { AccountParams, answered, notThere, operations } from '../schemas/operation.ts';
import { AdvanceBody, ClockBody } from '../schemas/request-bodies.ts';
import { ClockView } from '../schemas/views.ts';

const operation = operations('Clock');

const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

export const clockRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, now } = context;

  const view = (account: Account): ClockView => ({
    now: isoTime(timeOf(context, account)),
    frozen: account.clock_frozen_at !== null,
  });
  /** Sets the clock to a time, standing still or going on from there. */
  const set = (account: Account, time: number, frozen: boolean): ClockView => {
    const changed = { ...account, clock_offset: time - now(), clock_frozen_at: frozen ? time : null };
    store.accounts.update(changed);
    return view(changed);
  };

  app.get(
    '/accounts/:account/clock',
    {
      schema: operation({
        operationId: 'getClock',
        summary: "An account's clock",
        description: 'It drives timelines, quotas and every timestamp of the account.',
        params: AccountParams,
        response: { 200: answered('The clock.', ClockView), ...notThere('account') },
      }),
    },
    (request, reply) => {
      reply.send(view(accountOf(context, request.params.account)));
    },
  );
  app.put(
    '/accounts/:account/clock',
    {
      schema: operation({
        operationId: 'setClock',
        summary: 'Set the clock',
        params: AccountParams,
        body: ClockBody,
        response: { 200: answered('The clock as it is now.', ClockView), ...notThere('account') },
      }),
    },
    (request, reply) => {
      const account = accountOf(context, request.params.account);
      const time = request.body.now === undefined ? timeOf(context, account) : Date.parse(request.body.now);
      reply.send(set(account, time, request.body.frozen ?? account.clock_frozen_at !== null));
    },
  );
  app.post(
    '/accounts/:account/clock/advance',
    {
      schema: operation({
        operationId: 'advanceClock',
        summary: 'Move the clock on',
        params: AccountParams,
        body: AdvanceBody,
        response: { 200: answered('The clock as it is now.', ClockView), ...notThere('account') },
      }),
    },
    (request, reply) => {
      const account = accountOf(context, request.params.account);
      const { ms } = request.body;
      if (timeOf(context, account) + ms > lastTime) {
        throw new Refusal(`expected a clock that stays before the year 10000; found ${ms}`, '/ms');
      }
      const changed = {
        ...account,
        clock_offset: account.clock_offset + ms,
        clock_frozen_at: account.clock_frozen_at === null ? null : account.clock_frozen_at + ms,
      };
      store.accounts.update(changed);
      reply.send(view(changed));
    },
  );
  end();
};
