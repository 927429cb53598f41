import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { version } from '../../lib/package-info.ts';
import { describeJsonResponse, describeRoute, isAdminRouteSchema } from '../schemas/route-schemas.ts';
import type { AdminRoute } from './admin-openapi.ts';

const schema = describeRoute('Mock', {
  operationId: 'getDocument',
  summary: 'Get this document',
  // The document says nothing about the mock's state, and the page at /docs has no token when it loads the document.
  security: [],
  response: { 200: describeJsonResponse('OpenAPI 3.1.', Type.Object({}, { description: 'The document.' })) },
});

/**
 * Adds `/openapi.json`, which describes itself and all routes that are added to `app` later. The document is created when it
 * is requested, because most tests never request the document.
 */
export const addOpenapiRoute = (app: FastifyInstance): void => {
  const routes: AdminRoute[] = [];
  let document: string | undefined;

  app.addHook('onRoute', ({ method, url, schema }) => {
    // Fastify adds a HEAD route to each GET route.
    if (isAdminRouteSchema(schema) && method !== 'HEAD') routes.push({ method: String(method), url, schema });
  });
  app.get('/openapi.json', { schema }, async (_request, reply) => {
    const { createAdminOpenapi } = await import('./admin-openapi.ts');
    document ??= JSON.stringify(createAdminOpenapi(version, routes));
    return reply.type('application/json').send(document);
  });
};
