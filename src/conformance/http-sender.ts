import { setTimeout as wait } from 'node:timers/promises';
import { type HttpResponse, ResponseTimeout, sendHttpRequest } from '../lib/http-request.ts';
import { StartError } from '../lib/start-error.ts';

export type HttpRequest = { method: string; url: string; headers: Record<string, string> };

/** Sends one request. It does not follow redirects. */
export type SendRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** Thrown if one request got no response. */
export class NoResponse extends StartError {}

const removeQuery = (url: string): string => url.replace(/\?.*/s, '');

/**
 * Creates a function that sends a request over HTTP.
 * @param timeoutMs how long a whole response may take
 * @param stop ends a request that is running
 * @throws NoResponse, from the function, if the server refuses the connection, takes too long or has an untrusted
 * certificate; StartError if `stop` is aborted
 */
export const createHttpSender =
  (timeoutMs: number, stop: AbortSignal): SendRequest =>
  async ({ method, url, headers }) => {
    try {
      return await sendHttpRequest(url, { method, headers, timeoutMs, signal: stop });
    } catch (error) {
      if (stop.aborted) throw new StartError('the check was stopped before its end; there is no report');
      const { message } = error as Error;
      throw new NoResponse(
        error instanceof ResponseTimeout
          ? `${removeQuery(url)} sent ${message}; see --timeout`
          : `${removeQuery(url)} can't be reached: ${message}; see --base-url`,
      );
    }
  };

/**
 * Adds a pause before each request but the first, so that no second has more than `rate` requests.
 * @param pause waits for a number of milliseconds
 */
export const limitRate = (
  send: SendRequest,
  rate: number,
  stop: AbortSignal,
  pause: (ms: number) => Promise<unknown> = (ms) => wait(ms, undefined, { signal: stop }).catch(() => {}),
): SendRequest => {
  let isFirst = true;
  return async (request) => {
    if (!isFirst) await pause(1000 / rate);
    isFirst = false;
    return send(request);
  };
};
