import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from './limits.ts';

/** Answers a request that exceeds a limit: 414 for the length of its URL, 503 for the number of connections. */
type RefuseRequest = (request: FastifyRequest, reply: FastifyReply, status: 414 | 503) => unknown;

/** Refuses long URLs and requests on excess connections before any other hook runs. Health checks are always answered. */
export const limitUrlsAndConnections = (
  app: FastifyInstance,
  { maxUrlBytes, maxConnections }: Pick<Limits, 'maxUrlBytes' | 'maxConnections'>,
  refuseRequest: RefuseRequest,
): void => {
  const excessSockets = new WeakSet<object>();
  let openConnections = 0;
  app.server.on('connection', (socket) => {
    openConnections += 1;
    socket.once('close', () => {
      openConnections -= 1;
    });
    if (openConnections > maxConnections) excessSockets.add(socket);
  });
  app.addHook('onRequest', (request, reply, next) => {
    if (request.originalUrl.length > maxUrlBytes) refuseRequest(request, reply, 414);
    else if (excessSockets.has(request.raw.socket) && !/^\/(?:livez|readyz)$/.test(request.url)) {
      reply.header('connection', 'close').header('retry-after', '1');
      refuseRequest(request, reply, 503);
    } else next();
  });
};
