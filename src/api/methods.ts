import { METHODS } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Authenticate } from './auth.ts';
import type { Endpoint } from './endpoints.ts';

/** Every method that can reach a route; CONNECT never does, Node answers it with a closed connection. */
export const allMethods = METHODS.filter((method) => method !== 'CONNECT');

/** A URL without scheme and host, which a client may send too. */
const pathOnly = (url: string): string => url.replace(/^[a-z]+:\/\/[^/]*/i, '');

/**
 * What a path of the API answers besides its documented methods: 405 to the others, whatever their body (E3), `Allow` to
 * OPTIONS, and 301 to a GET or HEAD without the trailing slash (E2).
 */
export const answerOtherMethods = (
  app: FastifyInstance,
  url: string,
  documented: readonly string[],
  authenticate: Authenticate,
  endpoint: Endpoint,
): void => {
  const allow = documented.join(', ');
  app.route({
    method: 'OPTIONS',
    url,
    config: { endpoint },
    onRequest: [authenticate, async (_request, reply) => reply.code(200).header('allow', allow).send()],
    handler: () => undefined,
  });
  app.route({
    method: allMethods.filter((method) => !documented.includes(method)),
    url,
    config: { endpoint },
    // All in onRequest: a body that can't be read must not be looked at.
    onRequest: [
      authenticate,
      async (request, reply) =>
        reply
          .code(405)
          .header('allow', allow)
          .send({ detail: `Method "${request.method}" not allowed.` }),
    ],
    handler: () => undefined,
  });
  app.route({
    method: ['GET', 'HEAD'],
    url: url.slice(0, -1),
    handler: (request, reply) => reply.redirect(pathOnly(request.originalUrl).replace(/(?=\?|$)/, '/'), 301),
  });
};
