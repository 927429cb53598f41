// The only HTTP client of the product. docs/decisions/0010-one-http-client-on-node-http.md says why it is not fetch.
import type { IncomingHttpHeaders } from 'node:http';
import { request as requestHttp } from './builtin-http.ts';

type HttpRequestOptions = {
  method?: string;
  /** The path to send unchanged, instead of the path of the URL. Parsing a URL resolves `.` and `..` in its path. */
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  /** The time limit for the whole response. Default: no limit. */
  timeoutMs?: number;
  /** Ends the request. */
  signal?: AbortSignal;
};

export type HttpResponse = { status: number; headers: IncomingHttpHeaders; text: string };

/** Thrown if the response takes longer than `timeoutMs`. */
export class ResponseTimeout extends Error {}

/**
 * Sends a request on its own connection. It follows no redirects.
 * @throws ResponseTimeout; Error with a message that is not empty if there is no whole response for another reason
 */
export const sendHttpRequest = (url: string, options: HttpRequestOptions = {}): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    const { method = 'GET', path, headers = {}, body = '', timeoutMs, signal } = options;
    const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
    const signals = [timeout, signal].filter((either) => either !== undefined);
    const fail = (error: NodeJS.ErrnoException): void => {
      // An error with several causes, one for each address of a host, has a code and no message.
      const reason = error.message || error.code;
      reject(timeout?.aborted ? new ResponseTimeout(`no response within ${timeoutMs} ms`) : new Error(reason));
    };
    // Load TLS only if it is needed: it takes several milliseconds.
    const request = url.startsWith('https:') ? process.getBuiltinModule('node:https').request : requestHttp;
    const sent = request(
      url,
      {
        method,
        headers: body === '' ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: false,
        ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
        ...(path !== undefined && { path }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', fail);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', fail).end(body);
  });
