import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions } from 'fastify';

const redirectStatuses = [301, 302, 303, 307, 308];

const headersOf = (headers: Record<string, number | string | string[] | undefined>): Headers => {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) all.append(name, String(each));
  }
  return all;
};

/** What a redirected request goes on as: after 303, and of a POST after 301 and 302, as a GET without its body. */
const redirected = (request: Request, status: number, to: URL): Request => {
  const becomesGet = (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST');
  if (!becomesGet) return new Request(to, request);
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('content-')) headers.delete(name);
  return new Request(to, { headers, signal: request.signal, redirect: request.redirect });
};

/**
 * Does some work with a signal that is aborted when any of these is. AbortSignal.any would do, but a signal that lives as
 * long as the mock keeps alive whatever listens to one that was made of it.
 */
const withAbort = async <T>(signals: readonly AbortSignal[], work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort);
  }
};

/**
 * A fetch that the server answers in this process, without a socket. A connection that ends without a whole answer is
 * a TypeError, as it is of the global fetch. Redirects are followed unless `redirect` says otherwise.
 * The answer is there when its body is: one that breaks off or stalls gives no headers before.
 * @param base what a path is taken from
 * @param closing ends what is under way
 */
export const fetchFrom = (app: FastifyInstance, base: string, closing: AbortSignal): typeof fetch => {
  const answer = async (request: Request, redirects: number): Promise<Response> => {
    // As over a socket: calls one after the other let timers run, and let the memory of earlier ones be collected.
    await nextTurn();
    request.signal.throwIfAborted();
    const { pathname, search } = new URL(request.url);
    const options: InjectOptions = {
      method: request.method as NonNullable<InjectOptions['method']>,
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      payload: Buffer.from(await request.clone().arrayBuffer()),
    };
    const { statusCode, headers, rawPayload } = await withAbort([request.signal, closing], (signal) =>
      app.inject({ ...options, signal }),
    ).catch((cause: unknown) => {
      request.signal.throwIfAborted();
      throw new TypeError('fetch failed', { cause });
    });
    const location = headers.location;
    if (location !== undefined && redirectStatuses.includes(statusCode) && request.redirect !== 'manual') {
      if (request.redirect === 'error' || redirects === 0) throw new TypeError('fetch failed: redirected');
      return answer(redirected(request, statusCode, new URL(String(location), request.url)), redirects - 1);
    }
    const noBody = request.method === 'HEAD' || [204, 205, 304].includes(statusCode);
    return new Response(noBody ? null : new Uint8Array(rawPayload), {
      status: statusCode,
      headers: headersOf(headers),
    });
  };
  return (input, init) => answer(new Request(typeof input === 'string' ? new URL(input, base) : input, init), 20);
};
