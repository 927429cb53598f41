import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Allows web pages of any origin to call the API (E11). A preflight is answered here, before authentication, because
 * browsers send it without a token. Every other answer, errors included, gets the headers that let a page read it.
 */
export const allowAnyOrigin = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
  reply.header('access-control-allow-origin', '*');
  reply.header('access-control-expose-headers', 'Content-Disposition, Retry-After, WWW-Authenticate');
  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || request.headers.origin === undefined || method === undefined) {
    done();
    return;
  }
  reply
    .code(200)
    .header('access-control-allow-methods', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT')
    .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'Authorization')
    .header('access-control-max-age', '86400')
    .send();
};
