import type { Server } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { hashText } from '../../lib/hash-text.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import type { AdminContext } from '../admin-context.ts';
import { isWithoutAnswer, type WithoutAnswer } from './broken-connections.ts';
import { toFaultView } from './fault-definition.ts';
import type { FaultMatch } from './match-faults.ts';

/**
 * Whether a request comes from a browser. If a connection breaks before the headers of an answer arrive, a browser repeats
 * the call with any method and reports nothing, unless it opened the connection for this call (measured: Chromium 156). The
 * reason is that a server may close a kept connection at any time. Node's fetch and http never repeat a call, and jsdom and
 * HappyDOM do not send the name of these browsers. A proxy passes on the name of the browser, but answers 502 itself. Such a
 * proxy removes `Connection: keep-alive` from the request, as docker/nginx.conf does.
 */
const isBrowser = ({ headers }: FastifyRequest): boolean =>
  /\b(?:Firefox|Safari)\//.test(headers['user-agent'] ?? '') && /^keep-alive$/i.test(headers.connection ?? '');

/** The time after a break in which a call counts as a repetition, in milliseconds on the machine's clock. */
const maxAgeMs = 5000;

/** If the first request comes later than this many milliseconds, the browser has opened the connection in advance. */
const preconnectMs = 100;

/** The maximal number of broken calls that are kept. Each takes about a hundred bytes. */
const maxCalls = 200;

/** A connection: its number in the order of events, when it was opened (milliseconds since 1970), and its requests so far. */
type Connection = { order: number; openedAt: number; requests: number };

/** A call whose connection was broken, and which its browser will repeat. */
type BrokenCall = {
  fault: FaultMatch['fault'];
  /** When it was broken for the first time, in milliseconds since 1970. */
  brokenAt: number;
  /** The number of its last break in the order of events. */
  order: number;
};

/**
 * Finds the calls that browsers repeat after a fault has broken their connection. A user of the browser would not notice the
 * fault, so it has to break the repeated calls, too. The last call to break is the call on a connection that was opened after
 * the previous break, because the browser reports the error of that connection.
 */
export const createBrowserRepeats = (server: Server, { store, now }: AdminContext) => {
  const connections = new WeakMap<object, Connection>();
  const calls = createLruCache<string, BrokenCall>(maxCalls);
  /** When a connection was broken last. Most calls come long after and need no further check. */
  let lastBrokenAt = Number.NEGATIVE_INFINITY;
  let lastOrder = 0;
  const nextOrder = (): number => {
    lastOrder += 1;
    return lastOrder;
  };
  server.on('connection', (socket) => connections.set(socket, { order: nextOrder(), openedAt: now(), requests: 0 }));
  // Count a request before it is handled, because its handling reads the count.
  server.prependListener('request', ({ socket }) => {
    const connection = connections.get(socket);
    if (connection) connection.requests += 1;
  });

  /** The account whose faults apply to the call; empty for a caller without an account. */
  const faultOwner = ({ exchange }: FastifyRequest): string => exchange.account?.name ?? '';

  const callKey = (request: FastifyRequest): string => {
    const { method, originalUrl, headers } = request;
    return hashText(JSON.stringify([faultOwner(request), method, originalUrl, headers['user-agent']]));
  };

  /** Whether the client repeats a call that came at this time if the connection of the call breaks. */
  const willRepeat = (request: FastifyRequest, receivedAt: number): boolean => {
    const connection = connections.get(request.raw.socket);
    if (!connection || !isBrowser(request)) return false;
    return connection.requests > 1 || receivedAt - connection.openedAt > preconnectMs;
  };

  return {
    /**
     * Remembers a call. Call this when a fault breaks the connection before the answer.
     * @param receivedAt when the call arrived, in milliseconds since 1970
     */
    add: (request: FastifyRequest, fault: FaultMatch['fault'], receivedAt: number): void => {
      if (!willRepeat(request, receivedAt)) return;
      lastBrokenAt = now();
      calls.set(callKey(request), { fault, brokenAt: lastBrokenAt, order: nextOrder() });
    },

    /** Finds the fault that broke the first call, if this call repeats it. Undefined if the fault was deleted or disabled since. */
    find: (request: FastifyRequest): { fault: number; connection: WithoutAnswer } | undefined => {
      if (now() - lastBrokenAt > maxAgeMs) return undefined;
      const key = callKey(request);
      const call = calls.get(key);
      if (!call) return undefined;
      calls.delete(key);
      const row = store.faults.list(faultOwner(request)).find(({ id }) => id === call.fault);
      if (!row || now() - call.brokenAt > maxAgeMs) return undefined;
      const { enabled, connection } = toFaultView(row);
      if (!enabled || !isWithoutAnswer(connection)) return undefined;
      // If this connection was also opened before the break, the browser repeats the call once more.
      const openedOrder = connections.get(request.raw.socket)?.order ?? 0;
      if (openedOrder < call.order) calls.set(key, { ...call, order: nextOrder() });
      return { fault: row.id, connection };
    },
  };
};
