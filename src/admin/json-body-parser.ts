import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { maxJsonDepth, measureJson } from '../lib/measure-json.ts';
import { AdminError } from './admin-errors.ts';
import type { AdminLimits } from './admin-limits.ts';
import { stoppingError } from './process-in-batches.ts';
import { quoteText } from './quote-client-text.ts';

/** Larger bodies, in bytes, are handled one at a time: the values of one body take many times as much memory. */
const largeBody = 64 * 1024;

/** @throws Error for a body that is not JSON, or that would take too long to read */
const parseBody = (bytes: Buffer, { maxAdminBodyValues, maxAdminObjectKeys }: AdminLimits): unknown => {
  if (!isUtf8(bytes)) throw new Error('it has bytes that are not UTF-8');
  const text = String(bytes);
  const { depth, values, keys } = measureJson(text);
  if (depth > maxJsonDepth) throw new Error(`it is nested deeper than ${maxJsonDepth}`);
  if (values > maxAdminBodyValues) throw new Error(`it has more than ${maxAdminBodyValues} values: send fewer`);
  if (keys > maxAdminObjectKeys) throw new Error(`an object in it has more than ${maxAdminObjectKeys} keys`);
  const body = text === '' ? undefined : JSON.parse(text);
  if (body === null) throw new Error('it is null');
  return body;
};

/**
 * Creates a lock that one caller has at a time.
 * @returns a function that waits for the lock, in the order of its calls, and resolves to the function that releases it
 */
const createLock = () => {
  let last: Promise<void> = Promise.resolve();
  return async (): Promise<() => void> => {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    return resolve;
  };
};

/**
 * Makes the admin API read every body as JSON, whatever its Content-Type says.
 * @param stopSignal aborted when the server stops: a body that still waits for others is refused then
 */
export const addJsonBodyParser = (app: FastifyInstance, limits: AdminLimits, stopSignal: AbortSignal): void => {
  const acquireLock = createLock();
  const releases = new WeakMap<FastifyRequest, () => void>();

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: limits.maxAdminBodyBytes },
    ({ headers }, bytes, done) => {
      const { 'content-encoding': encoding = '' } = headers;
      if (['', 'identity'].includes(encoding.toLowerCase())) done(null, bytes);
      else
        done(
          new AdminError(`the body is encoded as ${quoteText(encoding)}: send it without Content-Encoding`, '', 415),
        );
    },
  );
  app.addHook('preValidation', async (request) => {
    const { body: bytes } = request;
    if (!(bytes instanceof Buffer)) return;
    if (bytes.length > largeBody) {
      releases.set(request, await acquireLock());
      if (stopSignal.aborted) throw stoppingError();
    }
    try {
      request.body = parseBody(bytes, limits);
    } catch (error) {
      throw new AdminError(`expected a body of JSON; ${(error as Error).message}`, '');
    }
  });
  // The lock is released here even if the client has disconnected: until now, its body was in memory.
  app.addHook('onSend', async (request) => releases.get(request)?.());
};
