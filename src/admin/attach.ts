import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../api/endpoints.ts';
import type { Disclose, Intercept } from '../api/plugins/authentication.ts';
import { badRequest } from '../api/plugins/errors.ts';
import { sentWith } from '../api/schemas/parameters.ts';
import { tokenHint } from '../api/token-hint.ts';
import { accountTime } from '../domain/account-clock.ts';
import { type AdminContext, findCaller } from './admin-context.ts';
import type { Coverage } from './coverage/coverage.ts';
import { breakConnection, cutsOff, isUnanswered, type Unanswered } from './faults/broken-connections.ts';
import { answerFault, type Firing, firingFor } from './faults/match-faults.ts';
import { openRepeatedCalls } from './faults/repeated-calls.ts';
import { sending } from './faults/sending.ts';
import type { Ticket } from './journal/journal.ts';
import { lookout, openSight, type Sight, type StrictRefusal, tellFindings } from './linter/linter.ts';

/** What is known of a request while it runs. */
export type Course = {
  ticket: Ticket;
  began: number;
  /** When it came, in milliseconds since 1970, on the machine's clock. */
  at: number;
  firing: Firing | undefined;
  bytes: number;
  done: boolean;
  sight: Sight;
  /** Whether a record in the answer is unlocked. */
  unlocked: boolean;
};

/** What is watched, and what for. */
type Watched = {
  context: AdminContext;
  coverage: Coverage;
  /** Whether plain mistakes are refused. */
  strict: boolean;
  /** Whether faults and the Prefer header take effect. */
  injectsFaults: boolean;
};

declare module 'fastify' {
  interface FastifyRequest {
    course: Course | undefined;
  }
}

/** Waits, or until the client has gone. */
const wait = (ms: number, { raw }: FastifyReply): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    raw.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Puts a journal, faults, findings and coverage around the emulated API, which is then to be registered in the same
 * scope.
 * @returns what the API is to ask before it answers, and to tell
 */
export const watch = (
  scope: FastifyInstance,
  { context, coverage, strict, injectsFaults }: Watched,
): { intercept: Intercept; disclose: Disclose } => {
  const { journal, now } = context;
  const look = lookout(context, strict);
  const repeated = openRepeatedCalls(scope.server, context);

  const write = (request: FastifyRequest, status: number | null): void => {
    const { course } = request;
    if (!course || course.done) return;
    course.done = true;
    const { findings, walk } = course.sight;
    if (status === null) look.atLoss(course, request);
    else coverage.count(request, status, course);
    const account = findCaller(context, request);
    journal.add(course.ticket.era, {
      id: course.ticket.id,
      at: account ? accountTime(account, course.at) : course.at,
      account: account?.name ?? null,
      token: tokenHint(request.headers.authorization) ?? null,
      endpoint: request.endpoint,
      method: request.method,
      url: request.originalUrl,
      status,
      duration_ms: performance.now() - course.began,
      fault: course.firing?.fault ?? null,
      bytes: course.bytes,
      rows: request.method === 'HEAD' ? 0 : request.rows,
      findings,
      walk,
    });
  };

  /** What an answer shows of its request; gives its body, which is another one where it is refused now. */
  const seen = (course: Course, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown => {
    let refusal: StrictRefusal | undefined;
    if (request.slashed !== undefined) refusal = look.atSlash(course, request, request.slashed);
    else look.atAnswer(course, request, reply, !cutsOff(course.firing?.does.connection));
    tellFindings(reply, course.sight.findings);
    if (refusal === undefined) return payload;
    reply.code(refusal.status).removeHeader('location').type('application/json');
    return JSON.stringify(refusal.body);
  };

  const { sendWhole, sent } = sending({ atEnd: look.atEnd, write });

  scope.decorateRequest('course');
  scope.addHook('onRequest', (request, reply, next) => {
    const ticket = journal.begin();
    request.id = String(ticket.id);
    request.course = {
      ticket,
      began: performance.now(),
      at: now(),
      firing: undefined,
      bytes: 0,
      done: false,
      sight: openSight(sentWith(request)),
      unlocked: false,
    };
    // Where nothing was answered: by then the client knows.
    reply.raw.once('close', () => write(request, null));
    next();
  });
  scope.addHook('preValidation', (request, reply, next) => {
    const refusal = request.course && look.atBody(request.course, request);
    if (refusal === undefined) next();
    else reply.code(refusal.status).send(refusal.body);
  });

  scope.addHook('onSend', (request, reply, answer, next) => {
    const { course } = request;
    if (!course) {
      next(null, answer);
      return;
    }
    if (course.firing?.does.headers) reply.headers(course.firing.does.headers);
    const payload = seen(course, request, reply, answer) as string | Buffer | Readable | null | undefined;
    if (typeof payload === 'string' && !course.firing) {
      sendWhole(request, reply, course, payload);
      next(null, payload);
    } else {
      sent(request, reply, course, payload).then((body) => next(null, body), next);
    }
  });

  const breakOff = (connection: Unanswered, request: FastifyRequest, reply: FastifyReply): void => {
    write(request, null);
    breakConnection(connection, reply);
  };

  const intercept: Intercept = (request, reply, endpoint) => {
    const { course } = request;
    if (!course) return false;
    const refusal = look.atCall(course, request, endpoint);
    if (refusal !== undefined) {
      reply.code(refusal.status).send(refusal.body);
      return true;
    }
    const again = repeated.again(request);
    if (again) {
      const { fault, connection } = again;
      course.firing = { fault, does: { connection }, delay: 0, pieceDelay: 0 };
      breakOff(connection, request, reply);
      return true;
    }
    const firing = injectsFaults ? firingFor(context, request, endpoint) : undefined;
    if (firing === undefined) return false;
    return fire(firing, course, request, reply, endpoint);
  };

  const fire = async (
    firing: Firing | string,
    course: Course,
    request: FastifyRequest,
    reply: FastifyReply,
    endpoint: Endpoint,
  ): Promise<boolean> => {
    if (typeof firing === 'string') {
      course.sight.refused = true;
      badRequest(reply, firing);
      return true;
    }
    course.firing = firing;
    const { connection, status, body } = firing.does;
    if (firing.delay > 0) await wait(firing.delay, reply);
    if (reply.raw.destroyed) {
      reply.hijack();
      return true;
    }
    if (isUnanswered(connection)) {
      repeated.broken(request, firing.fault, course.at);
      breakOff(connection, request, reply);
      return true;
    }
    if (status !== undefined || body !== undefined) {
      answerFault(context, request, reply, endpoint, firing.does);
      return true;
    }
    return false;
  };

  return {
    intercept,
    disclose: (request, personal) => {
      const { course } = request;
      if (request.method === 'HEAD' || cutsOff(course?.firing?.does.connection)) return;
      if (course) course.unlocked ||= personal.unlocked > 0;
      context.disclosures.add(request, personal, now());
    },
  };
};
