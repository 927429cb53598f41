import type { Test } from 'tap';
import { type Mock, type MockOptions, startMock } from '../../src/index.ts';
import { type Answer, ask, bearer, token } from './http.ts';

export type Steered = Mock & {
  /** A steering call over HTTP. */
  steer: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** A page of Search over HTTP, as one of the tokens. */
  search: (as: string, query?: string, headers?: Record<string, string>) => Promise<Answer>;
  /** A job's results over HTTP, as one of the tokens. */
  results: (as: string, jobId: string, query?: string) => Promise<Answer>;
};

/** A mock in this process, closed when the test ends. */
export const steered = async (t: Test, options: MockOptions = { people: 50 }): Promise<Steered> => {
  const mock = await startMock(options);
  t.teardown(() => mock.close());
  return {
    ...mock,
    steer: (method, path, body, headers = {}) =>
      ask(`${mock.url}/__mock${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    search: (as, query = '', headers = {}) =>
      ask(`${mock.url}/external/search/${query}`, { headers: { ...token(as), ...headers } }),
    results: (as, jobId, query = '') => ask(`${mock.url}/enrichment/result/${jobId}/${query}`, { headers: bearer(as) }),
  };
};
