import type { Server } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { lruCache } from '../../lib/lru-cache.ts';
import type { AdminContext } from '../admin-context.ts';
import { keyOf } from '../linter/text-key.ts';
import { isUnanswered, type Unanswered } from './broken-connections.ts';
import { toFaultView } from './fault-definition.ts';
import type { Firing } from './match-faults.ts';

/**
 * Browsers send a call again by themselves, whatever its method, and report nothing, where its connection breaks before
 * the headers of an answer are there, unless they opened that connection for this very call: a server may close one that
 * was kept (measured: Chromium 156). Node's fetch and http do not: what comes again from there, the code under test wants.
 * jsdom and HappyDOM name neither of these browsers. A proxy hands a browser's name on, but answers 502 itself; one that
 * keeps its connections leaves out the browser's own `Connection: keep-alive`, as docker/nginx.conf does.
 */
const isBrowser = ({ headers }: FastifyRequest): boolean =>
  /\b(?:Firefox|Safari)\//.test(headers['user-agent'] ?? '') && /^keep-alive$/i.test(headers.connection ?? '');

/** How long after its connection was broken a call is taken for a repetition, in milliseconds of the machine's clock. */
const rememberedMs = 5000;

/** A connection without a request for so long, in milliseconds, is one that a browser has opened ahead of need. */
const aheadMs = 100;

/** How many calls are remembered at least; twice as many at most, a hundred bytes each. */
const rememberedCalls = 100;

/** A connection: when it was opened, by the order of events and in milliseconds since 1970, and its requests so far. */
type Connection = { order: number; at: number; requests: number };

/** A call whose connection was broken, and which its browser will send again. */
type Broken = {
  fault: Firing['fault'];
  /** When it was broken first, in milliseconds since 1970. */
  at: number;
  /** When it was broken last, by the order of events. */
  order: number;
};

/**
 * Knows the calls that browsers send again by themselves after a fault has broken their connection. Nobody would see such
 * a fault unless it broke the repetition, too: until the call comes on a connection that was opened after the last break,
 * whose end the browser reports.
 */
export const openRepeatedCalls = (server: Server, { store, now }: AdminContext) => {
  const connections = new WeakMap<object, Connection>();
  const calls = lruCache<string, Broken>(2 * rememberedCalls);
  /** When a call was broken last: most calls need no further look. */
  let brokenAt = Number.NEGATIVE_INFINITY;
  let order = 0;
  const next = (): number => {
    order += 1;
    return order;
  };
  server.on('connection', (socket) => connections.set(socket, { order: next(), at: now(), requests: 0 }));
  // Before the request is handled, which is when it is looked at.
  server.prependListener('request', ({ socket }) => {
    const connection = connections.get(socket);
    if (connection) connection.requests += 1;
  });

  /** The account whose faults hit the call; empty for a caller without one. */
  const faultOwnerOf = ({ account }: FastifyRequest): string => account?.name ?? '';

  const callKey = (request: FastifyRequest): string => {
    const { method, originalUrl, headers } = request;
    return keyOf(JSON.stringify([faultOwnerOf(request), method, originalUrl, headers['user-agent']]));
  };

  /** Whether its client sends a call again where the connection breaks that it came on, at this time. */
  const willRepeat = (request: FastifyRequest, cameAt: number): boolean => {
    const connection = connections.get(request.raw.socket);
    if (!connection || !isBrowser(request)) return false;
    return connection.requests > 1 || cameAt - connection.at > aheadMs;
  };

  return {
    /**
     * To be called when a fault breaks the connection of a call before there is an answer.
     * @param cameAt when the call came, in milliseconds since 1970
     */
    broken: (request: FastifyRequest, fault: Firing['fault'], cameAt: number): void => {
      if (!willRepeat(request, cameAt)) return;
      brokenAt = now();
      calls.set(callKey(request), { fault, at: brokenAt, order: next() });
    },

    /** How a call breaks that repeats a broken one: as that one did, unless its fault was taken away or switched off since. */
    again: (request: FastifyRequest): { fault: number; connection: Unanswered } | undefined => {
      if (now() - brokenAt > rememberedMs) return undefined;
      const key = callKey(request);
      const call = calls.get(key);
      if (!call) return undefined;
      calls.delete(key);
      const row = store.faults.list(faultOwnerOf(request)).find(({ id }) => id === call.fault);
      if (!row || now() - call.at > rememberedMs) return undefined;
      const { enabled, connection } = toFaultView(row);
      if (!enabled || !isUnanswered(connection)) return undefined;
      // On another connection from before the break, the browser sends it once more.
      const opened = connections.get(request.raw.socket)?.order ?? 0;
      if (opened < call.order) calls.set(key, { ...call, order: next() });
      return { fault: row.id, connection };
    },
  };
};
