import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { getAccountTime } from '../../domain/account-clock.ts';
import { apiStatus } from '../../domain/job-state.ts';
import { getCallerAccount } from '../exchange.ts';
import {
  bodyErrors,
  commonErrors,
  describeBadBody,
  describeJsonAnswer,
  describeNotFound,
  describeTooFewCredits,
  describeUnauthorizedBearer,
  listClauses,
  type Operation,
  toRoutePath,
} from '../openapi/describe-operation.ts';
import { sendBadRequest, sendInsufficientCredits, sendNotFound } from '../plugins/errors.ts';
import type { RouteOptions } from '../route-options.ts';
import { ControlAnswer, ControlBody } from '../schemas/parameter-and-body-schemas.ts';
import { bodyCompiler } from '../schemas/parse-parameters.ts';

const wrongState = {
  pause: 'Only a job that is in progress can be paused.',
  resume: 'Only a job that is paused can be resumed.',
};

const job = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';

const schema = {
  operationId: 'controlEnrichment',
  summary: 'Enrichment Control',
  description:
    'Pauses a job that is in progress, or resumes a paused job. Resuming costs credits for the remaining records.',
  'x-clause': listClauses('C'),
  body: ControlBody,
  'x-body-examples': {
    pause: { summary: 'Pause', value: { csv_file_id: job, action: 'pause' } },
    resume: { summary: 'Resume', value: { csv_file_id: job, action: 'resume' } },
  },
  response: {
    200: describeJsonAnswer('The action was applied.', ['C5'], ControlAnswer, {
      paused: { summary: 'Paused', value: { success: true, csv_file_id: job, status: 'paused' } },
    }),
    400: describeBadBody('A field is missing or wrong, the job is in another state', 'C6', {
      'A job that is not in progress': wrongState.pause,
    }),
    401: describeUnauthorizedBearer('C1'),
    402: describeTooFewCredits('C4.P'),
    404: describeNotFound('The caller has no such job.', 'C6.P'),
    ...bodyErrors,
    ...commonErrors,
  },
};

export const controlEnrichment: Operation = {
  endpoint: 'control',
  method: 'POST',
  path: '/enrichment-control/',
  schema,
};

/** Enrichment Control: clauses C1–C6. */
export const enrichmentControl: FastifyPluginCallbackTypebox<RouteOptions> = (app, { store, callHooks, now }, done) => {
  app.route({
    method: 'POST',
    url: toRoutePath(controlEnrichment.path),
    schema,
    config: { endpoint: 'control' },
    validatorCompiler: bodyCompiler,
    onRequest: callHooks,
    handler: (request, reply) => {
      const account = getCallerAccount(request);
      const { csv_file_id, action } = request.body;
      const result = store.control[action](account.name, csv_file_id, getAccountTime(account, now()), request.id);
      if (result === 'no job') return sendNotFound(reply);
      if (result === 'wrong state') return sendBadRequest(reply, wrongState[action]);
      if ('required' in result) return sendInsufficientCredits(reply, result);
      request.exchange.jobs = [result];
      reply.send({ success: true, csv_file_id: result.job_id, status: apiStatus[result.status] });
    },
  });
  done();
};
