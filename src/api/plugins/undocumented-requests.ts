import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { METHODS } from '../../lib/builtin-http.ts';
import { basePaths, type Endpoint, getDecodedPath, getPath } from '../endpoints.ts';
import { type Operation, toRoutePath } from '../openapi/describe-operation.ts';
import { operations } from '../operations.ts';
import { createErrorDetail, sendNotFound } from './errors.ts';

/** Every method that can reach a route. CONNECT never does: Node answers it by closing the connection. */
export const allMethods = METHODS.filter((method) => method !== 'CONNECT');

/** A page of the API: its endpoint, the paths at which it answers, and its methods. */
type Page = { endpoint: Endpoint; paths: RegExp; methods: readonly string[] };

declare module 'fastify' {
  interface FastifyRequest {
    /** The page whose path the request has, if no documented route takes the request. */
    page: Page | undefined;
  }
}

const allowedMethods = { GET: ['GET', 'HEAD', 'OPTIONS'], POST: ['POST', 'OPTIONS'] } as const;

const createPage = ({ endpoint, method, path }: Operation): Page => ({
  endpoint,
  paths: new RegExp(`^(?:${basePaths.join('|')})${toRoutePath(path).replace(/:\w+\((.*?)\)/g, '$1')}$`),
  methods: allowedMethods[method],
});

const pages: readonly Page[] = operations.map(createPage);

const findPage = (path: string): Page | undefined => pages.find(({ paths }) => paths.test(path));

/** Sets the page of a request. A path that only lacks the trailing slash is redirected (E2); an unknown path is 404 (E4). */
const identifyPage: onRequestHookHandler = (request, reply, next) => {
  const { originalUrl, exchange } = request;
  const path = getDecodedPath(originalUrl);
  request.page = findPage(path);
  if (request.page) {
    exchange.endpoint = request.page.endpoint;
    next();
  } else if (findPage(`${path}/`)) {
    exchange.pathWithSlash = `${getPath(originalUrl)}/`;
    const query = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?')) : '';
    reply.redirect(exchange.pathWithSlash + query, 301);
  } else sendNotFound(reply);
};

/** Answers for a page whose routes do not take the request: OPTIONS with Allow, another method with 405 (E3). */
const answerForPage: onRequestHookHandler = (request, reply) => {
  const { method, page } = request;
  const methods = page?.methods ?? [];
  if (method === 'OPTIONS') reply.code(200).header('allow', methods.join(', ')).send();
  // The page has this method, but its route did not take the job id: an id with an encoded slash is not a UUID (R5).
  else if (methods.includes(method)) sendNotFound(reply);
  else {
    const detail = createErrorDetail(405, request);
    reply.code(405).header('allow', methods.join(', ')).send({ detail });
  }
};

/**
 * Answers all requests that no documented route takes (E2, E3, E4, R5). It is one route for all pages, because a route for
 * each other method of each page would take most of the time of a start.
 * @param callHooks the hooks that every call of a page passes, in order
 */
export const answerUndocumentedRequests = (app: FastifyInstance, callHooks: readonly onRequestHookHandler[]): void => {
  app.decorateRequest('page');
  app.route({
    method: allMethods,
    url: '*',
    // All of this happens before the body is read: a body that can't be read must not change the answer.
    onRequest: [identifyPage, ...callHooks, answerForPage],
    handler: () => undefined,
  });
};
