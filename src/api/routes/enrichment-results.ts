import { Readable } from 'node:stream';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { JobCsv, ServedRecords } from '../../db/repositories/job-records.ts';
import type { EnrichmentJob } from '../../db/repositories/job-rows.ts';
import { getAccountTime } from '../../domain/account-clock.ts';
import { getCallerAccount } from '../exchange.ts';
import {
  commonErrors,
  describeBadRequest,
  describeHeader,
  describeNotFound,
  describeServerError,
  describeUnauthorizedBearer,
  listClauses,
  type Operation,
  toRoutePath,
} from '../openapi/describe-operation.ts';
import { sendBadRequest, sendNotFound } from '../plugins/errors.ts';
import type { RouteOptions } from '../route-options.ts';
import { ResultsCsv, ResultsPage, ResultsParams, ResultsQuery } from '../schemas/parameter-and-body-schemas.ts';
import { parameterCompiler } from '../schemas/parse-parameters.ts';
import { streamCsv } from '../stream-csv.ts';

const schema = {
  operationId: 'getEnrichmentResults',
  summary: 'Enrichment Results',
  description: 'The records of a job that is completed or paused: pages of JSON, or all of them as CSV.',
  'x-clause': listClauses('R'),
  params: ResultsParams,
  querystring: ResultsQuery,
  response: {
    200: {
      description: 'A page of records, or with `report_type=csv` all of them.',
      'x-clause': ['R9', 'R10', 'R16', 'R17'] as const,
      headers: { 'Content-Disposition': describeHeader('The file name of the CSV.', 'R16') },
      content: {
        'application/json': {
          schema: ResultsPage,
          examples: {
            vendor: {
              summary: "The vendor's example",
              value: {
                job_id: '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60',
                total_records: 123,
                page: 1,
                page_size: 50,
                data: [
                  {
                    imported_first_name: 'Jane',
                    imported_last_name: 'Doe',
                    imported_company_name: 'Acme Corp',
                    first_name: 'Jane',
                    last_name: 'Doe',
                    contact_email: 'jane.doe@acme.com',
                    contact_mobile_phone: '+1 415 555 0123',
                    job_title: 'VP of Engineering',
                    enrichment_source: 'datacore',
                    name_match_status: 'matched',
                    still_in_company_status: 'current',
                  },
                ],
              },
            },
          },
        },
        'text/csv': {
          schema: ResultsCsv,
          examples: {
            csv: {
              summary: 'The first columns of such a download',
              value:
                'imported_company_name,imported_first_name,imported_last_name,first_name,last_name\r\nAcme Corp,Jane,Doe,Jane,Doe\r\n',
            },
          },
        },
      },
    },
    400: describeBadRequest('The job has no results yet, or a parameter is not what it must be.', ['R3', 'R6', 'R8'], {
      'The job is queued, in progress or failed': 'Results not ready.',
      'A page size out of range': 'page_size must be a whole number from 1 to 200.',
    }),
    401: describeUnauthorizedBearer('R1.D', 'R1.P'),
    404: describeNotFound('The caller has no such job, or nothing is stored for it.', 'R5', 'R7'),
    ...commonErrors,
    500: describeServerError('E5'),
  },
};

export const getEnrichmentResults: Operation = {
  endpoint: 'results',
  method: 'GET',
  path: '/enrichment/result/{job_id}/',
  schema,
};

/** How many records of a job can be fetched; undefined while the job has no results (R6). */
const countAvailableRecords = (job: EnrichmentJob): number | undefined => {
  const withResults: EnrichmentJob['status'][] = ['Enrichment Completed', 'Enhancement Completed', 'Paused'];
  return withResults.includes(job.status) ? job.processed : undefined;
};

/** Enrichment Results: clauses R1–R24. */
export const enrichmentResults: FastifyPluginCallbackTypebox<RouteOptions> = (
  app,
  { store, disclose, callHooks, now, takeTurn },
  done,
) => {
  app.route({
    method: 'GET',
    url: toRoutePath(getEnrichmentResults.path),
    schema,
    config: { endpoint: 'results' },
    validatorCompiler: parameterCompiler,
    onRequest: callHooks,
    handler: (request, reply) => {
      const { exchange, query } = request;
      const account = getCallerAccount(request);
      const job = store.jobs.findForClient(account.name, request.params.job_id, getAccountTime(account, now()));
      if (!job) return sendNotFound(reply);
      exchange.jobs = [job];
      const availableTotal = countAvailableRecords(job);
      if (availableTotal === undefined) return sendBadRequest(reply, 'Results not ready.');
      if (availableTotal === 0) return sendNotFound(reply);
      exchange.total = availableTotal;

      const reportRecords = (records: ServedRecords): ServedRecords => {
        exchange.rows += records.rows;
        disclose(request, records.personal);
        return records;
      };
      if (query.report_type === 'json') {
        const { page, page_size } = query;
        const offset = (Number(page) - 1) * page_size;
        exchange.offset = offset;
        const before = `{"job_id":"${job.job_id}","total_records":${availableTotal},"page":${page},"page_size":${page_size},"data":[`;
        const { text } = reportRecords(store.jobs.json(job, offset, offset + page_size, { before, after: ']}' }));
        // The records are JSON text already, which must not pass the serializer.
        (reply as FastifyReply).type('application/json').send(text);
        return;
      }
      const openCsv = (): JobCsv => {
        const { header, lines } = store.jobs.csv(job);
        return { header, lines: (from, to) => reportRecords(lines(from, to)) };
      };
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="enrichment_results_${job.job_id}.csv"`)
        .send(
          request.method === 'HEAD'
            ? Readable.from([])
            : streamCsv({ openCsv, total: availableTotal, exchange, takeTurn }),
        );
    },
  });
  done();
};
