import type { Static } from '@sinclair/typebox';
import type {
  AccountView,
  ClockView,
  CreditsView,
  FaultList,
  JobList,
  SnapshotList,
} from '../../src/admin/schemas/response-bodies.ts';
import type { SearchPage } from '../../src/api/schemas/parameter-and-body-schemas.ts';
import type { Random } from '../../src/fixtures/generate/random.ts';
import { type Answer, bearer, token } from '../support/http.ts';

/** The state of an account, as expected or as its client reads it. */
export type AccountState = {
  account: boolean;
  /** Whether the clock is frozen, so that resumed jobs do not move. */
  frozen: boolean;
  credits: number;
  /** All entries of the ledger: amount and reason. */
  ledger: [number, string][];
  /** For each person, whether the email and the phone are unlocked; empty if the account has no people of its own. */
  people: Record<string, [email: boolean, phone: boolean]>;
  jobs: Record<string, { status: string; total: number; processed: number }>;
  /** The statuses of the faults, oldest first. */
  faults: number[];
  snapshots: string[];
};

/** Sends a GET request. */
export type Get = (path: string, headers?: Record<string, string>) => Promise<Answer>;

/** A call that changes the state of an account. */
export type Call = {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** The expected status of the answer. */
  status: number;
  /** Computes the state after the call, without changing the state before it. */
  after: (state: AccountState) => AccountState;
};

const credits = 10_000;
const noAccount: AccountState = {
  account: false,
  frozen: false,
  credits: 0,
  ledger: [],
  people: {},
  jobs: {},
  faults: [],
  snapshots: [],
};
const id = (start: string, number: number): string =>
  `${start.repeat(8)}-${start.repeat(4)}-4${start.repeat(3)}-8${start.repeat(3)}-${String(number).padStart(12, '0')}`;
const uuids = Array.from({ length: 30 }, (_, number) => id('a', number));
/** Every second person has a phone. */
const people = uuids.map((uuid, number) => ({ uuid, contact_direct_phone: number % 2 ? '+1 415 555 0100' : '' }));

const moveCredits = (state: AccountState, amount: number, reason: string): AccountState => ({
  ...state,
  credits: state.credits + amount,
  ledger: amount === 0 ? state.ledger : [...state.ledger, [amount, reason]],
});

/**
 * Unlocks the email or phone of some people (U2, U3, U5). It charges for those that are still locked. If that costs too much, it
 * changes no state.
 */
const unlock = (name: string, state: AccountState, selected: readonly string[], type: 'email' | 'phone'): Call => {
  const index = type === 'email' ? 0 : 1;
  const locked = selected.filter((uuid) => !state.people[uuid]?.[index]);
  const hasPhone = (uuid: string): boolean => uuids.indexOf(uuid) % 2 === 1;
  const cost = locked.reduce((sum, uuid) => sum + (type === 'phone' && hasPhone(uuid) ? 5 : 1), 0);
  const isTooExpensive = cost > state.credits;
  return {
    method: 'POST',
    path: '/external/unlock/',
    headers: { ...token(name), 'content-type': 'application/json' },
    body: { uuids: selected, unlock_type: type },
    status: isTooExpensive ? 402 : 200,
    after: (before) => {
      if (isTooExpensive) return before;
      const owned = { ...before.people };
      for (const uuid of locked) {
        const [email, phone] = owned[uuid] as [boolean, boolean];
        owned[uuid] = type === 'email' ? [true, phone] : [email, true];
      }
      return { ...moveCredits(before, -cost, `unlock ${type} of ${locked.length}`), people: owned };
    },
  };
};

/** Resumes a job, which charges for each record that is still to be processed (C4). */
const resume = (name: string, job_id: string, { total, processed }: AccountState['jobs'][string]): Call => ({
  method: 'POST',
  path: '/enrichment-control/',
  headers: { ...bearer(name), 'content-type': 'application/json' },
  body: { csv_file_id: job_id, action: 'resume' },
  status: 200,
  after: (before) => ({
    ...moveCredits(before, processed - total, `resume ${job_id}`),
    jobs: { ...before.jobs, [job_id]: { status: 'Enrichment Started', total, processed } },
  }),
});

/** Creates the client of one account, which knows the state that its account should have. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the calls share the path of the account and a counter of jobs.
export const createTestAccount = (name: string) => {
  const path = `/__mock/accounts/${name}`;
  let createdJobs = 0;

  const create: Call = {
    method: 'POST',
    path: '/__mock/accounts',
    body: { name, token: name, credits, from: 'empty' },
    status: 201,
    after: (before) => ({ ...moveCredits(before, credits, 'opening balance'), account: true }),
  };
  /** Resets or deletes the account or its faults. Snapshots do not belong to the account and stay. */
  const clear = (method: string, url: string, remaining: AccountState): Call => ({
    method,
    path: url,
    status: 204,
    after: ({ snapshots }) => ({ ...remaining, snapshots }),
  });
  const freeze: Call = {
    method: 'PUT',
    path: `${path}/clock`,
    body: { frozen: true },
    status: 200,
    after: (before) => ({ ...before, frozen: true }),
  };
  const setPeople: Call = {
    method: 'PUT',
    path: `${path}/people`,
    body: people,
    status: 200,
    after: (before) => ({ ...before, people: Object.fromEntries(uuids.map((uuid) => [uuid, [false, false]])) }),
  };
  const createJob = (random: Random): Call => {
    createdJobs += 1;
    const job_id = id('b', createdJobs);
    const total = random.chance(0.2) ? 700 : 20;
    const processed = random.integerBelow(total);
    return {
      method: 'POST',
      path: `${path}/jobs`,
      body: { job_id, generate: total, processed, status: 'paused' },
      status: 201,
      after: (before) => ({ ...before, jobs: { ...before.jobs, [job_id]: { status: 'Paused', total, processed } } }),
    };
  };
  const removeJob = (job_id: string): Call => ({
    method: 'DELETE',
    path: `${path}/jobs/${job_id}`,
    status: 204,
    after: (before) => ({
      ...before,
      jobs: Object.fromEntries(Object.entries(before.jobs).filter(([other]) => other !== job_id)),
    }),
  });
  const setCredits = (to: number): Call => ({
    method: 'PATCH',
    path,
    body: { credits: to },
    status: 200,
    after: (before) => moveCredits(before, to - before.credits, 'set by the admin API'),
  });
  const injectFault = (status: number): Call => ({
    method: 'POST',
    path: `${path}/faults`,
    body: { endpoint: 'results', status },
    status: 201,
    after: (before) => ({ ...before, faults: [...before.faults, status] }),
  });
  const snapshot = (method: 'PUT' | 'DELETE', number: number): Call => {
    const snapshotName = `${name}-${number}`;
    return {
      method,
      path: `/__mock/snapshots/${snapshotName}`,
      status: 204,
      after: (before) => {
        const others = before.snapshots.filter((other) => other !== snapshotName);
        return { ...before, snapshots: method === 'PUT' ? [...others, snapshotName].sort() : others };
      },
    };
  };

  return {
    name,

    /** Chooses a call that is possible in this state. */
    chooseCall: (state: AccountState, random: Random): Call => {
      if (!state.account) return create;
      if (!state.frozen) return freeze;
      if (Object.keys(state.people).length === 0) return setPeople;
      const [job_id, job] = random.pick([undefined, ...Object.entries(state.jobs)]) ?? [];
      const paused = job?.status === 'Paused' && state.credits >= job.total;
      return random
        .pickWeighted<{ weight: number; call: () => Call }>([
          {
            weight: 8,
            call: () => {
              const selected = uuids.filter(() => random.chance(0.2));
              return unlock(name, state, selected.length > 0 ? selected : uuids, random.pick(['email', 'phone']));
            },
          },
          { weight: 2, call: () => createJob(random) },
          {
            weight: paused ? 4 : 0,
            call: () => resume(name, job_id as string, job as AccountState['jobs'][string]),
          },
          { weight: job ? 2 : 0, call: () => removeJob(job_id as string) },
          { weight: 2, call: () => setCredits(random.integerBelow(2 * credits)) },
          { weight: 2, call: () => injectFault(500 + random.integerBelow(50)) },
          {
            weight: 1,
            call: () => ({
              ...clear('DELETE', `${path}/faults`, state),
              after: (before) => ({ ...before, faults: [] }),
            }),
          },
          { weight: 0.5, call: () => snapshot('PUT', random.integerBelow(2)) },
          {
            weight: state.snapshots.length > 0 ? 0.5 : 0,
            call: () => snapshot('DELETE', Number(state.snapshots[0]?.at(-1))),
          },
          { weight: 0.5, call: () => clear('POST', `${path}/reset`, create.after(noAccount)) },
          { weight: 0.5, call: () => clear('DELETE', path, noAccount) },
        ])
        .call();
    },

    noAccount,

    /** Reads the state from the server. */
    readState: async (get: Get): Promise<AccountState> => {
      const [names, account, wallet, jobs, faults, clock, search] = await Promise.all([
        get('/__mock/snapshots'),
        get(path),
        get(`${path}/credits`),
        get(`${path}/jobs`),
        get(`${path}/faults`),
        get(`${path}/clock`),
        get('/external/search/?limit=100', token(name)),
      ]);
      const snapshots = (names.json() as SnapshotList).snapshots.filter((snapshot) => snapshot.startsWith(`${name}-`));
      if (account.status === 404) return { ...noAccount, snapshots };
      const { results } = search.json() as Static<typeof SearchPage>;
      return {
        account: true,
        frozen: (clock.json() as ClockView).frozen,
        credits: (account.json() as AccountView).credits,
        ledger: (wallet.json() as CreditsView).entries.map(({ amount, reason }) => [amount, reason]),
        people: Object.fromEntries(
          results.map(({ uuid, is_email_unlocked, is_phone_unlocked }) => [
            uuid,
            [is_email_unlocked, is_phone_unlocked],
          ]),
        ),
        jobs: Object.fromEntries(
          (jobs.json() as JobList).jobs.map(({ job_id, status, total_records, processed }) => [
            job_id,
            { status, total: total_records, processed },
          ]),
        ),
        faults: (faults.json() as FaultList).faults.map(({ status }) => status ?? 0),
        snapshots,
      };
    },
  };
};

export type TestAccount = ReturnType<typeof createTestAccount>;
