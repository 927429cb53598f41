import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../../api/endpoints.ts';
import { sendUnauthorized } from '../../api/plugins/authentication.ts';
import { createErrorDetail, sendInsufficientCredits } from '../../api/plugins/errors.ts';
import { sendThrottled } from '../../api/plugins/quota.ts';
import { countSecondsToMidnight } from '../../domain/daily-quota.ts';
import { parseWholeNumber } from '../../lib/parse-text-values.ts';
import { type AdminContext, readAccountClock } from '../admin-context.ts';
import type { FaultBody } from '../schemas/request-bodies.ts';
import { findFaultHeader } from './fault-definition.ts';

/** The seconds of a Retry-After: those of the fault, of a header that the fault sets itself, or of a true 429 (E6). */
const retryAfterSeconds = (context: AdminContext, { exchange }: FastifyRequest, effect: FaultBody): number => {
  const [, header = ''] = findFaultHeader(effect, 'retry-after') ?? [];
  const seconds = effect.retry_after ?? parseWholeNumber(header);
  if (seconds !== undefined) return Number(seconds);
  return countSecondsToMidnight(exchange.account ? readAccountClock(context, exchange.account) : context.now());
};

/**
 * Sends the answer of a fault that has a status or a body. Without a body, it is the vendor's body for the status. The
 * fault's headers are set later, when the answer is sent.
 */
export const sendFaultAnswer = (
  context: AdminContext,
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
  effect: FaultBody,
): void => {
  const { status = 200, body, retry_after } = effect;
  const { account } = request.exchange;
  const sendJson = (value: unknown): void => {
    reply.type('application/json').serializer(JSON.stringify).send(value);
  };
  reply.code(status);
  if (retry_after !== undefined) reply.header('retry-after', String(retry_after));
  if (typeof body === 'string') reply.type('text/plain; charset=utf-8').send(body);
  else if (body !== undefined) sendJson(body);
  else if (status === 429) sendThrottled(reply, retryAfterSeconds(context, request, effect));
  else if (status === 401) sendUnauthorized(reply, endpoint);
  else if (status === 402) {
    const balance = account ? context.store.credits.getBalance(account.name) : 0;
    sendInsufficientCredits(reply, { required: balance + 1, balance });
  } else if (status < 300 || status === 304) reply.send();
  else sendJson(status === 400 ? { error: 'Bad request.' } : { detail: createErrorDetail(status, request) });
};
