import { request } from '../lib/builtin-http.ts';

/** Sends a request to the admin API and returns the parsed JSON response. */
export type AdminRequest = <Result>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<Result>;

/**
 * Creates a client for the admin API of the mock at a URL, which has no path. A request that is refused rejects with an
 * Error that says where and why.
 *
 * It uses node:http because a test may replace the global fetch.
 */
export const createAdminClient =
  (url: string): AdminRequest =>
  (method, path, body) =>
    new Promise((resolve, reject) => {
      // The path is passed separately: parsing it as a part of a URL would resolve `.` and `..`, and a snapshot may have
      // such a name.
      const sent = request(url, { method, path: `/__mock${path}`, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject).on('end', () => {
          const value = text === '' ? undefined : JSON.parse(text);
          if ((response.statusCode ?? 500) < 400) resolve(value);
          else reject(new Error(value.path === '' ? value.error : `${value.path}: ${value.error}`));
        });
      });
      sent.on('error', reject);
      if (body === undefined) {
        sent.end();
        return;
      }
      const text = JSON.stringify(body);
      sent.setHeader('content-length', Buffer.byteLength(text));
      sent.end(text);
    });
