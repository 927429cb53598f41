import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * E11: pages of any origin may call the API. Answers preflights, before anything asks for a token; every other answer,
 * refusals included, gets the headers without which a page can't read it.
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
