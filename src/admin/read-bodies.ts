import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { deepest, shapeOf } from '../lib/json-shape.ts';
import type { Limits } from '../lib/limits.ts';
import { Refusal } from './admin-context.ts';
import { quoted } from './linter/client-text.ts';

/** Bodies of more bytes are read and worked on one at a time: the values of one take many times as much memory. */
const largeBody = 64 * 1024;

/** @throws Error for a body that is not JSON, or that takes too long to read */
const jsonOf = (bytes: Buffer, { adminValues, adminKeys }: Limits): unknown => {
  if (!isUtf8(bytes)) throw new Error('it has bytes that are no UTF-8');
  const text = String(bytes);
  const { depth, values, keys } = shapeOf(text);
  if (depth > deepest) throw new Error(`it is nested deeper than ${deepest}`);
  if (values > adminValues) throw new Error(`it has more than ${adminValues} values: send fewer`);
  if (keys > adminKeys) throw new Error(`an object in it has more than ${adminKeys} keys`);
  const body = text === '' ? undefined : JSON.parse(text);
  if (body === null) throw new Error('it is null');
  return body;
};

/**
 * Makes a queue, in which each waits until all before it are done.
 * @returns a function that resolves once it is one's turn, with what is to be called when one is done
 */
const openQueue = () => {
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
 * Reads the bodies of the admin API as JSON, whatever their Content-Type says.
 * @param stopping aborted when the server stops: a body that waits is refused then
 */
export const readBodies = (app: FastifyInstance, limits: Limits, stopping: AbortSignal): void => {
  const turn = openQueue();
  const leave = new WeakMap<FastifyRequest, () => void>();

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limits.adminBody }, ({ headers }, bytes, parsed) => {
    const { 'content-encoding': encoding = '' } = headers;
    if (['', 'identity'].includes(encoding.toLowerCase())) parsed(null, bytes);
    else parsed(new Refusal(`the body is encoded as ${quoted(encoding)}: send it without Content-Encoding`, '', 415));
  });
  app.addHook('preValidation', async (request) => {
    const { body: bytes } = request;
    if (!(bytes instanceof Buffer)) return;
    if (bytes.length > largeBody) {
      leave.set(request, await turn());
      if (stopping.aborted) throw new Refusal('the mock is stopping', '', 503);
    }
    try {
      request.body = jsonOf(bytes, limits);
    } catch (error) {
      throw new Refusal(`expected a body of JSON; ${(error as Error).message}`, '');
    }
  });
  // Whether the client is still there or not: the work is done only now.
  app.addHook('onSend', async (request) => leave.get(request)?.());
};
