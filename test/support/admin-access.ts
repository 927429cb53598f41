import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import type { BuildServerOptions } from '../../src/server/build-server.ts';
import { defaultLimits, type Limits } from '../../src/server/limits.ts';
import type { Answer } from './http.ts';
import { fixtures, startTestServer } from './test-server.ts';

/** A token in the data of `startWithSecret`. No refusal may contain it. */
export const secret = 'a-token-of-the-data';

/** Starts a server with these settings and limits. It has one account, a, with the secret token. */
export const startWithSecret = async (
  t: Test,
  settings: Partial<BuildServerOptions> = {},
  limits: Partial<Limits> = {},
) => {
  const data = fixtures({ accounts: [{ name: 'a', tokens: [secret] }] });
  const { app, store } = await startTestServer(t, data, undefined, settings, { ...defaultLimits, ...limits });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, store, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` };
};

/** The preflight request of a browser before a PATCH from a page of this origin. */
export const preflight = (origin: string, headers: Record<string, string> = {}) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'PATCH', ...headers },
});

/** Asserts that a refusal of the admin API has the common form, contains no data, and cannot be read by a page. */
export const checkRefusal = (t: Test, { status, text, headers }: Answer, what: string, error: RegExp): void => {
  t.equal(status, 403, what);
  t.match(JSON.parse(text), { error, path: '' }, what);
  t.same(Object.keys(JSON.parse(text)), ['error', 'path']);
  t.notMatch(text, secret);
  t.notOk('access-control-allow-origin' in headers, what);
  t.equal(headers.vary, 'Origin', what);
};
