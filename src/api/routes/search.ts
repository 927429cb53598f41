import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { joinJson } from '../../lib/join-json.ts';
import { getCallerAccount } from '../exchange.ts';
import {
  commonErrors,
  describeBadRequest,
  describeJsonAnswer,
  describeUnauthorizedToken,
  listClauses,
  type Operation,
  toRoutePath,
} from '../openapi/describe-operation.ts';
import type { RouteOptions } from '../route-options.ts';
import { maxSearchLimit, SearchPage, SearchQuery } from '../schemas/parameter-and-body-schemas.ts';
import { parameterCompiler } from '../schemas/parse-parameters.ts';

const schema = {
  operationId: 'searchRecords',
  summary: 'Search Records',
  description: 'People who match all filters, newest first. Emails and phones are null until they are unlocked.',
  'x-clause': listClauses('S'),
  querystring: SearchQuery,
  response: {
    200: describeJsonAnswer('A page of the people who match.', ['S8'], SearchPage, {
      vendor: {
        summary: "The vendor's example",
        value: {
          success: true,
          count: 1250,
          results: [
            {
              uuid: 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d',
              first_name: 'John',
              last_name: 'Doe',
              company_name: 'Acme Corp',
              job_title: 'CEO',
              job_level: 'C Level',
              industry: 'Technology',
              contact_linkedin_url: 'https://linkedin.com/in/johndoe',
              contact_email: null,
              contact_direct_phone: null,
              contact_mobile_phone: null,
              is_email_unlocked: false,
              is_phone_unlocked: false,
            },
          ],
        },
      },
    }),
    400: describeBadRequest('A parameter is not what it must be.', ['S6'], {
      'A limit that is no whole number': 'limit must be a whole number of at least 1.',
    }),
    401: describeUnauthorizedToken('S1'),
    ...commonErrors,
  },
};

export const searchRecords: Operation = { endpoint: 'search', method: 'GET', path: '/external/search/', schema };

/** Search Records: clauses S1–S12. */
export const search: FastifyPluginCallbackTypebox<RouteOptions> = (app, { store, disclose, callHooks }, done) => {
  app.route({
    method: 'GET',
    url: toRoutePath(searchRecords.path),
    schema,
    config: { endpoint: 'search' },
    validatorCompiler: parameterCompiler,
    onRequest: callHooks,
    handler: (request, reply) => {
      const { exchange, query } = request;
      const offset = Number(query.offset);
      const limit = Math.min(Number(query.limit), maxSearchLimit);
      const page = store.people.search(getCallerAccount(request), query, limit, offset);
      exchange.rows = page.rows;
      exchange.offset = offset;
      exchange.total = page.count;
      disclose(request, page.personal);
      // A Buffer passes the serializer as it is.
      const body = joinJson(`{"success":true,"count":${page.count},"results":[`, page.results, ']}');
      reply.type('application/json').send(body as never);
    },
  });
  done();
};
