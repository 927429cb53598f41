import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { EnrichmentJob } from '../../db/repositories/job-rows.ts';
import { getAccountTime } from '../../domain/account-clock.ts';
import { apiStatus } from '../../domain/job-state.ts';
import { getCallerAccount } from '../exchange.ts';
import {
  commonErrors,
  describeJsonAnswer,
  describeNotFound,
  describeUnauthorizedBearer,
  type Operation,
  toRoutePath,
} from '../openapi/describe-operation.ts';
import { sendNotFound } from '../plugins/errors.ts';
import type { RouteOptions } from '../route-options.ts';
import { JobStatusAnswer, JobStatusList, StatusParams } from '../schemas/parameter-and-body-schemas.ts';
import { parameterCompiler } from '../schemas/parse-parameters.ts';

/** The vendor's example. */
const vendors = {
  job_id: '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60',
  status: 'in-progress',
  submitted_at: '2026-05-06T14:23:11Z',
  updated_at: '2026-05-06T14:25:42Z',
};

const oneJob = {
  operationId: 'getEnrichmentStatus',
  summary: 'Enrichment Status',
  description: 'The status of a job. Poll it every few seconds, or every 15 to 30 seconds if the job is large.',
  'x-clause': ['T1', 'T2', 'T3', 'T5'] as const,
  params: StatusParams,
  response: {
    200: describeJsonAnswer('The status of the job.', ['T1', 'T2'], JobStatusAnswer, {
      vendor: { summary: "The vendor's example", value: vendors },
    }),
    401: describeUnauthorizedBearer('T3'),
    404: describeNotFound('The caller has no such job.', 'T3'),
    ...commonErrors,
  },
};

export const getEnrichmentStatus: Operation = {
  endpoint: 'status',
  method: 'GET',
  path: '/enrichment/status/{job_id}/',
  schema: oneJob,
};

const allJobs = {
  operationId: 'listEnrichmentStatus',
  summary: 'All jobs of the caller',
  description: 'The status of all jobs of the caller, newest first.',
  'x-clause': ['T3', 'T4', 'T5'] as const,
  response: {
    200: describeJsonAnswer("The caller's jobs.", ['T4'], JobStatusList, {
      one: { summary: 'One job', value: [vendors] },
    }),
    401: describeUnauthorizedBearer('T3'),
    ...commonErrors,
  },
};

export const listEnrichmentStatus: Operation = {
  endpoint: 'status',
  method: 'GET',
  path: '/enrichment/status/',
  schema: allJobs,
};

/** A time in UTC, to the second (T2). @param time milliseconds since 1970 */
const formatTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const toStatusAnswer = ({ job_id, status, submitted_at, updated_at }: EnrichmentJob) => ({
  job_id,
  status: apiStatus[status],
  submitted_at: formatTime(submitted_at),
  updated_at: formatTime(updated_at),
});

/** Enrichment Status: clauses T1–T5. */
export const enrichmentStatus: FastifyPluginCallbackTypebox<RouteOptions> = (app, { store, callHooks, now }, done) => {
  app.route({
    method: 'GET',
    url: toRoutePath(getEnrichmentStatus.path),
    schema: oneJob,
    config: { endpoint: 'status' },
    validatorCompiler: parameterCompiler,
    onRequest: callHooks,
    handler: (request, reply) => {
      const account = getCallerAccount(request);
      const job = store.jobs.findForClient(account.name, request.params.job_id, getAccountTime(account, now()));
      if (!job) return sendNotFound(reply);
      request.exchange.jobs = [job];
      reply.send(toStatusAnswer(job));
    },
  });
  app.route({
    method: 'GET',
    url: toRoutePath(listEnrichmentStatus.path),
    schema: allJobs,
    config: { endpoint: 'status' },
    onRequest: callHooks,
    handler: (request, reply) => {
      const account = getCallerAccount(request);
      const jobs = store.jobs.listForClient(account.name, getAccountTime(account, now()));
      request.exchange.rows = jobs.length;
      request.exchange.jobs = jobs;
      reply.send(jobs.map(toStatusAnswer));
    },
  });
  done();
};
