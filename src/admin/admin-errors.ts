import type { FastifyReply, FastifyRequest } from 'fastify';
import { ParameterError } from '../api/schemas/parse-parameters.ts';
import { StateFullError } from '../db/connection/state-size.ts';
import { isWriteError } from '../db/connection/store-error.ts';

/** Why a call of the admin API fails: what is wrong, where in the call it is (a JSON pointer), and the status. */
export class AdminError extends Error {
  readonly path: string;
  readonly statusCode: number;

  constructor(message: string, path: string, statusCode = 400) {
    super(message);
    this.path = path;
    this.statusCode = statusCode;
  }
}

/** Creates the error for something that does not exist, such as "account 'a'": the answer has status 404. */
export const createNotFoundError = (what: string): AdminError => new AdminError(`there is no ${what}`, '', 404);

/**
 * Creates the error for a value that is not valid.
 * @param parent the JSON pointer of the value that was validated
 */
export const toAdminError = (
  { expected, found, pointer }: { expected: string; found: string; pointer: string },
  parent = '',
): AdminError => new AdminError(`expected ${expected}; found ${found}`, parent + pointer);

/** Sends `{"error", "path"}`, the body of every error of the admin API. */
export const sendError = (reply: FastifyReply, status: number, error: string, path: string): void => {
  reply.code(status).send({ error, path });
};

/** The error handler of the admin API. */
export const handleAdminError = (
  error: Error & { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const { message, statusCode } = error;
  if (error instanceof AdminError) sendError(reply, error.statusCode, message, error.path);
  else if (error instanceof ParameterError) sendError(reply, 400, message, `/${error.parameter}`);
  else if (statusCode !== undefined && statusCode < 500) sendError(reply, statusCode, message, '');
  else if (error instanceof StateFullError) sendError(reply, 413, message, '');
  else if (isWriteError(error)) {
    const advice = 'make room on the disk of --db, then call again; nothing was done';
    sendError(reply, 500, `the state can't be written (${message}): ${advice}`, '');
  } else {
    request.log.error({ err: error }, 'unexpected failure');
    sendError(reply, 500, 'an unexpected failure; the log has the details', '');
  }
};
