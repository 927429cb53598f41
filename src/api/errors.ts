import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from '../builtin.ts';
import type { TooFew } from '../store/credits.ts';
import { allowAnyOrigin } from './cors.ts';
import { ParameterError } from './parameters.ts';

/** E4, R5, R7. */
export const notFound = (reply: FastifyReply): void => {
  reply.code(404).send({ detail: 'Not found.' });
};

/** Waits until the data is there; gives false, having answered 503, where the server is stopped before. */
export const waitFor = (seeded: Promise<void>, reply: FastifyReply): Promise<boolean> =>
  seeded.then(
    () => true,
    () => {
      reply.code(503).send({ detail: 'The server is stopping.' });
      return false;
    },
  );

/** R3, R6, S6. */
export const badRequest = (reply: FastifyReply, error: string): void => {
  reply.code(400).send({ error });
};

/** C4, U5. */
export const insufficientCredits = (reply: FastifyReply, { required, balance }: TooFew): void => {
  const error = `Insufficient credits. You need ${required} credits but have ${balance}.`;
  reply.code(402).send({ error, required, balance });
};

/** E12: what Django REST Framework says to a body that it can't read. */
const unreadable = (status: number, request: FastifyRequest): string => {
  if (status === 413) return 'Request body too large.';
  if (status !== 415) return 'JSON parse error.';
  return `Unsupported media type "${request.headers['content-type'] ?? ''}" in request.`;
};

/** What is answered before the API's own hooks have run, with what they add (E9, E11). */
const early = (request: FastifyRequest, reply: FastifyReply, answer: () => void): void => {
  allowAnyOrigin(request, reply, () => {
    reply.serializer(JSON.stringify).type('application/json');
    answer();
  });
};

/** E4 for a path that can't be decoded: no route is found. */
export const answerBadPath = (request: FastifyRequest, reply: FastifyReply): void =>
  early(request, reply, () => notFound(reply));

export const tooMuch = { 414: 'Request URI too long.', 503: 'Too many connections.' } as const;

/** E13. */
export const answerTooMuch = (request: FastifyRequest, reply: FastifyReply, status: keyof typeof tooMuch): void =>
  early(request, reply, () => reply.code(status).send({ detail: tooMuch[status] }));

const parserErrors: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request header fields too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request timed out.'],
};

/** How long a client may take to read why it was refused: what it still sends meanwhile would else undo the answer. */
const lingerMs = 1000;

/** E13, and what is no HTTP, such as a URL with letters that are not percent-encoded: it never reaches a route. */
export const answerBadRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  // The answer to an earlier request of the connection, of which a part is out: another one must not get into it.
  const { _httpMessage: answer } = socket as { _httpMessage?: ServerResponse | null };
  if (error.code === 'ECONNRESET' || socket.destroyed || answer?.headersSent) {
    socket.destroy();
    return;
  }
  if (!socket.writable) return;
  const [status, detail] = parserErrors[error.code ?? ''] ?? [400, 'Malformed request.'];
  const body = JSON.stringify({ detail });
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/** E5: what went wrong is for the log alone. R3, S6: a bad parameter is told to the client. */
export const answerError = (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
  const { statusCode = 500 } = error as { statusCode?: number };
  if (error instanceof ParameterError) badRequest(reply, error.message);
  else if (statusCode < 500) reply.code(statusCode).send({ detail: unreadable(statusCode, request) });
  else {
    request.log.error({ err: error }, 'unexpected failure');
    reply.code(500).send({ detail: 'A server error occurred.' });
  }
};
