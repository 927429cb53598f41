import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../../api/endpoints.ts';
import { sendBadRequest } from '../../api/plugins/errors.ts';
import type { AdminContext } from '../admin-context.ts';
import type { RecordExchange } from '../journal/record-exchange.ts';
import type { Observation } from '../observation.ts';
import { breakConnection, isWithoutAnswer, type Payload, stall, trickle, truncate } from './broken-connections.ts';
import { createBrowserRepeats } from './browser-repeats.ts';
import { sendFaultAnswer } from './fault-answer.ts';
import { type FaultMatch, matchFaults } from './match-faults.ts';

/** Waits for some milliseconds, or until the client closes the connection. */
const delay = (ms: number, { raw }: FastifyReply): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    raw.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

type InjectorOptions = {
  record: RecordExchange;
  /** Whether faults and the Prefer header have an effect. */
  injectsFaults: boolean;
};

/**
 * The body to send in place of an answer's own, if a fault cuts the answer off or slows it down.
 * @param record records the call if its connection may stay open for long
 */
export const breakBody = async (
  record: RecordExchange,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> => {
  const { observation } = request.exchange;
  const match = observation?.faultMatch;
  const hasBody = request.method !== 'HEAD' && reply.statusCode !== 204 && reply.statusCode !== 304;
  if (!observation || !match || !hasBody || payload === null || payload === undefined) return payload;
  const body = payload as Payload;
  const { connection } = match.effect;
  if (!(body instanceof Readable)) reply.header('content-length', String(Buffer.byteLength(body)));
  if (connection === 'trickle') return trickle(body, reply, match.trickleMs, observation);
  const broken = connection === 'truncate' ? await truncate(body, reply, observation) : stall(body, reply, observation);
  record(request, reply, reply.statusCode);
  return broken;
};

/** Creates the functions that inject the faults of accounts, and the faults in the Prefer headers of calls. */
export const createFaultInjector = (
  server: Server,
  context: AdminContext,
  { record, injectsFaults }: InjectorOptions,
) => {
  const repeatedCalls = createBrowserRepeats(server, context);

  /** Applies the effects of faults before the handler. @returns whether a fault has answered the call */
  const apply = async (
    match: FaultMatch,
    observation: Observation,
    request: FastifyRequest,
    reply: FastifyReply,
    endpoint: Endpoint,
  ): Promise<boolean> => {
    observation.faultMatch = match;
    const { connection, status, body } = match.effect;
    if (match.delayMs > 0) await delay(match.delayMs, reply);
    if (reply.raw.destroyed) {
      reply.hijack();
      return true;
    }
    if (isWithoutAnswer(connection)) {
      repeatedCalls.add(request, match.fault, observation.receivedAt);
      record(request, reply, null);
      breakConnection(connection, reply);
      return true;
    }
    if (status === undefined && body === undefined) return false;
    sendFaultAnswer(context, request, reply, endpoint, match.effect);
    return true;
  };

  return {
    /** Injects the faults that match a call. @returns whether the call is answered, or its connection is broken */
    inject: (request: FastifyRequest, reply: FastifyReply, endpoint: Endpoint): boolean | Promise<boolean> => {
      const { observation } = request.exchange;
      if (!injectsFaults || !observation) return false;
      const repeated = repeatedCalls.find(request);
      if (repeated) {
        const { fault, connection } = repeated;
        observation.faultMatch = { fault, effect: { connection }, delayMs: 0, trickleMs: 0 };
        record(request, reply, null);
        breakConnection(connection, reply);
        return true;
      }
      const match = matchFaults(context, request, endpoint);
      if (match === undefined) return false;
      if (typeof match !== 'string') return apply(match, observation, request, reply, endpoint);
      observation.isRefused = true;
      sendBadRequest(reply, match);
      return true;
    },
  };
};
