import { request } from '../lib/builtin-http.ts';

export type Call = <Result>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<Result>;

/**
 * Calls /__mock of the mock at a URL, which has no path. By node:http, since a test may put its own fetch in place of the
 * global one. A call rejects with an Error that says where and why where it is refused.
 */
export const adminClient =
  (url: string): Call =>
  (method, path, body) =>
    new Promise((resolve, reject) => {
      // The path is not a part of the URL: a URL resolves `.` and `..`, and a snapshot may have such a name.
      const call = request(url, { method, path: `/__mock${path}`, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('error', reject).on('end', () => {
          const value = text === '' ? undefined : JSON.parse(text);
          if ((answer.statusCode ?? 500) < 400) resolve(value);
          else reject(new Error(value.path === '' ? value.error : `${value.path}: ${value.error}`));
        });
      });
      call.on('error', reject);
      if (body === undefined) call.end();
      else {
        const text = JSON.stringify(body);
        call.setHeader('content-length', Buffer.byteLength(text));
        call.end(text);
      }
    });
