import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How many answers of one connection may wait to be sent, and how many requests be held before no more are read. */
const mostAtOnce = 100;

/** What is under way on one connection. */
type Line = {
  /** Answers that are not sent yet, in the order of their requests. */
  answers: Set<ServerResponse>;
  /** What goes on with the requests that are held, in their order. */
  held: (() => void)[];
};

/**
 * Holds the next request of a connection back until the one before it is answered, and while the client does not read
 * what it was answered. Node would hand over all requests that come together at once, and keep all their answers.
 * @param most bytes that may wait to be sent on one connection when its next request is answered
 */
export const holdRequests = (app: FastifyInstance, most: number): void => {
  const lines = new WeakMap<Socket, Line>();
  let stopping = false;

  const mustWait = ({ answers }: Line): boolean => {
    let bytes = 0;
    for (const answer of answers) {
      if (!answer.writableEnded) return true;
      bytes += answer.writableLength;
    }
    return bytes > most || answers.size >= mostAtOnce;
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
      if (wasFull && !isFull(line)) socket.resume();
      next?.();
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
    socket.once('close', () => line.held.splice(0));
    return line;
  };

  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.addHook('onRequest', ({ raw: { socket } }, { raw: answer }, next) => {
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
    if (line.held.length === 0 && !mustWait(line)) begin();
    else {
      line.held.push(begin);
      if (isFull(line)) socket.pause();
    }
  });
};
