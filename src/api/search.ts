import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { PageOptions } from './auth.ts';
import { pageAt } from './methods.ts';
import { parameterCompiler } from './parameters.ts';
import { Detail, ErrorMessage, SearchPage, SearchQuery } from './schemas.ts';

const mostResults = 1000;

/** Search Records: clauses S1–S11 (vendor-docs/search-records.txt). */
export const search: FastifyPluginCallbackTypebox<PageOptions> = (
  app,
  { pages, store, disclose, authenticate },
  done,
) => {
  const url = '/external/search/';

  app.route({
    method: 'GET',
    url,
    schema: {
      querystring: SearchQuery,
      response: { 200: SearchPage, 400: ErrorMessage, 401: Detail, 429: Detail, 500: Detail },
    },
    validatorCompiler: parameterCompiler,
    onRequest: authenticate,
    handler: (request, reply) => {
      const { limit, offset, ...filters } = request.query;
      const found = store.people.search(request.account, filters, Math.min(Number(limit), mostResults), Number(offset));
      request.rows = found.results.length;
      disclose(request, found.results);
      reply.send({ success: true, ...found });
    },
  });
  pages.push(pageAt(app, url, ['GET', 'HEAD', 'OPTIONS'], authenticate));
  done();
};
