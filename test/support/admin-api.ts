import type { Test } from 'tap';
import { type Mock, type MockOptions, startMock } from '../../src/index.ts';
import { type Answer, bearer, sendRequest, token } from './http.ts';

export type AdminMock = Mock & {
  /** Calls the admin API over HTTP. */
  callAdmin: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Gets a page of Search over HTTP, with this token. */
  search: (as: string, query?: string, headers?: Record<string, string>) => Promise<Answer>;
  /** Gets a job's results over HTTP, with this token. */
  results: (as: string, jobId: string, query?: string) => Promise<Answer>;
};

/** Starts a mock in this process. It is closed when the test ends. */
export const startAdminMock = async (t: Test, options: MockOptions = { people: 50 }): Promise<AdminMock> => {
  const mock = await startMock(options);
  t.teardown(() => mock.close());
  const callAdmin: AdminMock['callAdmin'] = (method, path, body, headers = {}) =>
    sendRequest(`${mock.url}/__mock${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    ...mock,
    callAdmin,
    search: (as, query = '', headers = {}) =>
      sendRequest(`${mock.url}/external/search/${query}`, { headers: { ...token(as), ...headers } }),
    results: (as, jobId, query = '') =>
      sendRequest(`${mock.url}/enrichment/result/${jobId}/${query}`, { headers: bearer(as) }),
  };
};
