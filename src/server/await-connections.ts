import type { FastifyInstance } from 'fastify';

/**
 * Lets the close of a server wait until each of its connections has told its requests that it is closed. Node's own close
 * resolves before that, and what a request does then, such as its entry in the journal, still needs the store.
 */
export const awaitConnections = (app: FastifyInstance): void => {
  const open = new Set<object>();
  let allClosed = (): void => {};
  app.server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      if (open.size === 0) allClosed();
    });
  });
  app.addHook('onClose', async () => {
    if (open.size === 0) return;
    await new Promise<void>((resolve) => {
      allClosed = resolve;
    });
  });
};
