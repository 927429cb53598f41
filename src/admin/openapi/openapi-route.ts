import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { version } from '../../lib/package-info.ts';
import { answered, operations, type SteeringSchema } from '../schemas/operation.ts';
import type { AdminRoute } from './admin-openapi.ts';

const operation = operations('Mock');

/** Whether a route says what it is. */
export const isDescribed = (schema: FastifySchema | undefined): schema is FastifySchema & SteeringSchema =>
  schema !== undefined && 'operationId' in schema;

/**
 * `/openapi.json`: the document of this route and of all that `app` is given later. It is made when somebody asks for
 * it: most starts never do.
 */
export const documentRoute = (app: FastifyInstance): void => {
  const routes: AdminRoute[] = [];
  let document: string | undefined;

  app.addHook('onRoute', ({ method, url, schema }) => {
    // Fastify adds a HEAD to each GET.
    if (isDescribed(schema) && method !== 'HEAD') routes.push({ method: String(method), url, schema });
  });
  app.get(
    '/openapi.json',
    {
      schema: operation({
        operationId: 'getDocument',
        summary: 'This document',
        // It tells nothing of the mock's state, and the page at /docs has no token when it asks.
        security: [],
        response: { 200: answered('OpenAPI 3.1.', Type.Object({}, { description: 'The document.' })) },
      }),
    },
    async (_request, reply) => {
      const { adminOpenapi } = await import('./admin-openapi.ts');
      document ??= JSON.stringify(adminOpenapi(version, routes));
      return reply.type('application/json').send(document);
    },
  );
};
