import { sendHttpRequest } from '../lib/http-request.ts';

/** Sends a request to the admin API and returns the parsed JSON of the answer. */
export type AdminRequest = <Result>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<Result>;

/**
 * Creates a client for the admin API of the mock at a URL, which has no path. A request that is refused rejects with an
 * Error that says where and why.
 */
export const createAdminClient =
  (url: string): AdminRequest =>
  async (method, path, body) => {
    const { status, text } = await sendHttpRequest(url, {
      method,
      path: `/__mock${path}`,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const value = text === '' ? undefined : JSON.parse(text);
    if (status < 400) return value;
    throw new Error(value.path === '' ? value.error : `${value.path}: ${value.error}`);
  };
