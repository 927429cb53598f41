import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import { type AdminLimits, defaultAdminLimits } from '../admin/admin-limits.ts';

/** The limits on requests and connections, and the times after which the server stops waiting for a client. */
export type Limits = AdminLimits & {
  /** Bytes of a URL; a longer one is 414. */
  maxUrlBytes: number;
  /** Bytes of the request line and the headers together; more are 431. */
  maxHeaderBytes: number;
  /** Bytes of a body of the emulated API; more are 413. */
  maxBodyBytes: number;
  /** Bytes of all bodies together that are being read or processed; further bodies wait. */
  maxTotalBodyBytes: number;
  /** Bytes of a body that never waits. */
  smallBodyBytes: number;
  /** Time from the opening of a connection until the request line and headers have arrived; then 408. */
  headersTimeoutMs: number;
  /** Time until a whole request has arrived; then 408. */
  requestTimeoutMs: number;
  /** How often Node checks the two timeouts above. */
  timeoutCheckIntervalMs: number;
  /** Time that a connection without a request is kept open; then it is closed. */
  keepAliveTimeoutMs: number;
  /** Time without a byte in either direction during a request; then the connection is closed. */
  silenceTimeoutMs: number;
  /** Bytes of answers that may wait to be sent on one connection; its further requests wait until there are fewer. */
  maxUnsentBytes: number;
  /** Estimated bytes of all requests that wait for an earlier one on their connection; then a connection is closed. */
  maxHeldRequestBytes: number;
  /** Open connections; a request on a further one is 503. */
  maxConnections: number;
};

export const defaultLimits: Limits = {
  ...defaultAdminLimits,
  // The limit of common load balancers: a longer URL would not reach the vendor either.
  maxUrlBytes: 16 * 1024,
  // Room for a token, the cookies of a frontend and a long URL.
  maxHeaderBytes: 32 * 1024,
  // Thousands of UUIDs to unlock.
  maxBodyBytes: 1024 * 1024,
  // Four bodies of the largest size: one is processed while the others are read.
  maxTotalBodyBytes: 32 * 1024 * 1024,
  // Nearly all bodies are smaller. One such body on each connection takes 64 MB.
  smallBodyBytes: 16 * 1024,
  // Long enough for connections that browsers open in advance, and for a client that is paused in a debugger.
  headersTimeoutMs: 30_000,
  // Long enough for the largest body over a slow line.
  requestTimeoutMs: 120_000,
  timeoutCheckIntervalMs: 5_000,
  // Longer than the 60 s of nginx and load balancers. If the server closed first, they could send on a closed connection.
  keepAliveTimeoutMs: 72_000,
  // Longer than the longest delay of a fault, which is ten minutes.
  silenceTimeoutMs: 660_000,
  // Two pages of the largest size: the client reads one while the next is prepared.
  maxUnsentBytes: 1024 * 1024,
  // Thousands of typical requests. Few clients send a request before the previous one is answered.
  maxHeldRequestBytes: 16 * 1024 * 1024,
  // Several times the connections of a load test. An idle connection takes about 10 KB.
  maxConnections: 4096,
};

/** The options for the limits that Node and Fastify enforce themselves. */
export const toFastifyOptions = (limits: Limits) =>
  ({
    bodyLimit: limits.maxBodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionTimeout: limits.silenceTimeoutMs,
    // 0 means no limit: a load test may use one connection for all its requests.
    maxRequestsPerSocket: 0,
    http: {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.timeoutCheckIntervalMs,
    },
  }) satisfies FastifyHttpOptions<Server>;
