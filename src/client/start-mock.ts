import type { AddressInfo } from 'node:net';
import { createExchangeLogs } from '../admin/exchange-logs.ts';
import type { AccountBody } from '../admin/schemas/request-bodies.ts';
import type { AccountView, CoverageView, MockView, SnapshotList } from '../admin/schemas/response-bodies.ts';
import type { InitialData } from '../db/initial-data.ts';
import { openStore } from '../db/open-store.ts';
import { loadSeedData } from '../db/prepared/load-seed-data.ts';
import { cacheFolder } from '../db/prepared/prepared-files.ts';
import { openSeedData, type SeedData } from '../db/prepared/seed-data.ts';
import { createSeedDataPool } from '../db/prepared/seed-data-pool.ts';
import { createInitialData } from '../fixtures/create-initial-data.ts';
import { type Fixtures, loadFixtures } from '../fixtures/load/load-fixtures.ts';
import { isFolder } from '../lib/paths.ts';
import { buildServer } from '../server/build-server.ts';
import { createInProcessFetch } from '../server/in-process-fetch.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { ServerOptionsSchema } from '../server/server-options.ts';
import { type AccountClient, createAccountClient, createFaultClient } from './account-client.ts';
import type { FaultMethods } from './account-methods.ts';
import { createAdminClient } from './admin-client.ts';
import {
  addDeprecatedMockMethods,
  type DeprecatedFaultMethods,
  type DeprecatedMockMethods,
} from './deprecated-methods.ts';

export type MockOptions = {
  /** What the generated data follows from. Default: 1. */
  seed?: number;
  /** People to search in all. Default: 10,000. */
  people?: number;
  /** The path of a folder of fixtures to load in place of the default ones. */
  fixtures?: string;
  /** The path of a folder to keep made data in. Default: ecore-mock in the user's cache folder. */
  cache?: string;
  /** Default: 0, which picks a free one. */
  port?: number;
  /** Whether a client's plain mistakes, which the vendor lets pass, are answered with 400. Default: false. */
  strict?: boolean;
  /** How much memory the state may take, in MiB; changes that would make it larger are refused. Default: 128. */
  stateLimit?: number;
};

/** The methods of a mock as a whole. */
type MockMethods = {
  /** The URL of the server, for example http://127.0.0.1:40123. */
  url: string;
  /** Creates an account, for example for one test. */
  account: (account?: AccountBody) => Promise<AccountClient>;
  /** Sends a request to the mock inside this process, without a socket. A path is resolved against `url`. */
  fetch: typeof fetch;
  /** Restores all state to the state right after the start. */
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

// The one thing that mocks of a process share is data that none of them changes.
const pool = createSeedDataPool();

const load = async (initialData: InitialData, folder: string | undefined): Promise<SeedData> => {
  const warn = (why: string): void => process.emitWarning(`startMock: ${why}`);
  const data = openSeedData();
  await loadSeedData(data, initialData, folder, { notKept: warn, madeAgain: warn });
  return data;
};

const { seed, people, port, 'state-limit': stateLimit } = ServerOptionsSchema.properties;

/** The options that are numbers, as the settings of the command describe them. */
const numbers = { seed, people, port: { ...port, default: 0 }, stateLimit };

/** The value of an option, or its default. @throws RangeError */
const numberOf = (options: MockOptions, name: keyof typeof numbers): number => {
  const { minimum = 0, maximum = 0, default: usual } = numbers[name];
  const value = options[name] ?? (usual as number);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new RangeError(`startMock: ${name} must be a whole number from ${minimum} to ${maximum}, not ${value}`);
};

const firstToken = ({ accounts }: Fixtures): { name: string; token: string } => {
  const account = accounts.find(({ name }) => name === 'demo') ?? accounts[0];
  const tokens = (account?.tokens ?? []).map((each) =>
    typeof each === 'string' ? { token: each, state: 'valid' } : each,
  );
  const token = tokens.find(({ state }) => state === 'valid') ?? tokens[0];
  return { name: account?.name ?? '', token: token?.token ?? '' };
};

/** What `startMock` of index.ts does, once Node is known to be new enough. */
export const openMock = async (options: MockOptions): Promise<Mock> => {
  const known = ['seed', 'people', 'fixtures', 'cache', 'port', 'strict', 'stateLimit'];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`startMock: unknown option ${unknown}; it takes ${known.join(', ')}`);
  const { strict = false } = options;
  if (typeof strict !== 'boolean') throw new TypeError(`startMock: strict must be true or false, not ${strict}`);
  const seed = numberOf(options, 'seed');
  const people = numberOf(options, 'people');
  const port = numberOf(options, 'port');
  const limit = numberOf(options, 'stateLimit');
  if (options.fixtures !== undefined && !isFolder(options.fixtures)) {
    const { takes } = ServerOptionsSchema.properties.fixtures;
    throw new TypeError(`startMock: fixtures must be ${takes}, not ${JSON.stringify(options.fixtures)}`);
  }
  const fixtures = loadFixtures(options.fixtures);
  const folder = options.cache ?? cacheFolder(process.env);
  const key = JSON.stringify([fixtures.hash, seed, people]);
  const { data, release } = await pool.use(key, () => load(createInitialData(fixtures, seed, people), folder));
  const store = openStore(data, { limit });
  store.loadInitialState(Date.now());
  const config = { 'log-level': 'silent', 'no-admin': false, strict } satisfies Partial<ServerOptions>;
  const app = buildServer(config, {
    shared: data,
    store,
    seeded: Promise.resolve(),
    now: Date.now,
    logs: createExchangeLogs(),
  });
  const closing = new AbortController();
  const close = async (): Promise<void> => {
    closing.abort();
    app.server.closeAllConnections();
    await app.close();
    store.close();
    release();
  };
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await close();
    throw error;
  }
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const send = createAdminClient(url);
  return addDeprecatedMockMethods({
    ...createAccountClient(send, firstToken(fixtures)),
    url,
    account: async (account = {}) => {
      const { name, token } = await send<AccountView>('POST', '/accounts', account);
      return createAccountClient(send, { name, token: token ?? '' });
    },
    fetch: createInProcessFetch(app, url, closing.signal),
    reset: () => send('POST', '/reset'),
    snapshot: (name) => send('PUT', `/snapshots/${encodeURIComponent(name)}`),
    restore: (name) => send('POST', `/snapshots/${encodeURIComponent(name)}/restore`),
    snapshots: async () => (await send<SnapshotList>('GET', '/snapshots')).snapshots,
    deleteSnapshot: (name) => send('DELETE', `/snapshots/${encodeURIComponent(name)}`),
    info: () => send('GET', ''),
    coverage: () => send('GET', '/coverage'),
    clearCoverage: () => send('DELETE', '/coverage'),
    anonymous: createFaultClient(send, '/faults'),
    close,
    [Symbol.asyncDispose]: close,
  } satisfies AccountClient & MockMethods);
};
