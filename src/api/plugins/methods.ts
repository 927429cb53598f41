import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { METHODS } from '../../lib/builtin-http.ts';
import { decodedPathOf, pathOf } from '../endpoints.ts';
import type { Authenticate } from './authentication.ts';
import { detailOf, notFound } from './errors.ts';

/** Every method that can reach a route; CONNECT never does, Node answers it with a closed connection. */
export const allMethods = METHODS.filter((method) => method !== 'CONNECT');

/** A page of the API as answerTheRest finds it. */
export type Page = { path: RegExp; allow: string; authenticate: Authenticate };

/** What a page's route is registered with: its URL, below the prefix of its scope, and its documented methods. */
export const pageAt = (
  app: FastifyInstance,
  url: string,
  documented: readonly string[],
  authenticate: Authenticate,
): Page => ({
  path: new RegExp(`^${app.prefix}${url.replace(/:\w+\((.*?)\)/g, '$1')}$`),
  allow: documented.join(', '),
  authenticate,
});

const answerPage = async (page: Page, request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
  await new Promise<void>((resolve, reject) => {
    page.authenticate(request, reply, (error) => (error ? reject(error) : resolve()));
  });
  const { method } = request;
  if (method === 'OPTIONS') return reply.code(200).header('allow', page.allow).send();
  if (page.allow.split(', ').includes(method)) {
    // Its own route did not take it: the job id has an encoded slash, so it is no UUID (R5).
    notFound(reply);
    return reply;
  }
  return reply
    .code(405)
    .header('allow', page.allow)
    .send({ detail: detailOf(405, request) });
};

/**
 * What the API answers besides the documented methods of its pages: 405 to the others, whatever their body (E3), `Allow`
 * to OPTIONS, 301 to a path without the trailing slash (E2), and 404 to what is no page (E4). One route for all:
 * one for each method of each page would be most of what a start costs.
 */
export const answerTheRest = (app: FastifyInstance, pages: readonly Page[]): void => {
  app.route({
    method: allMethods,
    url: '*',
    // Here, because a body that can't be read must not be looked at.
    onRequest: async (request, reply) => {
      const { originalUrl } = request;
      const path = pathOf(originalUrl);
      const read = decodedPathOf(originalUrl);
      const at = (wanted: string): Page | undefined => pages.find((page) => page.path.test(wanted));
      const page = at(read);
      if (page) return answerPage(page, request, reply);
      if (at(`${read}/`)) {
        request.slashed = `${path}/`;
        const query = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?')) : '';
        return reply.redirect(request.slashed + query, 301);
      }
      notFound(reply);
      return reply;
    },
    handler: () => undefined,
  });
};
