import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { METHODS } from '../../lib/builtin-http.ts';
import { basePaths, type Endpoint, getDecodedPath, getPath } from '../endpoints.ts';
import { type Operation, toRoutePath } from '../openapi/describe-operation.ts';
import { operations } from '../operations.ts';
import { createErrorDetail, sendNotFound } from './errors.ts';

/** Every method that can reach a route. CONNECT never does: Node answers it by closing the connection. */
export const allMethods = METHODS.filter((method) => method !== 'CONNECT');

/** A documented path with its variants under each base path: its endpoint, the paths that it matches, and its methods. */
type DocumentedPath = { endpoint: Endpoint; paths: RegExp; methods: readonly string[] };

const allowedMethods = { GET: ['GET', 'HEAD', 'OPTIONS'], POST: ['POST', 'OPTIONS'] } as const;

const createDocumentedPath = ({ endpoint, method, path }: Operation): DocumentedPath => ({
  endpoint,
  paths: new RegExp(`^(?:${basePaths.join('|')})${toRoutePath(path).replace(/:\w+\((.*?)\)/g, '$1')}$`),
  methods: allowedMethods[method],
});

const documentedPaths: readonly DocumentedPath[] = operations.map(createDocumentedPath);

const findDocumentedPath = (path: string): DocumentedPath | undefined =>
  documentedPaths.find(({ paths }) => paths.test(path));

/** Sets the documented path of a request. A path that only lacks the trailing slash is redirected (E2); an unknown path is 404 (E4). */
const identifyPath: onRequestHookHandler = (request, reply, next) => {
  const { originalUrl, exchange } = request;
  const path = getDecodedPath(originalUrl);
  const documentedPath = findDocumentedPath(path);
  if (documentedPath) {
    exchange.endpoint = documentedPath.endpoint;
    exchange.allowedMethods = documentedPath.methods;
    next();
  } else if (findDocumentedPath(`${path}/`)) {
    exchange.pathWithSlash = `${getPath(originalUrl)}/`;
    const query = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?')) : '';
    reply.redirect(exchange.pathWithSlash + query, 301);
  } else sendNotFound(reply);
};

/** Answers a request with a documented path that no documented route takes: OPTIONS with Allow, another method with 405 (E3). */
const answerForPath: onRequestHookHandler = (request, reply) => {
  const { method, exchange } = request;
  const methods = exchange.allowedMethods ?? [];
  if (method === 'OPTIONS') reply.code(200).header('allow', methods.join(', ')).send();
  // The path has this method, but its route did not take the job id: an id with an encoded slash is not a UUID (R5).
  else if (methods.includes(method)) sendNotFound(reply);
  else {
    const detail = createErrorDetail(405, request);
    reply.code(405).header('allow', methods.join(', ')).send({ detail });
  }
};

/**
 * Answers all requests that no documented route takes (E2, E3, E4, R5). It is one route for all paths, because a route for
 * each other method of each path would take most of the time of a start.
 * @param callHooks the hooks that every call of an endpoint passes, in order
 */
export const answerUndocumentedRequests = (app: FastifyInstance, callHooks: readonly onRequestHookHandler[]): void => {
  app.route({
    method: allMethods,
    url: '*',
    // All of this happens before the body is read: a body that can't be read must not change the answer.
    onRequest: [identifyPath, ...callHooks, answerForPath],
    handler: () => undefined,
  });
};
