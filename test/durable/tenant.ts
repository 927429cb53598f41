import type { Static } from '@sinclair/typebox';
import type {
  AccountView,
  ClockView,
  CreditsView,
  FaultList,
  JobList,
  SnapshotList,
} from '../../src/admin/schemas/response-bodies.ts';
import type { SearchPage } from '../../src/api/schemas/schemas.ts';
import type { Random } from '../../src/fixtures/generate/random.ts';
import { type Answer, bearer, token } from '../support/http.ts';

/** What one tenant can see of its state, and what it should. */
export type ServerDependencies = {
  account: boolean;
  /** Whether its clock stands still, so that a job that was resumed does. */
  frozen: boolean;
  credits: number;
  /** Every movement of credits: amount and reason. */
  ledger: [number, string][];
  /** Of each person, whether the email and the phone are unlocked; empty where it has no people. */
  people: Record<string, [email: boolean, phone: boolean]>;
  jobs: Record<string, { status: string; total: number; processed: number }>;
  /** The statuses of its faults, oldest first. */
  faults: number[];
  snapshots: string[];
};

/** Asks for a path. */
export type Get = (path: string, headers?: Record<string, string>) => Promise<Answer>;

/** A call that changes something, and how. */
export type Call = {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** The status of its answer once it is done. */
  status: number;
  /** The state after it; the one before is left as it was. */
  after: (world: ServerDependencies) => ServerDependencies;
};

const credits = 10_000;
const nothing: ServerDependencies = {
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
/** Every other one has a phone on file. */
const people = uuids.map((uuid, number) => ({ uuid, contact_direct_phone: number % 2 ? '+1 415 555 0100' : '' }));

const moved = (world: ServerDependencies, amount: number, reason: string): ServerDependencies => ({
  ...world,
  credits: world.credits + amount,
  ledger: amount === 0 ? world.ledger : [...world.ledger, [amount, reason]],
});

/** U2, U3, U5: the email or the phone of some, charged for those that are not owned; nothing where it costs too much. */
const unlock = (name: string, world: ServerDependencies, some: readonly string[], type: 'email' | 'phone'): Call => {
  const at = type === 'email' ? 0 : 1;
  const fresh = some.filter((uuid) => !world.people[uuid]?.[at]);
  const hasPhone = (uuid: string): boolean => uuids.indexOf(uuid) % 2 === 1;
  const cost = fresh.reduce((sum, uuid) => sum + (type === 'phone' && hasPhone(uuid) ? 5 : 1), 0);
  const dear = cost > world.credits;
  return {
    method: 'POST',
    path: '/external/unlock/',
    headers: { ...token(name), 'content-type': 'application/json' },
    body: { uuids: some, unlock_type: type },
    status: dear ? 402 : 200,
    after: (before) => {
      if (dear) return before;
      const owned = { ...before.people };
      for (const uuid of fresh) {
        const [email, phone] = owned[uuid] as [boolean, boolean];
        owned[uuid] = type === 'email' ? [true, phone] : [email, true];
      }
      return { ...moved(before, -cost, `unlock ${type} of ${fresh.length}`), people: owned };
    },
  };
};

/** C4: every record that is still to be done is charged. */
const resume = (name: string, job_id: string, { total, processed }: ServerDependencies['jobs'][string]): Call => ({
  method: 'POST',
  path: '/enrichment-control/',
  headers: { ...bearer(name), 'content-type': 'application/json' },
  body: { csv_file_id: job_id, action: 'resume' },
  status: 200,
  after: (before) => ({
    ...moved(before, processed - total, `resume ${job_id}`),
    jobs: { ...before.jobs, [job_id]: { status: 'Enrichment Started', total, processed } },
  }),
});

/** A tenant of its own: what it may do next, and what is seen of it. */
export const tenant = (name: string) => {
  const at = `/__mock/accounts/${name}`;
  let made = 0;

  const make: Call = {
    method: 'POST',
    path: '/__mock/accounts',
    body: { name, token: name, credits, from: 'empty' },
    status: 201,
    after: (before) => ({ ...moved(before, credits, 'opening balance'), account: true }),
  };
  /** Back as it was made, or gone: snapshots are not the account's. */
  const cleared = (method: string, path: string, left: ServerDependencies): Call => ({
    method,
    path,
    status: 204,
    after: ({ snapshots }) => ({ ...left, snapshots }),
  });
  const freeze: Call = {
    method: 'PUT',
    path: `${at}/clock`,
    body: { frozen: true },
    status: 200,
    after: (before) => ({ ...before, frozen: true }),
  };
  const setPeople: Call = {
    method: 'PUT',
    path: `${at}/people`,
    body: people,
    status: 200,
    after: (before) => ({ ...before, people: Object.fromEntries(uuids.map((uuid) => [uuid, [false, false]])) }),
  };
  const makeJob = (random: Random): Call => {
    made += 1;
    const job_id = id('b', made);
    const total = random.chance(0.2) ? 700 : 20;
    const processed = random.integerBelow(total);
    return {
      method: 'POST',
      path: `${at}/jobs`,
      body: { job_id, generate: total, processed, status: 'paused' },
      status: 201,
      after: (before) => ({ ...before, jobs: { ...before.jobs, [job_id]: { status: 'Paused', total, processed } } }),
    };
  };
  const removeJob = (job_id: string): Call => ({
    method: 'DELETE',
    path: `${at}/jobs/${job_id}`,
    status: 204,
    after: (before) => ({
      ...before,
      jobs: Object.fromEntries(Object.entries(before.jobs).filter(([each]) => each !== job_id)),
    }),
  });
  const setCredits = (to: number): Call => ({
    method: 'PATCH',
    path: at,
    body: { credits: to },
    status: 200,
    after: (before) => moved(before, to - before.credits, 'set by the admin API'),
  });
  const fail = (status: number): Call => ({
    method: 'POST',
    path: `${at}/faults`,
    body: { endpoint: 'results', status },
    status: 201,
    after: (before) => ({ ...before, faults: [...before.faults, status] }),
  });
  const snapshot = (method: 'PUT' | 'DELETE', number: number): Call => {
    const called = `${name}-${number}`;
    return {
      method,
      path: `/__mock/snapshots/${called}`,
      status: 204,
      after: (before) => {
        const others = before.snapshots.filter((each) => each !== called);
        return { ...before, snapshots: method === 'PUT' ? [...others, called].sort() : others };
      },
    };
  };

  return {
    name,

    /** What it does next in this state. */
    next: (world: ServerDependencies, random: Random): Call => {
      if (!world.account) return make;
      if (!world.frozen) return freeze;
      if (Object.keys(world.people).length === 0) return setPeople;
      const [job_id, job] = random.pick([undefined, ...Object.entries(world.jobs)]) ?? [];
      const paused = job?.status === 'Paused' && world.credits >= job.total;
      return random
        .pickWeighted<{ weight: number; call: () => Call }>([
          {
            weight: 8,
            call: () => {
              const some = uuids.filter(() => random.chance(0.2));
              return unlock(name, world, some.length > 0 ? some : uuids, random.pick(['email', 'phone']));
            },
          },
          { weight: 2, call: () => makeJob(random) },
          {
            weight: paused ? 4 : 0,
            call: () => resume(name, job_id as string, job as ServerDependencies['jobs'][string]),
          },
          { weight: job ? 2 : 0, call: () => removeJob(job_id as string) },
          { weight: 2, call: () => setCredits(random.integerBelow(2 * credits)) },
          { weight: 2, call: () => fail(500 + random.integerBelow(50)) },
          {
            weight: 1,
            call: () => ({
              ...cleared('DELETE', `${at}/faults`, world),
              after: (before) => ({ ...before, faults: [] }),
            }),
          },
          { weight: 0.5, call: () => snapshot('PUT', random.integerBelow(2)) },
          {
            weight: world.snapshots.length > 0 ? 0.5 : 0,
            call: () => snapshot('DELETE', Number(world.snapshots[0]?.at(-1))),
          },
          { weight: 0.5, call: () => cleared('POST', `${at}/reset`, make.after(nothing)) },
          { weight: 0.5, call: () => cleared('DELETE', at, nothing) },
        ])
        .call();
    },

    nothing,

    /** What is seen of it, by a function that asks for a path. */
    seen: async (get: Get): Promise<ServerDependencies> => {
      const [names, account, wallet, jobs, faults, clock, search] = await Promise.all([
        get('/__mock/snapshots'),
        get(at),
        get(`${at}/credits`),
        get(`${at}/jobs`),
        get(`${at}/faults`),
        get(`${at}/clock`),
        get('/external/search/?limit=100', token(name)),
      ]);
      const snapshots = (names.json() as SnapshotList).snapshots.filter((each) => each.startsWith(`${name}-`));
      if (account.status === 404) return { ...nothing, snapshots };
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

export type AccountClient = ReturnType<typeof tenant>;
