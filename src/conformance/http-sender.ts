// Sends the requests of the check. It uses node:http because fetch follows redirects, hides some headers and replaces
// invalid header values, while a check has to see each response as the server sent it.
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from '../lib/start-error.ts';

export type HttpRequest = { method: string; url: string; headers: Record<string, string> };
export type HttpResponse = { status: number; headers: IncomingHttpHeaders; text: string };

/** Sends one request. It does not follow redirects. */
export type SendRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** Thrown if one request got no response. */
export class NoResponse extends StartError {}

const withoutQuery = (url: string): string => url.replace(/\?.*/s, '');

/**
 * Creates a function that sends a request over HTTP, on its own connection.
 * @param timeoutMs how long a whole response may take
 * @param stop ends a request that is running
 * @throws NoResponse, from the function, if the server refuses the connection, takes too long or has an untrusted
 * certificate; StartError if `stop` is aborted
 */
export const createHttpSender = (timeoutMs: number, stop: AbortSignal): SendRequest => {
  const explain = (url: string, error: NodeJS.ErrnoException, timeout: AbortSignal): StartError => {
    if (stop.aborted) return new StartError('the check was stopped before its end; there is no report');
    if (timeout.aborted) {
      return new NoResponse(`${withoutQuery(url)} sent no response within ${timeoutMs} ms; see --timeout`);
    }
    return new NoResponse(`${withoutQuery(url)} can't be reached: ${error.message || error.code}; see --base-url`);
  };
  return ({ method, url, headers }) =>
    new Promise((resolve, reject) => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const fail = (error: NodeJS.ErrnoException): void => reject(explain(url, error, timeout));
      const request = url.startsWith('https:') ? httpsRequest : httpRequest;
      const signal = AbortSignal.any([stop, timeout]);
      const sent = request(url, { method, headers, agent: false, signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', fail);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.on('error', fail).end();
    });
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
