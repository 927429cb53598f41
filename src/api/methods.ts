import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate } from './auth.ts';
import { notFound } from './errors.ts';

const common = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The other methods that can reach a route; CONNECT never does, Node answers it with a closed connection. */
export const rareMethods = METHODS.filter((method) => !common.includes(method) && method !== 'CONNECT');

/** A page of the API as rare methods find it: a route for each of them and each page would double what a start costs. */
export type Page = { path: RegExp; refuse: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> };

/** A URL without scheme, host and query string; a client may send the first two, too. */
const pathOf = (url: string): string => url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\?.*$/s, '');

/**
 * What a path of the API answers besides its documented methods: 405 to the others, whatever their body (E3), `Allow` to
 * OPTIONS, and 301 to a GET or HEAD without the trailing slash (E2).
 * @param pages where the page is added, for answerRareMethods
 */
export const answerOtherMethods = (
  app: FastifyInstance,
  url: string,
  documented: readonly string[],
  authenticate: Authenticate,
  pages: Page[],
): void => {
  const allow = documented.join(', ');
  const refuse: Page['refuse'] = async (request, reply) => {
    if (await authenticate(request, reply)) return reply;
    return reply
      .code(405)
      .header('allow', allow)
      .send({ detail: `Method "${request.method}" not allowed.` });
  };
  // All in onRequest: a body that can't be read must not be looked at.
  app.route({
    method: 'OPTIONS',
    url,
    onRequest: [authenticate, async (_request, reply) => reply.code(200).header('allow', allow).send()],
    handler: () => undefined,
  });
  app.route({
    method: common.filter((method) => !documented.includes(method)),
    url,
    onRequest: refuse,
    handler: () => undefined,
  });
  app.route({
    method: ['GET', 'HEAD'],
    url: url.slice(0, -1),
    handler: ({ originalUrl }, reply) => {
      const query = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?')) : '';
      reply.redirect(`${pathOf(originalUrl)}/${query}`, 301);
    },
  });
  pages.push({ path: new RegExp(`^${app.prefix}${url.replace(/:\w+\((.*?)\)/g, '$1')}$`), refuse });
};

/** The same for all other methods that there are. */
export const answerRareMethods = (app: FastifyInstance, pages: readonly Page[]): void => {
  app.route({
    method: rareMethods,
    url: '*',
    onRequest: async (request, reply) => {
      const page = pages.find(({ path }) => path.test(pathOf(request.originalUrl)));
      if (page) return page.refuse(request, reply);
      notFound(reply);
      return reply;
    },
    handler: () => undefined,
  });
};
