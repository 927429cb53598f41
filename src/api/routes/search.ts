import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import {
  anyCall,
  badRequestAnswer,
  clausesOf,
  jsonAnswer,
  type Operation,
  routeOf,
  tokenRefused,
} from '../openapi/operation.ts';
import type { PageOptions } from '../plugins/authentication.ts';
import { pageAt } from '../plugins/methods.ts';
import { parameterCompiler } from '../schemas/parameters.ts';
import { SearchPage, SearchQuery } from '../schemas/schemas.ts';

const mostResults = 1000;

const schema = {
  operationId: 'searchRecords',
  summary: 'Search Records',
  description: 'People who meet all filters, newest first. Emails and phones are null until they are unlocked.',
  'x-clause': clausesOf('S'),
  querystring: SearchQuery,
  response: {
    200: jsonAnswer('A page of the people who match.', ['S8'], SearchPage, {
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
    400: badRequestAnswer('A parameter is not what it must be.', ['S6'], {
      'A limit that is no whole number': 'limit must be a whole number of at least 1.',
    }),
    401: tokenRefused('S1'),
    ...anyCall,
  },
};

export const searchRecords: Operation = { endpoint: 'search', method: 'GET', path: '/external/search/', schema };

/** Search Records: clauses S1–S12. */
export const search: FastifyPluginCallbackTypebox<PageOptions> = (
  app,
  { pages, store, disclose, authenticate },
  done,
) => {
  const url = routeOf(searchRecords.path);

  app.route({
    method: 'GET',
    url,
    schema,
    validatorCompiler: parameterCompiler,
    onRequest: authenticate,
    handler: (request, reply) => {
      const { limit, offset } = request.query;
      const most = Math.min(Number(limit), mostResults);
      const found = store.people.search(request.account, request.query, most, Number(offset));
      request.rows = found.rows;
      request.total = found.count;
      disclose(request, found.personal);
      // The results are JSON text already. Fastify sends a string without serializing it.
      const body: string = `{"success":true,"count":${found.count},"results":[${found.text}]}`;
      reply.type('application/json').send(body as never);
    },
  });
  pages.push(pageAt(app, url, ['GET', 'HEAD', 'OPTIONS'], authenticate));
  done();
};
