import { Readable } from 'node:stream';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { StoredRecord } from '../seed/fields.ts';
import { accountTime } from '../store/accounts.ts';
import type { EnrichmentJob } from '../store/jobs.ts';
import type { PageOptions } from './auth.ts';
import { csvColumns, csvStream } from './csv.ts';
import { badRequest, notFound } from './errors.ts';
import { pageAt } from './methods.ts';
import { parameterCompiler } from './parameters.ts';
import { jsonRecord } from './records.ts';
import { Detail, ErrorMessage, JobParams, Message, ResultsCsv, ResultsPage, ResultsQuery } from './schemas.ts';

/** How many records of the job may be seen; undefined while there are no results to ask for (R6). */
const seenRecords = (job: EnrichmentJob): number | undefined => {
  const ready: EnrichmentJob['status'][] = ['Enrichment Completed', 'Enhancement Completed', 'Paused'];
  return ready.includes(job.status) ? job.processed : undefined;
};

/** Enrichment Results: clauses R1–R18 (vendor-docs/enrichment-results.txt). */
export const enrichmentResults: FastifyPluginCallbackTypebox<PageOptions> = (
  app,
  { pages, store, disclose, authenticate, now },
  done,
) => {
  const url = '/enrichment/result/:job_id([^/]+)/';

  app.route({
    method: 'GET',
    url,
    schema: {
      params: JobParams,
      querystring: ResultsQuery,
      response: {
        200: { content: { 'application/json': { schema: ResultsPage }, 'text/csv': { schema: ResultsCsv } } },
        400: ErrorMessage,
        401: Message,
        404: Detail,
        429: Detail,
        500: Detail,
      },
    },
    validatorCompiler: parameterCompiler,
    onRequest: authenticate,
    handler: (request, reply) => {
      const { report_type, page, page_size } = request.query;
      const job = store.jobs.ask(request.account.name, request.params.job_id, accountTime(request.account, now()));
      if (!job) return notFound(reply);
      const total = seenRecords(job);
      if (total === undefined) return badRequest(reply, 'Results not ready.');
      if (total === 0) return notFound(reply);

      const records = (from: number, to: number): StoredRecord[] => {
        const slice = store.jobs.records(job, from, to);
        request.rows += slice.length;
        disclose(request, slice);
        return slice;
      };
      if (report_type === 'json') {
        const from = (Number(page) - 1) * page_size;
        const data = records(from, from + page_size).map(jsonRecord);
        reply.send({ job_id: job.job_id, total_records: total, page, page_size, data });
      } else {
        const columns = csvColumns(store.jobs.fieldNames(job), store.canonicalColumns());
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="enrichment_results_${job.job_id}.csv"`)
          .send(request.method === 'HEAD' ? Readable.from([]) : csvStream(columns, total, records));
      }
    },
  });
  pages.push(pageAt(app, url, ['GET', 'HEAD', 'OPTIONS'], authenticate));
  done();
};
