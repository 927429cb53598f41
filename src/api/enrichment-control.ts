import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { apiStatus } from '../seed/vocabulary.ts';
import { accountTime } from '../store/accounts.ts';
import type { PageOptions } from './auth.ts';
import { badRequest, insufficientCredits, notFound } from './errors.ts';
import { pageAt } from './methods.ts';
import { bodyCompiler } from './parameters.ts';
import { ControlAnswer, ControlBody, chargeFailures, Detail, Message } from './schemas.ts';

const wrongState = {
  pause: 'Only a job that is in progress can be paused.',
  resume: 'Only a job that is paused can be resumed.',
};

/** Enrichment Control: clauses C1–C6 (vendor-docs/platform-facts.md). */
export const enrichmentControl: FastifyPluginCallbackTypebox<PageOptions> = (
  app,
  { pages, store, authenticate, now },
  done,
) => {
  const url = '/enrichment-control/';

  app.route({
    method: 'POST',
    url,
    schema: {
      body: ControlBody,
      response: { 200: ControlAnswer, 401: Message, 404: Detail, ...chargeFailures },
    },
    validatorCompiler: bodyCompiler,
    onRequest: authenticate,
    handler: (request, reply) => {
      const { account } = request;
      const { csv_file_id, action } = request.body;
      const result = store.control[action](account.name, csv_file_id, accountTime(account, now()), request.id);
      if (result === 'no job') return notFound(reply);
      if (result === 'wrong state') return badRequest(reply, wrongState[action]);
      if ('required' in result) return insufficientCredits(reply, result);
      reply.send({ success: true, csv_file_id: result.job_id, status: apiStatus[result.status] });
    },
  });
  pages.push(pageAt(app, url, ['POST', 'OPTIONS'], authenticate));
  done();
};
