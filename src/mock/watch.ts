import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Intercept } from '../api/auth.ts';
import { badRequest } from '../api/errors.ts';
import { breakBody, breakConnection } from './broken-connections.ts';
import { answerFault, type Firing, firingFor } from './firing.ts';
import { isoTime, type Steering, timeOf } from './steering.ts';

/** What is known of a request while it runs. */
type Course = { began: number; at: number; firing: Firing | undefined; bytes: number; done: boolean };

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

const cutToken = (header: string | undefined): string | null => {
  const token = header?.trim().split(/\s+/)[1];
  return token === undefined ? null : `${token.slice(0, 4)}…`;
};

/**
 * Puts a journal and faults around the emulated API, which is then to be registered in the same scope.
 * @returns what the API is to ask before it answers
 */
export const watch = (scope: FastifyInstance, steering: Steering): Intercept => {
  const { journal, now } = steering;

  const write = (request: FastifyRequest, status: number | null): void => {
    const { course } = request;
    if (!course || course.done) return;
    course.done = true;
    const { account } = request;
    journal.add({
      at: isoTime(account ? timeOf(steering, account) - (now() - course.at) : course.at),
      account: account?.name ?? null,
      token: cutToken(request.headers.authorization),
      endpoint: request.routeOptions.config.endpoint ?? null,
      method: request.method,
      url: request.originalUrl,
      status,
      duration_ms: Math.round((performance.now() - course.began) * 1000) / 1000,
      fault: course.firing?.fault ?? null,
      bytes: course.bytes,
      rows: request.rows,
    });
  };

  async function* counted(payload: Readable, course: Course): AsyncGenerator<Buffer | string> {
    for await (const part of payload) {
      course.bytes += Buffer.byteLength(part);
      yield part;
    }
  }

  scope.decorateRequest('course');
  scope.addHook('onRequest', (request, reply, next) => {
    request.course = { began: performance.now(), at: now(), firing: undefined, bytes: 0, done: false };
    // After an answer, and after a connection that ended without one.
    reply.raw.once('close', () => write(request, reply.raw.headersSent ? reply.statusCode : null));
    next();
  });
  scope.addHook('onSend', async (request, reply, payload) => {
    const { course } = request;
    if (!course || payload === null || payload === undefined) return payload;
    const { firing } = course;
    const kind = firing?.does.connection;
    const broken =
      kind === 'truncate' || kind === 'stall' || kind === 'trickle'
        ? breakBody(kind, payload as string | Readable, reply, firing?.delay ?? 0)
        : payload;
    if (broken instanceof Readable) return Readable.from(counted(broken, course), { highWaterMark: 1 });
    course.bytes = request.method === 'HEAD' ? 0 : Buffer.byteLength(broken as string | Buffer);
    return broken;
  });

  return async (request, reply, endpoint) => {
    const { course } = request;
    const firing = firingFor(steering, request, endpoint);
    if (!course || firing === undefined) return false;
    if (typeof firing === 'string') {
      badRequest(reply, firing);
      return true;
    }
    course.firing = firing;
    const { connection, status, body, headers = {} } = firing.does;
    if (firing.delay > 0 && connection !== 'trickle') await wait(firing.delay, reply);
    if (reply.raw.destroyed) {
      reply.hijack();
      return true;
    }
    if (connection === 'reset' || connection === 'empty') {
      breakConnection(connection, reply);
      return true;
    }
    if (status !== undefined || body !== undefined) {
      answerFault(steering, request, reply, firing.does);
      return true;
    }
    reply.headers(headers);
    return false;
  };
};
