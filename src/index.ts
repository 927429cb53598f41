import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { ConfigSchema } from './config.ts';
import { fetchFrom } from './fetch-from.ts';
import type { AccountView } from './mock/accounts.ts';
import type {
  AccountBody,
  AccountChange,
  ClockBody,
  FaultBody,
  JobBody,
  JobChange,
  PeopleBody,
} from './mock/bodies.ts';
import type { ClockView } from './mock/clock.ts';
import type { CreditsView, Disclosure } from './mock/credits.ts';
import type { FaultView } from './mock/faults.ts';
import type { JobView } from './mock/jobs.ts';
import { type JournalEntry, openJournal } from './mock/journal.ts';
import type { RequestsQuery } from './mock/requests.ts';
import { openRings } from './mock/rings.ts';
import { type Fixtures, loadFixtures } from './seed/fixtures.ts';
import { buildServer } from './server.ts';
import { openStore } from './store/open.ts';
import { fill, openShared, type Shared } from './store/shared.ts';

export type {
  AccountBody,
  AccountChange,
  AccountView,
  ClockBody,
  ClockView,
  CreditsView,
  Disclosure,
  FaultBody,
  FaultView,
  JobBody,
  JobChange,
  JobView,
  JournalEntry,
  PeopleBody,
};

export type RequestsFilter = Partial<RequestsQuery>;

export type MockOptions = {
  /** What the generated data follows from. Default: 1. */
  seed?: number;
  /** People to search in all. Default: 10,000. */
  people?: number;
  /** The path of a folder of fixtures to load in place of the default ones. */
  fixtures?: string;
  /** Default: 0, which picks a free one. */
  port?: number;
};

/** One account: what it is steered by. Each verb throws an Error that says what is wrong where it can't be done. */
export type Tenant = {
  name: string;
  token: string;
  /** Makes a job. */
  job: (job?: JobBody) => Promise<JobView>;
  /** A job as it stands. */
  findJob: (jobId: string) => Promise<JobView>;
  changeJob: (jobId: string, change: JobChange) => Promise<JobView>;
  /** From now on the account searches these people alone; gives their UUIDs. */
  people: (people: PeopleBody) => Promise<string[]>;
  unlock: (uuid: string, ...what: ('email' | 'phone')[]) => Promise<void>;
  /** Makes the next calls fail, as the fault says. */
  fail: (fault: FaultBody) => Promise<FaultView>;
  /** All faults, with how often each fired. */
  faults: () => Promise<FaultView[]>;
  /** Takes all faults away. */
  heal: () => Promise<void>;
  clock: {
    now: () => Promise<ClockView>;
    set: (clock: ClockBody) => Promise<ClockView>;
    /** @param ms milliseconds */
    advance: (ms: number) => Promise<ClockView>;
  };
  /** What the client sent and got, oldest first. */
  requests: (filter?: RequestsFilter) => Promise<JournalEntry[]>;
  /** The wallet: its balance, and every movement. */
  credits: () => Promise<CreditsView>;
  /** Which unmasked email and phone values the client was given, oldest first. */
  disclosures: () => Promise<Disclosure[]>;
  /** Changes the account: its credits, quota, whether it is active or its token expired. */
  change: (change: AccountChange) => Promise<AccountView>;
  /** Puts the account back as it was when it was made. */
  reset: () => Promise<void>;
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
  close: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

/** Kept from the start: a test may put its own fetch in place of the global one. */
const realFetch = globalThis.fetch;

const shared = new Map<string, Promise<Shared>>();

/** The shared data of these fixtures, made once a process: it is only read, so any number of mocks can have it. */
const sharedFor = (fixtures: Fixtures, seed: number, people: number): Promise<Shared> => {
  const key = JSON.stringify([fixtures.hash, seed, people]);
  const make = async (): Promise<Shared> => {
    const made = openShared();
    await fill(made, fixtures, seed, people);
    return made;
  };
  const found = shared.get(key) ?? make();
  shared.set(key, found);
  return found;
};

const checked = (name: 'seed' | 'people' | 'port', given: number | undefined, fallback: number): number => {
  const { minimum = 0, maximum = 0 } = ConfigSchema.properties[name];
  const value = given ?? fallback;
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new RangeError(`startMock: ${name} must be a whole number from ${minimum} to ${maximum}, not ${value}`);
};

type Call = <Result>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<Result>;

const tenant = (call: Call, { name, token }: { name: string; token: string }): Tenant => {
  const at = (path: string): string => `/accounts/${encodeURIComponent(name)}${path}`;
  return {
    name,
    token,
    job: (job = {}) => call('POST', at('/jobs'), job),
    findJob: (jobId) => call('GET', at(`/jobs/${jobId}`)),
    changeJob: (jobId, change) => call('PATCH', at(`/jobs/${jobId}`), change),
    people: async (people) => (await call<{ uuids: string[] }>('PUT', at('/people'), people)).uuids,
    unlock: (uuid, ...what) =>
      call('PUT', at(`/unlocks/${uuid}`), Object.fromEntries(what.map((each) => [each, true]))),
    fail: (fault) => call('POST', at('/faults'), fault),
    faults: async () => (await call<{ faults: FaultView[] }>('GET', at('/faults'))).faults,
    heal: () => call('DELETE', at('/faults')),
    clock: {
      now: () => call('GET', at('/clock')),
      set: (clock) => call('PUT', at('/clock'), clock),
      advance: (ms) => call('POST', at('/clock/advance'), { ms }),
    },
    requests: async (filter = {}) => {
      const query = new URLSearchParams(
        Object.entries(filter).map(([key, value]): [string, string] => [key, String(value)]),
      );
      return (await call<{ requests: JournalEntry[] }>('GET', at(`/requests?${query}`))).requests;
    },
    credits: () => call('GET', at('/credits')),
    disclosures: async () => (await call<{ disclosures: Disclosure[] }>('GET', at('/disclosures'))).disclosures,
    change: (change) => call('PATCH', at(''), change),
    reset: () => call('POST', at('/reset')),
  };
};

const firstToken = ({ accounts }: Fixtures): { name: string; token: string } => {
  const account = accounts.find(({ name }) => name === 'demo') ?? accounts[0];
  const token = account?.tokens[0];
  return { name: account?.name ?? '', token: (typeof token === 'object' ? token.token : token) ?? '' };
};

/**
 * Starts a mock in this process, on a port of its own.
 * @throws RangeError for an option out of range; FixtureError for faults in the fixtures
 */
export const startMock = async (options: MockOptions = {}): Promise<Mock> => {
  const { seed: anySeed, people: anySize } = ConfigSchema.properties;
  const seed = checked('seed', options.seed, anySeed.default as number);
  const people = checked('people', options.people, anySize.default as number);
  const port = checked('port', options.port, 0);
  const fixtures = loadFixtures(options.fixtures);
  const data = await sharedFor(fixtures, seed, people);
  const store = openStore(data);
  store.begin(Date.now());
  const config = { 'log-level': 'silent', 'no-admin': false } satisfies Partial<Config>;
  const app = buildServer(config, {
    shared: data,
    store,
    seeded: Promise.resolve(),
    now: Date.now,
    journal: openJournal(),
    disclosures: openRings(),
  });
  await app.listen({ host: '127.0.0.1', port });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  const call: Call = async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await realFetch(`${url}/__mock${path}`, init);
    const text = await answer.text();
    const value = text === '' ? undefined : JSON.parse(text);
    if (answer.ok) return value;
    throw new Error(value.path === '' ? value.error : `${value.path}: ${value.error}`);
  };
  const close = async (): Promise<void> => {
    app.server.closeAllConnections();
    await app.close();
    store.close();
  };
  return {
    ...tenant(call, firstToken(fixtures)),
    url,
    account: async (account = {}) => {
      const made = await call<AccountView>('POST', '/accounts', account);
      return tenant(call, { name: made.name, token: made.token ?? '' });
    },
    fetch: fetchFrom(app, url),
    reset: () => call('POST', '/reset'),
    snapshot: (name) => call('PUT', `/snapshots/${encodeURIComponent(name)}`),
    restore: (name) => call('POST', `/snapshots/${encodeURIComponent(name)}/restore`),
    close,
    [Symbol.asyncDispose]: close,
  };
};
