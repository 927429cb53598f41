import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Account } from '../../db/repositories/account-repository.ts';
import { toIsoTime } from '../../lib/iso-time.ts';
import { type AdminContext, readAccountClock } from '../admin-context.ts';
import { AdminError } from '../admin-errors.ts';
import { AdvanceBody, ClockBody } from '../schemas/request-bodies.ts';
import { ClockView } from '../schemas/response-bodies.ts';
import { describeAccountRoute, describeJsonResponse } from '../schemas/route-schemas.ts';

const schemas = {
  get: describeAccountRoute('Clock', {
    operationId: 'getClock',
    summary: "Get an account's clock",
    description: 'The timelines, the quota and every timestamp of the account follow its clock.',
    response: { 200: describeJsonResponse('The clock.', ClockView) },
  }),
  set: describeAccountRoute('Clock', {
    operationId: 'setClock',
    summary: "Set an account's clock",
    body: ClockBody,
    response: { 200: describeJsonResponse('The clock after the change.', ClockView) },
  }),
  advance: describeAccountRoute('Clock', {
    operationId: 'advanceClock',
    summary: "Move an account's clock forward",
    body: AdvanceBody,
    response: { 200: describeJsonResponse('The clock after the change.', ClockView) },
  }),
};

const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

/** Routes for the clock of an account. */
export const clockRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, now } = context;

  const toView = (account: Account): ClockView => ({
    now: toIsoTime(readAccountClock(context, account)),
    frozen: account.clock_frozen_at !== null,
  });
  const update = (account: Account): ClockView => {
    store.accounts.update(account);
    return toView(account);
  };

  app.get('/clock', { schema: schemas.get }, ({ targetAccount }) => toView(targetAccount));
  app.put('/clock', { schema: schemas.set }, ({ targetAccount: account, body }) => {
    const time = body.now === undefined ? readAccountClock(context, account) : Date.parse(body.now);
    const isFrozen = body.frozen ?? account.clock_frozen_at !== null;
    return update({ ...account, clock_offset: time - now(), clock_frozen_at: isFrozen ? time : null });
  });
  app.post('/clock/advance', { schema: schemas.advance }, ({ targetAccount: account, body: { ms } }) => {
    if (readAccountClock(context, account) + ms > lastTime) {
      throw new AdminError(
        `expected a smaller number, so that the clock stays before the year 10000; found ${ms}`,
        '/ms',
      );
    }
    return update({
      ...account,
      clock_offset: account.clock_offset + ms,
      clock_frozen_at: account.clock_frozen_at === null ? null : account.clock_frozen_at + ms,
    });
  });
  end();
};
