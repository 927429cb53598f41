import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AdminAccess } from './admin-access.ts';
import { sendError } from './admin-errors.ts';
import { isAdminRouteSchema } from './schemas/route-schemas.ts';

/**
 * Sets the headers that every answer of the admin API has, and answers a preflight request or a caller without access.
 * @returns whether the request is answered
 */
export const enforceAccess = (access: AdminAccess, request: FastifyRequest, reply: FastifyReply): boolean => {
  const { schema } = request.routeOptions;
  const { headers, answer } = access(request, isAdminRouteSchema(schema) && schema.security !== undefined);
  reply.headers(headers);
  if (answer === undefined) return false;
  if (answer.status === 204) reply.code(204).send();
  else sendError(reply, answer.status, answer.error, '');
  return true;
};
