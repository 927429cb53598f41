import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions } from 'fastify';

const redirectStatuses = [301, 302, 303, 307, 308];
const bodilessStatuses = [204, 205, 304];
/** How many redirects are followed, as in the Fetch standard. */
const maxRedirects = 20;

const toHeaders = (headers: Record<string, number | string | string[] | undefined>): Headers => {
  const result = new Headers();
  for (const [name, values] of Object.entries(headers)) {
    for (const value of Array.isArray(values) ? values : [values]) {
      if (value !== undefined) result.append(name, String(value));
    }
  }
  return result;
};

/** The request that follows a redirect. After 303, and after 301 and 302 for a POST, it is a GET without a body. */
const followRedirect = (request: Request, status: number, target: URL): Request => {
  const becomesGet = (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST');
  if (!becomesGet) return new Request(target, request);
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('content-')) headers.delete(name);
  return new Request(target, { headers, signal: request.signal, redirect: request.redirect });
};

/**
 * Runs work with a signal that is aborted when any of these signals is aborted. AbortSignal.any is not used: if one of the signals
 * exists as long as the mock, it would keep all listeners of each derived signal in memory.
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
 * Creates a fetch that the server answers in this process, without a socket. A connection that ends before a whole answer is
 * a TypeError, as with the global fetch. Redirects are followed unless the request sets `redirect`. The promise resolves when
 * the body is complete, so an answer that breaks off or stalls has no headers either.
 * @param base the URL that paths are relative to
 * @param closing aborts requests that are running
 */
export const createInProcessFetch = (app: FastifyInstance, base: string, closing: AbortSignal): typeof fetch => {
  const send = async (request: Request, redirectsLeft: number): Promise<Response> => {
    // Yield, as a socket would: sequential calls must let timers run and let the memory of earlier calls be collected.
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
      if (request.redirect === 'error' || redirectsLeft === 0) throw new TypeError('fetch failed: redirected');
      return send(followRedirect(request, statusCode, new URL(String(location), request.url)), redirectsLeft - 1);
    }
    const hasNoBody = request.method === 'HEAD' || bodilessStatuses.includes(statusCode);
    return new Response(hasNoBody ? null : new Uint8Array(rawPayload), {
      status: statusCode,
      headers: toHeaders(headers),
    });
  };
  return (input, init) =>
    send(new Request(typeof input === 'string' ? new URL(input, base) : input, init), maxRedirects);
};
