import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TooFew } from '../../db/repositories/credit-repository.ts';
import { STATUS_CODES } from '../../lib/builtin-http.ts';
import { noSniffing } from '../../lib/no-sniffing.ts';
import { ParameterError } from '../schemas/parameters.ts';
import { allowAnyOrigin } from './cors.ts';

/** What is said with a status, whatever the endpoint (E4, E5, E12, E13, E14, R5, R7). */
const details = {
  404: 'Not found.',
  406: 'Could not satisfy the request Accept header.',
  408: 'Request timed out.',
  413: 'Request body too large.',
  414: 'Request URI too long.',
  431: 'Request header fields too large.',
  500: 'A server error occurred.',
} as const;

/**
 * The `detail` of an answer with a status from 400 on: of all from 500 on that of 500, and HTTP's own words where the vendor
 * has none. E3, E12: 405 and 415 say what of the request it was.
 */
export const detailOf = (status: number, { method, headers }: FastifyRequest): string => {
  if (status === 405) return `Method "${method}" not allowed.`;
  if (status === 415) return `Unsupported media type "${headers['content-type'] ?? ''}" in request.`;
  return details[Math.min(status, 500) as keyof typeof details] ?? `${STATUS_CODES[status] ?? status}.`;
};

/** E4, R5, R7. */
export const sendNotFound = (reply: FastifyReply): void => {
  reply.code(404).send({ detail: details[404] });
};

/** Waits until the data is there; gives false, having answered 503, where the server is stopped before. */
export const waitForData = (seeded: Promise<void>, reply: FastifyReply): Promise<boolean> =>
  seeded.then(
    () => true,
    () => {
      reply.code(503).send({ detail: 'The server is stopping.' });
      return false;
    },
  );

/** R3, R6, S6. */
export const sendBadRequest = (reply: FastifyReply, error: string): void => {
  reply.code(400).send({ error });
};

/** C4, U5. */
export const sendInsufficientCredits = (reply: FastifyReply, { required, balance }: TooFew): void => {
  const error = `Insufficient credits. You need ${required} credits but have ${balance}.`;
  reply.code(402).send({ error, required, balance });
};

export const tooMuch = { 414: details[414], 503: 'Too many connections.' } as const;

/** E13. It comes before the API's own hooks have run, so with what they add (E9, E11). */
export const answerTooMuch = (request: FastifyRequest, reply: FastifyReply, status: keyof typeof tooMuch): void =>
  allowAnyOrigin(request, reply, () => {
    reply.serializer(JSON.stringify).type('application/json').code(status).send({ detail: tooMuch[status] });
  });

const parserErrors: Record<string, keyof typeof details> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

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
  const known = parserErrors[error.code ?? ''];
  const status = known ?? 400;
  const body = JSON.stringify({ detail: known ? details[known] : 'Malformed request.' });
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n` +
      `${noSniffing.name}: ${noSniffing.value}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/** E5: what went wrong is for the log alone. R3, S6: a bad parameter is told to the client, and E12 a body that can't be read. */
export const answerError = (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
  const { statusCode = 500 } = error as { statusCode?: number };
  if (error instanceof ParameterError) sendBadRequest(reply, error.message);
  else if (statusCode === 400) reply.code(400).send({ detail: 'JSON parse error.' });
  else {
    if (statusCode >= 500) request.log.error({ err: error }, 'unexpected failure');
    const status = Math.min(statusCode, 500);
    reply.code(status).send({ detail: detailOf(status, request) });
  }
};
