import type { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Limits } from '../lib/limits.ts';

/** A body that waits for room. */
type Waiting = { bytes: number; begin: () => void };

/** How many bytes a body takes at most while it is read: as many as its client says, or as many as it may have. */
const bytesOf = (headers: IncomingHttpHeaders, most: number): number => {
  if (headers['transfer-encoding'] !== undefined) return most;
  return Math.min(Number(headers['content-length'] ?? 0), most);
};

/**
 * Lets bodies wait, unread, while those that are read or worked on take too much memory together. Small ones never wait:
 * as many as there may be connections take less.
 */
export const limitBodies = (
  app: FastifyInstance,
  { adminBody, bodies, smallBody }: Pick<Limits, 'adminBody' | 'bodies' | 'smallBody'>,
): void => {
  const queue = new Set<Waiting>();
  let used = 0;

  const advance = (): void => {
    for (const next of queue) {
      if (used + next.bytes > bodies) return;
      queue.delete(next);
      used += next.bytes;
      next.begin();
    }
  };

  app.addHook('preParsing', ({ raw: { socket, headers } }, { raw: answer }, payload, next) => {
    const bytes = bytesOf(headers, adminBody);
    // What is injected is in memory already.
    if (bytes <= smallBody || !(socket instanceof Socket)) {
      next(null, payload);
      return;
    }
    const waiting: Waiting = { bytes, begin: () => next(null, payload) };
    queue.add(waiting);
    answer.once('close', () => {
      if (!queue.delete(waiting)) used -= bytes;
      advance();
    });
    advance();
  });
};
