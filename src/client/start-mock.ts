import type { AddressInfo } from 'node:net';
import { openDisclosures } from '../admin/journal/disclosures.ts';
import { openJournal } from '../admin/journal/journal.ts';
import type { AccountBody } from '../admin/schemas/request-bodies.ts';
import type { AccountView, CoverageView, MockView, SnapshotList } from '../admin/schemas/views.ts';
import { openStore } from '../db/open-store.ts';
import { loadShared, type Origin } from '../db/prepared/load-prepared.ts';
import { cacheFolder } from '../db/prepared/prepared-files.ts';
import { openSeedData, type SeedData } from '../db/prepared/shared-data.ts';
import { openSharedPool } from '../db/prepared/shared-pool.ts';
import { type Fixtures, loadFixtures } from '../fixtures/load/load-fixtures.ts';
import { isFolder } from '../lib/paths.ts';
import { buildServer } from '../server/build-server.ts';
import { fetchFrom } from '../server/in-process-fetch.ts';
import type { Config } from '../server/server-options.ts';
import { ConfigSchema } from '../server/server-options.ts';
import { type Faulty, faultVerbs, type Tenant, tenant } from './account-client.ts';
import { adminClient } from './admin-client.ts';

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

/** A running mock; its own verbs are those of the demo account or, with fixtures that have none, of their first. */
export type Mock = Tenant & {
  /** Where it answers, such as http://127.0.0.1:40123. */
  url: string;
  /** A fresh account, for one test. */
  account: (account?: AccountBody) => Promise<Tenant>;
  /** Answers in this process, without a socket. A path is taken from the mock's own address. */
  fetch: typeof fetch;
  /** Puts everything back as it was after the start. */
  reset: () => Promise<void>;
  /** Puts the whole state aside under a name. */
  snapshot: (name: string) => Promise<void>;
  /** Puts the whole state back as it was under that name. */
  restore: (name: string) => Promise<void>;
  /** The names of all snapshots. */
  snapshots: () => Promise<string[]>;
  forgetSnapshot: (name: string) => Promise<void>;
  /** The mock as a whole. */
  info: () => Promise<MockView>;
  /** What of the contract clients have met since the start. */
  coverage: () => Promise<CoverageView>;
  /** Starts the coverage anew; nothing else does. */
  forgetCoverage: () => Promise<void>;
  /** Faults for callers without a valid token. */
  anonymous: Faulty;
  close: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

// The one thing that mocks of a process share is data that none of them changes.
const pool = openSharedPool();

const load = async (origin: Origin, folder: string | undefined): Promise<SeedData> => {
  const warn = (why: string): void => process.emitWarning(`startMock: ${why}`);
  const data = openSeedData();
  await loadShared(data, origin, folder, { notKept: warn, madeAgain: warn });
  return data;
};

const { seed, people, port, 'state-limit': stateLimit } = ConfigSchema.properties;

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
    const { takes } = ConfigSchema.properties.fixtures;
    throw new TypeError(`startMock: fixtures must be ${takes}, not ${JSON.stringify(options.fixtures)}`);
  }
  const fixtures = loadFixtures(options.fixtures);
  const folder = options.cache ?? cacheFolder(process.env);
  const key = JSON.stringify([fixtures.hash, seed, people]);
  const { data, release } = await pool.use(key, () => load({ fixtures, seed, people }, folder));
  const store = openStore(data, { limit });
  store.begin(Date.now());
  const config = { 'log-level': 'silent', 'no-admin': false, strict } satisfies Partial<Config>;
  const app = buildServer(config, {
    shared: data,
    store,
    seeded: Promise.resolve(),
    now: Date.now,
    journal: openJournal(),
    disclosures: openDisclosures(),
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
  const call = adminClient(url);
  return {
    ...tenant(call, firstToken(fixtures)),
    url,
    account: async (account = {}) => {
      const made = await call<AccountView>('POST', '/accounts', account);
      return tenant(call, { name: made.name, token: made.token ?? '' });
    },
    fetch: fetchFrom(app, url, closing.signal),
    reset: () => call('POST', '/reset'),
    snapshot: (name) => call('PUT', `/snapshots/${encodeURIComponent(name)}`),
    restore: (name) => call('POST', `/snapshots/${encodeURIComponent(name)}/restore`),
    snapshots: async () => (await call<SnapshotList>('GET', '/snapshots')).snapshots,
    forgetSnapshot: (name) => call('DELETE', `/snapshots/${encodeURIComponent(name)}`),
    info: () => call('GET', ''),
    coverage: () => call('GET', '/coverage'),
    forgetCoverage: () => call('DELETE', '/coverage'),
    anonymous: faultVerbs(call, '/faults'),
    close,
    [Symbol.asyncDispose]: close,
  };
};
