import type { FastifyReply, FastifyRequest } from 'fastify';
import { allowAnyOrigin } from './cors.ts';
import { ParameterError } from './parameters.ts';

/** E4, R5, R7. */
export const notFound = (reply: FastifyReply): void => {
  reply.code(404).send({ detail: 'Not found.' });
};

/** R3, R6, S6. */
export const badRequest = (reply: FastifyReply, error: string): void => {
  reply.code(400).send({ error });
};

/** E4, E9, E11 for a path that can't be decoded: no route is found, so no hook has run. */
export const answerBadPath = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  await allowAnyOrigin(request, reply);
  reply.serializer(JSON.stringify).type('application/json');
  notFound(reply);
};

/** E5: what went wrong is for the log alone. R3, S6: a bad parameter is told to the client. */
export const answerError = (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
  if (error instanceof ParameterError) badRequest(reply, error.message);
  else {
    request.log.error({ err: error }, 'unexpected failure');
    reply.code(500).send({ detail: 'A server error occurred.' });
  }
};
