import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Attached } from '../api/emulated-api.ts';
import { getCalledEndpoint } from '../api/exchange.ts';
import { identifyCaller } from '../api/plugins/authentication.ts';
import { repeatDamaged } from '../db/connection/damaged-data.ts';
import type { AdminContext } from './admin-context.ts';
import type { Coverage } from './coverage/coverage.ts';
import { cutsOff } from './faults/broken-connections.ts';
import { breakBody, createFaultInjector } from './faults/inject-faults.ts';
import { createExchangeRecorder, type RecordExchange } from './journal/record-exchange.ts';
import { createLinter, setFindingHeader } from './linter/linter.ts';
import { createObservation, type Observation } from './observation.ts';

type AttachOptions = {
  context: AdminContext;
  coverage: Coverage;
  /** Whether plain mistakes are refused. */
  strict: boolean;
  /** Whether faults and the Prefer header have an effect. */
  injectsFaults: boolean;
};

type Parts = {
  context: AdminContext;
  linter: ReturnType<typeof createLinter>;
  faults: ReturnType<typeof createFaultInjector>;
  record: RecordExchange;
};

/** The observation of a call. A request that is refused before its call begins (E13) has none. */
const getObservation = (request: FastifyRequest): Observation | undefined =>
  (request.exchange as FastifyRequest['exchange'] | undefined)?.observation;

/** Identifies the caller of a delayed call again, because the admin API may have changed the account during the delay. */
const identifyAgain = ({ store }: AdminContext, request: FastifyRequest): void => {
  const { observation, account } = request.exchange;
  // The call stays in the journal of the account that it came for.
  if (observation) observation.account = account;
  identifyCaller(request, store);
};

/** Runs before the handler: assigns an id to the call, checks the call and its body, and injects faults. */
const attachBeforeHandler = (app: FastifyInstance, { context, linter, faults, record }: Parts): Attached => {
  app.addHook('onRequest', (request, reply, next) => {
    const ticket = context.journal.startEntry();
    request.id = String(ticket.id);
    request.exchange.observation = createObservation(ticket, context.now());
    // Fastify's onRequestAbort does not run for a call whose body is read already.
    reply.raw.once('close', () => record(request, reply, reply.raw.headersSent ? reply.statusCode : null));
    next();
  });
  app.addHook('preValidation', (request, reply, next) => {
    const refusal = linter.checkBody(request);
    if (refusal) reply.code(refusal.status).send(refusal.body);
    else next();
  });
  return {
    beforeHandler: (request, reply, next) => {
      const endpoint = getCalledEndpoint(request);
      const answered = repeatDamaged(() => {
        const refusal = linter.checkRequest(request, endpoint);
        if (!refusal) return faults.inject(request, reply, endpoint);
        reply.code(refusal.status).send(refusal.body);
        return true;
      });
      if (answered === false) next();
      else if (answered !== true) {
        answered.then((isAnswered) => {
          if (isAnswered) return;
          identifyAgain(context, request);
          next();
        }, next);
      }
    },
    disclose: (request, personal) => {
      const { observation } = request.exchange;
      if (!observation || request.method === 'HEAD' || cutsOff(observation.faultMatch?.effect.connection)) return;
      observation.hasUnlockedPerson ||= personal.unlocked > 0;
      context.disclosures.add(request, personal, context.now());
    },
  };
};

/** Runs when the headers are set: checks the answer, sets the header of findings, and lets faults change the body. */
const attachBeforeSending = (app: FastifyInstance, { linter, record }: Parts): void => {
  app.addHook('onSend', (request, reply, payload, next) => {
    const observation = getObservation(request);
    if (!observation) {
      next(null, payload);
      return;
    }
    const { pathWithSlash } = request.exchange;
    const effect = observation.faultMatch?.effect;
    if (effect?.headers) reply.headers(effect.headers);
    if (pathWithSlash === undefined) linter.checkAnswer(request, reply, !cutsOff(effect?.connection));
    const refusal = pathWithSlash === undefined ? undefined : linter.checkRedirect(request, pathWithSlash);
    setFindingHeader(reply, observation.findings);
    if (refusal) {
      reply.code(refusal.status).removeHeader('location').type('application/json');
      next(null, JSON.stringify(refusal.body));
    } else if (effect?.connection === undefined) next(null, payload);
    else breakBody(record, request, reply, payload).then((body) => next(null, body), next);
  });
};

/**
 * Writes the call into the journal after the answer. Fastify calls onResponse when Node emits `finish`. Node emits `finish`
 * before it can read a request that the answer caused, so a client that reads the journal after its call finds the call.
 */
const attachAfterAnswer = (app: FastifyInstance, { record }: Parts): void => {
  app.addHook('onResponse', (request, reply, next) => {
    // Fastify runs this hook after an error of the response, too.
    if (getObservation(request)) record(request, reply, reply.raw.headersSent ? reply.statusCode : null);
    next();
  });
};

/** Attaches all of the admin API to the calls of the emulated API, in three places: before the handler, when the headers are set, and after the answer. */
export const attachAdmin = (
  app: FastifyInstance,
  { context, coverage, strict, injectsFaults }: AttachOptions,
): Attached => {
  const record = createExchangeRecorder({ ...context, coverage });
  const parts: Parts = {
    context,
    record,
    linter: createLinter({ ...context, strict }),
    faults: createFaultInjector(app.server, context, { record, injectsFaults }),
  };
  attachBeforeSending(app, parts);
  attachAfterAnswer(app, parts);
  return attachBeforeHandler(app, parts);
};
