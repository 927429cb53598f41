import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Limits } from '../lib/limits.ts';

/** How many answers of one connection may wait to be sent, and how many requests be held before no more are read. */
const mostAtOnce = 100;

/** What is under way on one connection. */
type Line = {
  /** Answers that are not sent yet, in the order of their requests. */
  answers: Set<ServerResponse>;
  /** The requests that are held, in their order: what goes on with each, and how many bytes of memory it takes. */
  held: { begin: () => void; bytes: number }[];
};

/** An estimate of what a request takes besides its URL and headers. */
const bytesPerRequest = 4096;

const bytesOf = ({ rawHeaders, url = '' }: IncomingMessage): number =>
  rawHeaders.reduce((sum, text) => sum + text.length, bytesPerRequest + url.length);

/**
 * Holds the next request of a connection back until the one before it is answered, and while the client does not read
 * what it was answered. Node would hand over all requests that come together at once, and keep all their answers.
 * A connection whose request is one too many for the memory that all held ones may take is closed.
 * @param unsent bytes that may wait to be sent on one connection when its next request is answered
 */
export const holdRequests = (
  app: FastifyInstance,
  { unsent, held: mostHeld }: Pick<Limits, 'unsent' | 'held'>,
): void => {
  let heldBytes = 0;
  const lines = new WeakMap<Socket, Line>();
  let stopping = false;

  const mustWait = ({ answers }: Line): boolean => {
    let bytes = 0;
    for (const answer of answers) {
      if (!answer.writableEnded) return true;
      bytes += answer.writableLength;
    }
    return bytes > unsent || answers.size >= mostAtOnce;
  };

  const isFull = ({ held }: Line): boolean => held.length >= mostAtOnce;

  /** Goes on with requests that need not be held any longer. */
  const advance = (socket: Socket, line: Line): void => {
    const { answers, held } = line;
    // A request that is not begun when the server stops is left to the client, who sees the connection end.
    if (stopping && held.length > 0 && answers.size === 0) socket.destroySoon();
    while (held.length > 0 && !stopping && !mustWait(line)) {
      const wasFull = isFull(line);
      const next = held.shift();
      heldBytes -= next?.bytes ?? 0;
      if (wasFull && !isFull(line)) socket.resume();
      next?.begin();
    }
  };

  const lineOf = (socket: Socket): Line => {
    const known = lines.get(socket);
    if (known) return known;
    const line: Line = { answers: new Set(), held: [] };
    lines.set(socket, line);
    const resume = socket.resume.bind(socket);
    // Node resumes a connection whenever a request has been read or an answer is out.
    socket.resume = () => (isFull(line) ? socket : resume());
    socket.once('close', () => {
      for (const { bytes } of line.held.splice(0)) heldBytes -= bytes;
    });
    return line;
  };

  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.addHook('onRequest', ({ raw }, { raw: answer }, next) => {
    const { socket } = raw;
    // A request that is injected has no connection.
    if (!(socket instanceof Socket)) {
      next();
      return;
    }
    const line = lineOf(socket);
    const begin = (): void => {
      line.answers.add(answer);
      answer.once('close', () => {
        line.answers.delete(answer);
        advance(socket, line);
      });
      next();
    };
    if (line.held.length === 0 && !mustWait(line)) {
      begin();
      return;
    }
    const bytes = bytesOf(raw);
    // What comes after the end of a connection is never answered.
    if (socket.destroyed) return;
    if (heldBytes + bytes > mostHeld) {
      socket.destroy();
      return;
    }
    heldBytes += bytes;
    line.held.push({ begin, bytes });
    if (isFull(line)) socket.pause();
  });
};
