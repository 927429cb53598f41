import type { FastifyInstance } from 'fastify';

/**
 * Makes app.close() wait until every connection is closed. Node's own close resolves earlier, but a request still uses the
 * store when its connection closes, for example to write its entry in the journal.
 */
export const waitForConnections = (app: FastifyInstance): void => {
  const openSockets = new Set<object>();
  let reportAllClosed = (): void => {};
  app.server.on('connection', (socket) => {
    openSockets.add(socket);
    socket.once('close', () => {
      openSockets.delete(socket);
      if (openSockets.size === 0) reportAllClosed();
    });
  });
  app.addHook('onClose', async () => {
    if (openSockets.size === 0) return;
    await new Promise<void>((resolve) => {
      reportAllClosed = resolve;
    });
  });
};
