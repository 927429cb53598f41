import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartError } from '../lib/start-error.ts';

/** The error codes for an address that this machine does not have, such as `::1` without IPv6. */
const missingAddressCodes = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * The addresses of a host name, in the system's order.
 * @throws the system's error for an unknown name
 */
export const resolveAddresses = async (host: string): Promise<string[]> => {
  const found = await lookup(host, { all: true });
  return [...new Set(found.map(({ address }) => address))];
};

/**
 * Listens on all addresses until the app is closed. Extra listeners pass their connections to the one server of the app. The
 * extra servers that Fastify creates for `localhost` would not apply the limits, nor answer requests that are not HTTP.
 * @param port 0 for any free port; all addresses get the same port
 * @throws the system's error if it can't listen on an address; further addresses that the machine does not have are skipped
 */
export const listenOnAddresses = async (
  app: FastifyInstance,
  [first = '', ...further]: readonly string[],
  port: number,
): Promise<void> => {
  const extraListeners: Server[] = [];
  let closed: Promise<unknown>[] = [];
  app.addHook('preClose', (done) => {
    closed = extraListeners.map((listener) => new Promise((resolve) => listener.close(resolve)));
    done();
  });
  app.addHook('onClose', async () => {
    await Promise.all(closed);
  });
  await app.listen({ host: first, port });
  const { port: boundPort } = app.server.address() as AddressInfo;
  for (const host of further) {
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      app.server.emit('connection', socket),
    );
    try {
      await once(listener.listen({ host, port: boundPort }), 'listening');
      extraListeners.push(listener);
    } catch (error) {
      if (!missingAddressCodes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
};

class PortInUse extends StartError {
  override readonly exitCode = 2;
}

/** Turns an error of listening into one that names the option to change. Returns any other error as it is. */
export const explainListenError = (error: unknown, { host, port }: { host: string; port: number }): unknown => {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new PortInUse(`port ${port} of ${host} is in use; stop the other program or choose another --port`);
  }
  const isListenError = syscall === 'listen' || syscall === 'getaddrinfo';
  return isListenError ? new StartError(`--host ${host} --port ${port} can't be listened on: ${message}`) : error;
};
