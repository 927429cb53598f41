import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { getAccountTime } from '../../domain/account-clock.ts';
import { getCallerAccount } from '../exchange.ts';
import {
  bodyErrors,
  commonErrors,
  describeBadBody,
  describeJsonAnswer,
  describeTooFewCredits,
  describeUnauthorizedToken,
  listClauses,
  type Operation,
  toRoutePath,
} from '../openapi/describe-operation.ts';
import { sendBadRequest, sendInsufficientCredits } from '../plugins/errors.ts';
import type { RouteOptions } from '../route-options.ts';
import { UnlockAnswer, UnlockBody } from '../schemas/parameter-and-body-schemas.ts';
import { bodyCompiler } from '../schemas/parse-parameters.ts';

const schema = {
  operationId: 'unlockRecords',
  summary: 'Unlock Records',
  description:
    'Buys the emails or the phones of records, which Search then shows. Records that are owned cost nothing.',
  'x-clause': listClauses('U'),
  body: UnlockBody,
  'x-body-examples': {
    email: {
      summary: 'One email',
      value: { uuids: ['a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d'], unlock_type: 'email' },
    },
  },
  response: {
    200: describeJsonAnswer('They are unlocked.', ['U2', 'U3'], UnlockAnswer, {
      vendor: {
        summary: "The vendor's example",
        value: {
          success: true,
          message: 'Records unlocked successfully.',
          unlocked: 2,
          credits_charged: 2,
          wallet_balance: 498,
        },
      },
    }),
    400: describeBadBody('A field is missing or wrong, a UUID is unknown', 'U6', {
      'A UUID that no record has': 'There is no record 00000000-0000-4000-8000-00000000ffff.',
    }),
    401: describeUnauthorizedToken('U1'),
    402: describeTooFewCredits('U5'),
    ...bodyErrors,
    ...commonErrors,
  },
};

export const unlockRecords: Operation = { endpoint: 'unlock', method: 'POST', path: '/external/unlock/', schema };

/** Unlock Records: clauses U1–U7. */
export const unlock: FastifyPluginCallbackTypebox<RouteOptions> = (app, { store, callHooks, now }, done) => {
  app.route({
    method: 'POST',
    url: toRoutePath(unlockRecords.path),
    schema,
    config: { endpoint: 'unlock' },
    validatorCompiler: bodyCompiler,
    onRequest: callHooks,
    handler: (request, reply) => {
      const account = getCallerAccount(request);
      const { uuids, unlock_type } = request.body;
      const result = store.unlock(account, uuids, unlock_type, getAccountTime(account, now()), request.id);
      if ('unknown' in result) return sendBadRequest(reply, `There is no record ${result.unknown}.`);
      if ('required' in result) return sendInsufficientCredits(reply, result);
      reply.send({ success: true, message: 'Records unlocked successfully.', ...result });
    },
  });
  done();
};
