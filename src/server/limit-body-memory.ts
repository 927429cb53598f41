import type { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Limits } from './limits.ts';

/** A body that is not read yet, because other bodies take too much memory. */
type WaitingBody = { bytes: number; startReading: () => void };

/** The most bytes that a body can take: its stated length, or the limit for one body if the client does not state a length. */
const getMaxBytes = (headers: IncomingHttpHeaders, limit: number): number => {
  if (headers['transfer-encoding'] !== undefined) return limit;
  return Math.min(Number(headers['content-length'] ?? 0), limit);
};

/**
 * Leaves a body unread while the bodies that are being read or processed take too much memory together. Small bodies never
 * wait: one small body on each connection takes less than the limit.
 */
export const limitBodyMemory = (
  app: FastifyInstance,
  {
    maxAdminBodyBytes,
    maxTotalBodyBytes,
    smallBodyBytes,
  }: Pick<Limits, 'maxAdminBodyBytes' | 'maxTotalBodyBytes' | 'smallBodyBytes'>,
): void => {
  const queue = new Set<WaitingBody>();
  let usedBytes = 0;

  const startWaiting = (): void => {
    for (const next of queue) {
      if (usedBytes + next.bytes > maxTotalBodyBytes) return;
      queue.delete(next);
      usedBytes += next.bytes;
      next.startReading();
    }
  };

  app.addHook('preParsing', ({ raw: { socket, headers } }, { raw: answer }, payload, next) => {
    const bytes = getMaxBytes(headers, maxAdminBodyBytes);
    // The body of an injected request is in memory already.
    if (bytes <= smallBodyBytes || !(socket instanceof Socket)) {
      next(null, payload);
      return;
    }
    const body: WaitingBody = { bytes, startReading: () => next(null, payload) };
    queue.add(body);
    answer.once('close', () => {
      if (!queue.delete(body)) usedBytes -= bytes;
      startWaiting();
    });
    startWaiting();
  });
};
