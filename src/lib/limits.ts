import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What one client, or all of them together, may ask of a server, and how long it waits for them. */
export type Limits = {
  /** Bytes of a URL; a longer one is 414. */
  url: number;
  /** Bytes of the request line and the headers together; more are 431. */
  head: number;
  /** Bytes of a body of the emulated API; more are 413. */
  body: number;
  /** Bytes of a body of steering; more are 413. */
  adminBody: number;
  /** Values in a body of steering, about; more are 400. */
  adminValues: number;
  /** Keys of one object in a body of steering; more are 400. */
  adminKeys: number;
  /** Bytes of all bodies together that are read or worked on at a time; further ones wait. */
  bodies: number;
  /** Bytes of a body that never waits. */
  smallBody: number;
  /** Milliseconds for a request line and headers to come, from the connection on; then 408. */
  headMs: number;
  /** Milliseconds for a whole request to come; then 408. */
  requestMs: number;
  /** How often the two are looked at, in milliseconds. */
  checkMs: number;
  /** Milliseconds that a connection without a request is kept; then it is closed. */
  idleMs: number;
  /** Milliseconds without a byte either way while a request is under way; then the connection is closed. */
  silentMs: number;
  /** Bytes that may wait to be sent on one connection; its further requests wait meanwhile. */
  unsent: number;
  /** Bytes of memory for requests, of all connections, that wait for the one ahead of them; then the connection is closed. */
  held: number;
  /** Connections at a time; a request on a further one is 503. */
  connections: number;
};

export const limits: Limits = {
  // A load balancer's: what is longer would not reach the vendor either.
  url: 16 * 1024,
  // A token, cookies of a frontend and a long URL, with room to spare.
  head: 32 * 1024,
  // Thousands of UUIDs to unlock.
  body: 1024 * 1024,
  // As much as can be read at once without keeping others waiting: thousands of records or people.
  adminBody: 8 * 1024 * 1024,
  // Short values, and keys that are all different, take longer to read than their bytes would say.
  adminValues: 400_000,
  adminKeys: 10_000,
  // Four of the largest: one that is worked on, and some that are ready by then.
  bodies: 32 * 1024 * 1024,
  // Nearly all bodies. One on each connection takes 64 MB.
  smallBody: 16 * 1024,
  // Browsers open connections ahead of need, and a client stands still in a debugger.
  headMs: 30_000,
  // The largest body over a slow line.
  requestMs: 120_000,
  checkMs: 5_000,
  // Longer than the 60 s of nginx and load balancers: who closes first can't send on a connection that is closed.
  idleMs: 72_000,
  // Longer than the longest delay of a fault, ten minutes.
  silentMs: 660_000,
  // Two of the largest pages: one to read, and one that is ready when it is read.
  unsent: 1024 * 1024,
  // Thousands of usual requests; clients that send them before they are answered are rare.
  held: 16 * 1024 * 1024,
  // Several times what a load test opens; idle ones cost about 10 KB each.
  connections: 4096,
};

/** The limits that Node and Fastify keep themselves. */
export const limitOptions = ({ head, body, headMs, requestMs, checkMs, idleMs, silentMs }: Limits) =>
  ({
    bodyLimit: body,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionTimeout: silentMs,
    // A load test may use one connection for ever.
    maxRequestsPerSocket: 0,
    http: { maxHeaderSize: head, headersTimeout: headMs, connectionsCheckingInterval: checkMs },
  }) satisfies FastifyHttpOptions<Server>;

/** Refuses a request that is over a limit, with this status. */
export type Refuse = (request: FastifyRequest, reply: FastifyReply, status: 414 | 503) => unknown;

/** Keeps the limits on URLs and connections, before anything looks at a request. What asks after health is let through. */
export const keepLimits = (app: FastifyInstance, { url, connections }: Limits, refuse: Refuse): void => {
  const crowd = new WeakSet<object>();
  let open = 0;
  app.server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
    if (open > connections) crowd.add(socket);
  });
  app.addHook('onRequest', (request, reply, next) => {
    if (request.originalUrl.length > url) refuse(request, reply, 414);
    else if (crowd.has(request.raw.socket) && !/^\/(?:livez|readyz)$/.test(request.url)) {
      reply.header('connection', 'close').header('retry-after', '1');
      refuse(request, reply, 503);
    } else next();
  });
};
