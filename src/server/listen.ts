import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** What is said of an address that this machine does not have, such as `::1` where there is no IPv6. */
const absent = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * The addresses that a host name stands for, in the system's order.
 * @throws what the system says of a name that is not known
 */
export const addressesOf = async (host: string): Promise<string[]> => {
  const found = await lookup(host, { all: true });
  return [...new Set(found.map(({ address }) => address))];
};

/**
 * Listens on addresses of this machine, with one server behind them all until it is closed. The further servers that
 * Fastify opens for `localhost` keep no limits, and have no words of their own for what is no HTTP.
 * @param port 0 for any that is free; it is the same on all of them
 * @throws what the system says of an address that can't be listened on; a further one that is not there is left out
 */
export const listenOn = async (
  app: FastifyInstance,
  [first = '', ...further]: readonly string[],
  port: number,
): Promise<void> => {
  const doors: Server[] = [];
  let closed: Promise<unknown>[] = [];
  app.addHook('preClose', (done) => {
    closed = doors.map((door) => new Promise((resolve) => door.close(resolve)));
    done();
  });
  app.addHook('onClose', async () => {
    await Promise.all(closed);
  });
  await app.listen({ host: first, port });
  const bound = app.server.address() as AddressInfo;
  for (const host of further) {
    const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      app.server.emit('connection', socket),
    );
    try {
      await once(door.listen({ host, port: bound.port }), 'listening');
      doors.push(door);
    } catch (error) {
      if (!absent.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
};
