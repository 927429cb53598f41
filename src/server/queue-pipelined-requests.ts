import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Limits } from './limits.ts';

/** How many answers of one connection may wait to be sent, and how many of its requests may be held. */
const maxPerConnection = 100;

/** A request that is held, and the function that passes it on to its handler. */
type HeldRequest = { start: () => void; bytes: number };

type QueueLimits = Pick<Limits, 'maxUnsentBytes' | 'maxHeldRequestBytes'>;

/** The state that the queues of all connections share. */
type SharedState = { heldBytes: number; stopping: boolean };

/** An estimate of the memory that a request takes besides its URL and headers. */
const bytesPerRequest = 4096;

const estimateBytes = ({ rawHeaders, url = '' }: IncomingMessage): number =>
  rawHeaders.reduce((sum, text) => sum + text.length, bytesPerRequest + url.length);

/** Keeps a socket paused while a condition is true. Node resumes a connection after each request and after each answer. */
const keepPaused = (socket: Socket, isPaused: () => boolean): void => {
  const resume = socket.resume.bind(socket);
  socket.resume = () => (isPaused() ? socket : resume());
};

/** Creates a function that starts each request of a connection at once, or holds it until it may start. */
const createConnectionQueue = (
  socket: Socket,
  shared: SharedState,
  { maxUnsentBytes, maxHeldRequestBytes }: QueueLimits,
): ((request: IncomingMessage, answer: ServerResponse, next: () => void) => void) => {
  /** Answers that are not sent yet, in the order of their requests. */
  const answers = new Set<ServerResponse>();
  const held: HeldRequest[] = [];
  const isFull = (): boolean => held.length >= maxPerConnection;

  const mustWait = (): boolean => {
    let unsentBytes = 0;
    for (const answer of answers) {
      if (!answer.writableEnded) return true;
      unsentBytes += answer.writableLength;
    }
    return unsentBytes > maxUnsentBytes || answers.size >= maxPerConnection;
  };

  const startHeld = (): void => {
    // Requests that have not started when the server stops are not answered: their client sees the connection end.
    if (shared.stopping && held.length > 0 && answers.size === 0) socket.destroySoon();
    while (held.length > 0 && !shared.stopping && !mustWait()) {
      const wasFull = isFull();
      const next = held.shift();
      shared.heldBytes -= next?.bytes ?? 0;
      if (wasFull && !isFull()) socket.resume();
      next?.start();
    }
  };

  const hold = (request: HeldRequest): void => {
    // Requests that follow the end of a connection are never answered.
    if (socket.destroyed) return;
    if (shared.heldBytes + request.bytes > maxHeldRequestBytes) {
      socket.destroy();
      return;
    }
    shared.heldBytes += request.bytes;
    held.push(request);
    if (isFull()) socket.pause();
  };

  keepPaused(socket, isFull);
  socket.once('close', () => {
    for (const { bytes } of held.splice(0)) shared.heldBytes -= bytes;
  });
  return (request, answer, next) => {
    const start = (): void => {
      answers.add(answer);
      answer.once('close', () => {
        answers.delete(answer);
        startHeld();
      });
      next();
    };
    if (held.length === 0 && !mustWait()) start();
    else hold({ start, bytes: estimateBytes(request) });
  };
};

/**
 * Holds each pipelined request until the previous request of its connection is answered, and while too many bytes of answers
 * wait for the client to read them. Without this hook, Node would pass on all requests of a connection at once and keep all
 * their answers in memory. If the held requests of all connections together take too much memory, the connection of the next
 * one is closed.
 */
export const queuePipelinedRequests = (app: FastifyInstance, limits: QueueLimits): void => {
  const shared: SharedState = { heldBytes: 0, stopping: false };
  const queues = new WeakMap<Socket, ReturnType<typeof createConnectionQueue>>();
  app.addHook('preClose', async () => {
    shared.stopping = true;
  });
  app.addHook('onRequest', ({ raw }, { raw: answer }, next) => {
    const { socket } = raw;
    // An injected request has no connection.
    if (!(socket instanceof Socket)) {
      next();
      return;
    }
    const queue = queues.get(socket) ?? createConnectionQueue(socket, shared, limits);
    queues.set(socket, queue);
    queue(raw, answer, next);
  });
};
