import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TooFewCredits } from '../../db/repositories/credit-repository.ts';
import { STATUS_CODES } from '../../lib/builtin-http.ts';
import { noSniffing } from '../../lib/no-sniffing.ts';
import { ParameterError } from '../schemas/parse-parameters.ts';
import { allowAnyOrigin } from './cors.ts';

/** The `detail` of each error status. It is the same for all endpoints (E4, E5, E12, E13, E14, R5, R7). */
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
 * Creates the `detail` of an error. The details of 405 and 415 name the method or the content type of the request (E3,
 * E12). Every status from 500 has the detail of 500, and a status without a detail has HTTP's reason phrase.
 */
export const createErrorDetail = (status: number, { method, headers }: FastifyRequest): string => {
  if (status === 405) return `Method "${method}" not allowed.`;
  if (status === 415) return `Unsupported media type "${headers['content-type'] ?? ''}" in request.`;
  return details[Math.min(status, 500) as keyof typeof details] ?? `${STATUS_CODES[status] ?? status}.`;
};

/** Sends a 404 (E4, R5, R7). */
export const sendNotFound = (reply: FastifyReply): void => {
  reply.code(404).send({ detail: details[404] });
};

/**
 * Waits until the data is loaded. If the server is stopped before that, the request is answered with 503.
 * @returns whether the data is loaded
 */
export const waitForData = (dataLoaded: Promise<void>, reply: FastifyReply): Promise<boolean> =>
  dataLoaded.then(
    () => true,
    () => {
      reply.code(503).send({ detail: 'The server is stopping.' });
      return false;
    },
  );

/** Sends a 400 that explains which parameter is wrong (R3, R6, S6). */
export const sendBadRequest = (reply: FastifyReply, error: string): void => {
  reply.code(400).send({ error });
};

/** Sends a 402 (C4, U5). */
export const sendInsufficientCredits = (reply: FastifyReply, { required, balance }: TooFewCredits): void => {
  const error = `Insufficient credits. You need ${required} credits but have ${balance}.`;
  reply.code(402).send({ error, required, balance });
};

/** The `detail` of requests that exceed a limit of the server (E13). */
export const limitDetails = { 414: details[414], 503: 'Too many connections.' } as const;

/**
 * Answers a request that exceeds a limit of the server (E13). No hook of the API has run for it, so this function
 * sets the headers that the hooks would set (E9, E11).
 */
export const sendLimitExceeded = (
  request: FastifyRequest,
  reply: FastifyReply,
  status: keyof typeof limitDetails,
): void =>
  allowAnyOrigin(request, reply, () => {
    reply.serializer(JSON.stringify).type('application/json').code(status).send({ detail: limitDetails[status] });
  });

const parserErrors: Record<string, keyof typeof details> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/**
 * The time that a client has to read the answer before its connection is closed. If the connection were closed at once,
 * the remaining data of the client would reset it, and the answer would be lost.
 */
const lingerMs = 1000;

/**
 * Answers a request that Node's HTTP parser rejects, so that it never reaches a route: it exceeds a limit (E13), or it is
 * not valid HTTP, for example because its URL has letters that are not percent-encoded.
 */
export const answerMalformedRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  // An answer to an earlier request may be half sent on this connection. A second answer would end up inside of it.
  const { _httpMessage: answer } = socket as { _httpMessage?: ServerResponse | null };
  if (error.code === 'ECONNRESET' || socket.destroyed || answer?.headersSent) {
    socket.destroy();
    return;
  }
  if (!socket.writable) return;
  const limitStatus = parserErrors[error.code ?? ''];
  const status = limitStatus ?? 400;
  const body = JSON.stringify({ detail: limitStatus ? details[limitStatus] : 'Malformed request.' });
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n` +
      `${noSniffing.name}: ${noSniffing.value}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/**
 * Answers a request whose handler failed. A client learns which parameter is wrong (R3, S6), or that its body can't be
 * read (E12). The cause of any other failure is written to the log only (E5).
 */
export const handleError = (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
  const { statusCode = 500 } = error as { statusCode?: number };
  if (error instanceof ParameterError) sendBadRequest(reply, error.message);
  else if (statusCode === 400) reply.code(400).send({ detail: 'JSON parse error.' });
  else {
    if (statusCode >= 500) request.log.error({ err: error }, 'unexpected failure');
    const status = Math.min(statusCode, 500);
    reply.code(status).send({ detail: createErrorDetail(status, request) });
  }
};
