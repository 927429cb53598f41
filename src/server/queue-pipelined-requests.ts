import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Limits } from './limits.ts';

/** How many answers of one connection may wait to be sent, and how many of its requests may be held. */
const maxPerConnection = 100;

/** A request that is held, and the function that passes it on to its handler. */
type HeldRequest = { start: () => void; bytes: number };

/** The answers and requests of one connection. */
type ConnectionQueue = {
  /** Answers that are not sent yet, in the order of their requests. */
  answers: Set<ServerResponse>;
  /** Requests that are held, in their order. */
  held: HeldRequest[];
};

/** An estimate of the memory that a request takes besides its URL and headers. */
const bytesPerRequest = 4096;

const estimateBytes = ({ rawHeaders, url = '' }: IncomingMessage): number =>
  rawHeaders.reduce((sum, text) => sum + text.length, bytesPerRequest + url.length);

const isFull = ({ held }: ConnectionQueue): boolean => held.length >= maxPerConnection;

/** Whether the next request has to wait: an earlier one is not answered, or its client has not read enough of the answers. */
const mustWait = ({ answers }: ConnectionQueue, maxUnsentBytes: number): boolean => {
  let bytes = 0;
  for (const answer of answers) {
    if (!answer.writableEnded) return true;
    bytes += answer.writableLength;
  }
  return bytes > maxUnsentBytes || answers.size >= maxPerConnection;
};

/**
 * Creates the queue of a connection. It keeps Node from resuming a connection whose queue is full.
 * @param release called with the bytes of each held request when the connection closes
 */
const createQueue = (socket: Socket, release: (bytes: number) => void): ConnectionQueue => {
  const queue: ConnectionQueue = { answers: new Set(), held: [] };
  const resume = socket.resume.bind(socket);
  socket.resume = () => (isFull(queue) ? socket : resume());
  socket.once('close', () => {
    for (const { bytes } of queue.held.splice(0)) release(bytes);
  });
  return queue;
};

/**
 * Holds each pipelined request until the previous request of its connection is answered, and while too many bytes of answers
 * wait for the client to read them. Without this hook, Node would pass on all requests of a connection at once and keep all
 * their answers in memory. If the held requests of all connections together take too much memory, the connection of the next
 * one is closed.
 */
export const queuePipelinedRequests = (
  app: FastifyInstance,
  { maxUnsentBytes, maxHeldRequestBytes }: Pick<Limits, 'maxUnsentBytes' | 'maxHeldRequestBytes'>,
): void => {
  let heldBytes = 0;
  const queues = new WeakMap<Socket, ConnectionQueue>();
  let stopping = false;

  const release = (bytes: number): void => {
    heldBytes -= bytes;
  };

  const getQueue = (socket: Socket): ConnectionQueue => {
    const queue = queues.get(socket) ?? createQueue(socket, release);
    queues.set(socket, queue);
    return queue;
  };

  const startHeld = (socket: Socket, queue: ConnectionQueue): void => {
    const { answers, held } = queue;
    // Requests that have not started when the server stops are not answered: their client sees the connection end.
    if (stopping && held.length > 0 && answers.size === 0) socket.destroySoon();
    while (held.length > 0 && !stopping && !mustWait(queue, maxUnsentBytes)) {
      const wasFull = isFull(queue);
      const next = held.shift();
      release(next?.bytes ?? 0);
      if (wasFull && !isFull(queue)) socket.resume();
      next?.start();
    }
  };

  const hold = (socket: Socket, queue: ConnectionQueue, request: HeldRequest): void => {
    // Requests that follow the end of a connection are never answered.
    if (socket.destroyed) return;
    if (heldBytes + request.bytes > maxHeldRequestBytes) {
      socket.destroy();
      return;
    }
    heldBytes += request.bytes;
    queue.held.push(request);
    if (isFull(queue)) socket.pause();
  };

  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.addHook('onRequest', ({ raw }, { raw: answer }, next) => {
    const { socket } = raw;
    // An injected request has no connection.
    if (!(socket instanceof Socket)) return next();
    const queue = getQueue(socket);
    const start = (): void => {
      queue.answers.add(answer);
      answer.once('close', () => {
        queue.answers.delete(answer);
        startHeld(socket, queue);
      });
      next();
    };
    if (queue.held.length === 0 && !mustWait(queue, maxUnsentBytes)) return start();
    return hold(socket, queue, { start, bytes: estimateBytes(raw) });
  });
};
