import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { accountTime } from '../store/accounts.ts';
import type { PageOptions } from './auth.ts';
import { badRequest, insufficientCredits } from './errors.ts';
import { pageAt } from './methods.ts';
import { bodyCompiler } from './parameters.ts';
import { chargeFailures, Detail, UnlockAnswer, UnlockBody } from './schemas.ts';

/** Unlock Records: clauses U1–U7 (vendor-docs/platform-facts.md). */
export const unlock: FastifyPluginCallbackTypebox<PageOptions> = (app, { pages, store, authenticate, now }, done) => {
  const url = '/external/unlock/';

  app.route({
    method: 'POST',
    url,
    schema: {
      body: UnlockBody,
      response: { 200: UnlockAnswer, 401: Detail, ...chargeFailures },
    },
    validatorCompiler: bodyCompiler,
    onRequest: authenticate,
    handler: (request, reply) => {
      const { account } = request;
      const { uuids, unlock_type } = request.body;
      const result = store.unlock(account, uuids, unlock_type, accountTime(account, now()), request.id);
      if ('unknown' in result) return badRequest(reply, `There is no record ${result.unknown}.`);
      if ('required' in result) return insufficientCredits(reply, result);
      reply.send({ success: true, message: 'Records unlocked successfully.', ...result });
    },
  });
  pages.push(pageAt(app, url, ['POST', 'OPTIONS'], authenticate));
  done();
};
