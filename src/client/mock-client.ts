import type { AccountBody } from '../admin/schemas/request-bodies.ts';
import type { AccountView, CoverageView, MockView, SnapshotList } from '../admin/schemas/response-bodies.ts';
import { type AccountClient, createAccountClient, createFaultClient } from './account-client.ts';
import type { FaultMethods } from './account-method-types.ts';
import { createAdminClient } from './admin-client.ts';
import {
  addDeprecatedMockMethods,
  type DeprecatedFaultMethods,
  type DeprecatedMockMethods,
} from './deprecated-methods.ts';

/** The methods of a mock as a whole. */
type MockMethods = {
  /** The URL of the server, for example http://127.0.0.1:40123. */
  url: string;
  /** Creates an account, for example for one test. */
  account: (account?: AccountBody) => Promise<AccountClient>;
  /** Sends a request to the mock inside this process, without a socket. A path is resolved against `url`. */
  fetch: typeof fetch;
  /** Restores the initial state of the mock. */
  reset: () => Promise<void>;
  /** Saves a copy of all state under a name. */
  snapshot: (name: string) => Promise<void>;
  /** Restores all state from the snapshot with this name. */
  restore: (name: string) => Promise<void>;
  /** Returns the names of all snapshots. */
  snapshots: () => Promise<string[]>;
  deleteSnapshot: (name: string) => Promise<void>;
  /** Returns facts about the mock, such as its version and its number of accounts. */
  info: () => Promise<MockView>;
  /** Returns which parts of the contract clients have used since the start. */
  coverage: () => Promise<CoverageView>;
  /** Resets the coverage. A reset of the mock does not. */
  clearCoverage: () => Promise<void>;
  /** Faults for callers without a valid token. */
  anonymous: FaultMethods & DeprecatedFaultMethods;
  close: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

/**
 * A running mock. Its account methods belong to the account `demo`, or to the first account if the fixtures have no
 * account with that name.
 */
export type Mock = AccountClient & MockMethods & DeprecatedMockMethods;

/**
 * Creates the object that `startMock()` returns.
 * @param account the account to which the account methods of the mock belong
 */
export const createMockClient = (
  url: string,
  account: { name: string; token: string },
  { fetch, close }: Pick<Mock, 'fetch' | 'close'>,
): Mock => {
  const send = createAdminClient(url);
  const snapshotPath = (name: string): string => `/snapshots/${encodeURIComponent(name)}`;
  return addDeprecatedMockMethods({
    ...createAccountClient(send, account),
    url,
    account: async (body = {}) => {
      const { name, token } = await send<AccountView>('POST', '/accounts', body);
      return createAccountClient(send, { name, token: token ?? '' });
    },
    fetch,
    reset: () => send('POST', '/reset'),
    snapshot: (name) => send('PUT', snapshotPath(name)),
    restore: (name) => send('POST', `${snapshotPath(name)}/restore`),
    snapshots: async () => (await send<SnapshotList>('GET', '/snapshots')).snapshots,
    deleteSnapshot: (name) => send('DELETE', snapshotPath(name)),
    info: () => send('GET', ''),
    coverage: () => send('GET', '/coverage'),
    clearCoverage: () => send('DELETE', '/coverage'),
    anonymous: createFaultClient(send, '/faults'),
    close,
    [Symbol.asyncDispose]: close,
  } satisfies AccountClient & MockMethods);
};
