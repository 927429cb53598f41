import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Disclose, Intercept } from '../api/auth.ts';
import { badRequest } from '../api/errors.ts';
import { type Account, accountTime } from '../store/accounts.ts';
import { tokenHint } from '../token-hint.ts';
import { breakBody, breakConnection } from './broken-connections.ts';
import { noteDisclosures } from './disclosures.ts';
import { answerFault, type Firing, firingFor } from './firing.ts';
import type { Ticket } from './journal.ts';
import { isoTime, type Steering } from './steering.ts';

/** What is known of a request while it runs. */
type Course = { ticket: Ticket; began: number; at: number; firing: Firing | undefined; bytes: number; done: boolean };

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
 * Puts a journal and faults around the emulated API, which is then to be registered in the same scope.
 * @returns what the API is to ask before it answers, and to tell
 */
export const watch = (scope: FastifyInstance, steering: Steering): { intercept: Intercept; disclose: Disclose } => {
  const { journal, now } = steering;

  /** Whose token a call carries that asked no endpoint, such as one without the trailing slash. */
  const ownerOf = (header = ''): Account | undefined =>
    steering.store.accounts.byToken(header.split(/[ \t]+/)[1] ?? '');

  const write = (request: FastifyRequest, status: number | null): void => {
    const { course } = request;
    if (!course || course.done) return;
    course.done = true;
    const account = request.account ?? (request.endpoint === null ? ownerOf(request.headers.authorization) : undefined);
    journal.add(course.ticket, {
      at: isoTime(account ? accountTime(account, course.at) : course.at),
      account: account?.name ?? null,
      token: tokenHint(request.headers.authorization) ?? null,
      endpoint: request.endpoint,
      method: request.method,
      url: request.originalUrl,
      status,
      duration_ms: Math.round((performance.now() - course.began) * 1000) / 1000,
      fault: course.firing?.fault ?? null,
      bytes: course.bytes,
      rows: request.rows,
    });
  };

  /** The parts of a body, counted. The last one comes when the journal has the request: the client may have all by then. */
  async function* counted(payload: Readable, request: FastifyRequest, course: Course, status: number) {
    let held: Buffer | string | undefined;
    try {
      for await (const part of payload) {
        if (held !== undefined) yield held;
        held = part as Buffer | string;
        course.bytes += Buffer.byteLength(held);
      }
    } finally {
      write(request, status);
    }
    if (held !== undefined) yield held;
  }

  scope.decorateRequest('course');
  scope.addHook('onRequest', (request, reply, next) => {
    const ticket = journal.begin();
    request.id = String(ticket.id);
    request.course = { ticket, began: performance.now(), at: now(), firing: undefined, bytes: 0, done: false };
    // Where nothing was answered: by then the client knows.
    reply.raw.once('close', () => write(request, null));
    next();
  });
  scope.addHook('onSend', async (request, reply, payload) => {
    const { course } = request;
    if (!course) return payload;
    reply.headers(course.firing?.does.headers ?? {});
    if (payload === null || payload === undefined) {
      write(request, reply.statusCode);
      return payload;
    }
    const kind = course.firing?.does.connection;
    let body = payload as string | Buffer | Readable;
    const hasBody = request.method !== 'HEAD' && reply.statusCode !== 204 && reply.statusCode !== 304;
    if (hasBody && (kind === 'truncate' || kind === 'stall' || kind === 'trickle')) {
      const broken = await breakBody(kind, body, reply, course.firing?.delay ?? 0);
      body = broken.body;
      if (broken.bytes !== undefined) {
        course.bytes = broken.bytes;
        write(request, reply.statusCode);
        return body;
      }
    }
    if (body instanceof Readable) {
      return Readable.from(counted(body, request, course, reply.statusCode), { highWaterMark: 1 });
    }
    course.bytes = request.method === 'HEAD' ? 0 : Buffer.byteLength(body);
    // Before it is sent: whoever has the answer finds it in the journal.
    write(request, reply.statusCode);
    return body;
  });

  const intercept: Intercept = async (request, reply, endpoint) => {
    const { course } = request;
    const firing = firingFor(steering, request, endpoint);
    if (!course || firing === undefined) return false;
    if (typeof firing === 'string') {
      badRequest(reply, firing);
      return true;
    }
    course.firing = firing;
    const { connection, status, body } = firing.does;
    if (firing.delay > 0 && connection !== 'trickle') await wait(firing.delay, reply);
    if (reply.raw.destroyed) {
      reply.hijack();
      return true;
    }
    if (connection === 'reset' || connection === 'empty') {
      write(request, null);
      breakConnection(connection, reply);
      return true;
    }
    if (status !== undefined || body !== undefined) {
      answerFault(steering, request, reply, endpoint, firing.does);
      return true;
    }
    return false;
  };

  return {
    intercept,
    disclose: (request, rows) => {
      const broken = request.course?.firing?.does.connection;
      if (request.method === 'HEAD' || broken === 'stall' || broken === 'truncate') return;
      noteDisclosures(steering.disclosures, request, rows, now());
    },
  };
};
