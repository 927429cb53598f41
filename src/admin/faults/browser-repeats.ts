import type { Server } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { hashText } from '../../lib/hash-text.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import type { AdminContext } from '../admin-context.ts';
import { isWithoutAnswer, type WithoutAnswer } from './broken-connections.ts';
import { toFaultView } from './fault-definition.ts';
import type { FaultMatch } from './match-faults.ts';

/**
 * Browsers repeat a call by themselves, whatever its method, and report nothing, if its connection breaks before the
 * headers of an answer arrive, unless they opened that connection for this very call: a server may close a kept connection
 * at any time (measured: Chromium 156). Node's fetch and http do not repeat calls: a repeated call from there was sent by
 * the code under test. jsdom and HappyDOM name neither of these browsers. A proxy passes a browser's name on, but answers
 * 502 itself; a proxy that keeps its connections drops the browser's own `Connection: keep-alive`, as docker/nginx.conf does.
 */
const isBrowser = ({ headers }: FastifyRequest): boolean =>
  /\b(?:Firefox|Safari)\//.test(headers['user-agent'] ?? '') && /^keep-alive$/i.test(headers.connection ?? '');

/** How long after a break a call counts as its repetition, in milliseconds of the machine's clock. */
const maxAgeMs = 5000;

/** A connection without a request for this many milliseconds was opened by a browser before it was needed. */
const preconnectMs = 100;

/** How many broken calls are kept, of a hundred bytes each. */
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
 * Finds the calls that browsers repeat by themselves after a fault has broken their connection. Nobody would notice such a
 * fault unless it broke the repetition, too: until the call comes on a connection that was opened after the last break,
 * whose end the browser reports.
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
