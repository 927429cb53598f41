import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { apiStatus } from '../seed/vocabulary.ts';
import { accountTime } from '../store/accounts.ts';
import type { EnrichmentJob } from '../store/jobs.ts';
import type { PageOptions } from './auth.ts';
import { notFound } from './errors.ts';
import { pageAt } from './methods.ts';
import { parameterCompiler } from './parameters.ts';
import { Detail, JobParams, JobStatusAnswer, JobStatusList, Message } from './schemas.ts';

/** T2: in UTC, to the second. */
const toTheSecond = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const statusOf = ({ job_id, status, submitted_at, updated_at }: EnrichmentJob) => ({
  job_id,
  status: apiStatus[status],
  submitted_at: toTheSecond(submitted_at),
  updated_at: toTheSecond(updated_at),
});

/** Enrichment Status: clauses T1–T5 (vendor-docs/platform-facts.md). */
export const enrichmentStatus: FastifyPluginCallbackTypebox<PageOptions> = (
  app,
  { pages, store, authenticate, now },
  done,
) => {
  const failures = { 401: Message, 429: Detail, 500: Detail };
  const one = '/enrichment/status/:job_id([^/]+)/';
  const all = '/enrichment/status/';

  app.route({
    method: 'GET',
    url: one,
    schema: { params: JobParams, response: { 200: JobStatusAnswer, 404: Detail, ...failures } },
    validatorCompiler: parameterCompiler,
    onRequest: authenticate,
    handler: (request, reply) => {
      const { account, params } = request;
      const job = store.jobs.ask(account.name, params.job_id, accountTime(account, now()));
      if (!job) return notFound(reply);
      reply.send(statusOf(job));
    },
  });
  app.route({
    method: 'GET',
    url: all,
    schema: { response: { 200: JobStatusList, ...failures } },
    onRequest: authenticate,
    handler: (request, reply) => {
      const jobs = store.jobs.askAll(request.account.name, accountTime(request.account, now()));
      request.rows = jobs.length;
      reply.send(jobs.map(statusOf));
    },
  });
  for (const url of [one, all]) pages.push(pageAt(app, url, ['GET', 'HEAD', 'OPTIONS'], authenticate));
  done();
};
