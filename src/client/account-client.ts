import type { RequestsQuery } from '../admin/schemas/queries.ts';
import type {
  AccountChange,
  ClockBody,
  FaultBody,
  FaultChange,
  JobBody,
  JobChange,
  PeopleBody,
} from '../admin/schemas/request-bodies.ts';
import type {
  AccountView,
  ClockView,
  CreditsView,
  Disclosure,
  DisclosureList,
  FaultList,
  FaultView,
  FindingList,
  JobList,
  JobView,
  JournalEntry,
  PeopleView,
  RequestCount,
  RequestFinding,
  RequestList,
} from '../admin/schemas/views.ts';
import type { Call } from './admin-client.ts';

export type RequestsFilter = Partial<RequestsQuery>;

/** What makes calls fail. */
export type Faulty = {
  /** Makes the next calls fail, as the fault says. */
  fail: (fault: FaultBody) => Promise<FaultView>;
  /** All faults, with how often each fired. */
  faults: () => Promise<FaultView[]>;
  /** Changes one fault, such as `{ enabled: false }`; what is not named stays, and null takes a field away. */
  changeFault: (id: number, change: FaultChange) => Promise<FaultView>;
  /** Takes one fault away, or all. */
  heal: (id?: number) => Promise<void>;
};

/** One account: what it is steered by. Each verb throws an Error that says what is wrong where it can't be done. */
export type Tenant = Faulty & {
  name: string;
  token: string;
  /** The account as it is. */
  view: () => Promise<AccountView>;
  /** Makes a job. Without records of its own, it has 10 made-up ones, or as many as `generate` says. */
  job: (job?: JobBody) => Promise<JobView>;
  /** A job as it stands. */
  findJob: (jobId: string) => Promise<JobView>;
  /** All jobs, newest first. */
  jobs: () => Promise<JobView[]>;
  deleteJob: (jobId: string) => Promise<void>;
  changeJob: (jobId: string, change: JobChange) => Promise<JobView>;
  /** From now on the account searches these people alone; gives their UUIDs. */
  people: (people: PeopleBody) => Promise<string[]>;
  /** Goes back to the shared people. */
  sharedPeople: () => Promise<void>;
  /** Takes an unlock back. */
  lock: (uuid: string) => Promise<void>;
  unlock: (uuid: string, ...what: ('email' | 'phone')[]) => Promise<void>;
  clock: {
    now: () => Promise<ClockView>;
    set: (clock: ClockBody) => Promise<ClockView>;
    /** @param ms milliseconds */
    advance: (ms: number) => Promise<ClockView>;
  };
  /** What the client sent and got, oldest first. */
  requests: (filter?: RequestsFilter) => Promise<JournalEntry[]>;
  /** How many requests meet the filter. */
  count: (filter?: Omit<RequestsFilter, 'limit'>) => Promise<number>;
  /** What the vendor would have let pass of it in silence, oldest first. */
  findings: () => Promise<RequestFinding[]>;
  /** Empties the account's journal. */
  forget: () => Promise<void>;
  /** The wallet: its balance, and every movement. */
  credits: () => Promise<CreditsView>;
  /** Which unmasked email and phone values the client was given, oldest first. */
  disclosures: () => Promise<Disclosure[]>;
  /** Changes the account: its credits, quota, whether it is active or its token expired, which findings are muted. */
  change: (change: AccountChange) => Promise<AccountView>;
  /** Puts the account back as it was when it was made. */
  reset: () => Promise<void>;
  /** Deletes the account; its token is refused from then on. */
  delete: () => Promise<void>;
};

const query = (filter: RequestsFilter = {}): URLSearchParams => {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]));
};

/** The verbs for the faults below a path. */
export const faultVerbs = (call: Call, path: string): Faulty => ({
  fail: (fault) => call('POST', path, fault),
  faults: async () => (await call<FaultList>('GET', path)).faults,
  changeFault: (id, change) => call('PATCH', `${path}/${encodeURIComponent(id)}`, change),
  heal: (id) => call('DELETE', id === undefined ? path : `${path}/${id}`),
});

/** The verbs for one account. */
export const tenant = (call: Call, { name, token }: { name: string; token: string }): Tenant => {
  const at = (path: string): string => `/accounts/${encodeURIComponent(name)}${path}`;
  return {
    name,
    token,
    view: () => call('GET', at('')),
    job: (job = {}) => call('POST', at('/jobs'), job),
    jobs: async () => (await call<JobList>('GET', at('/jobs'))).jobs,
    deleteJob: (jobId) => call('DELETE', at(`/jobs/${encodeURIComponent(jobId)}`)),
    findJob: (jobId) => call('GET', at(`/jobs/${encodeURIComponent(jobId)}`)),
    changeJob: (jobId, change) => call('PATCH', at(`/jobs/${encodeURIComponent(jobId)}`), change),
    people: async (people) => (await call<PeopleView>('PUT', at('/people'), people)).uuids,
    sharedPeople: () => call('DELETE', at('/people')),
    lock: (uuid) => call('DELETE', at(`/unlocks/${encodeURIComponent(uuid)}`)),
    unlock: (uuid, ...what) =>
      call('PUT', at(`/unlocks/${encodeURIComponent(uuid)}`), Object.fromEntries(what.map((each) => [each, true]))),
    ...faultVerbs(call, at('/faults')),
    clock: {
      now: () => call('GET', at('/clock')),
      set: (clock) => call('PUT', at('/clock'), clock),
      advance: (ms) => call('POST', at('/clock/advance'), { ms }),
    },
    requests: async (filter) => (await call<RequestList>('GET', at(`/requests?${query(filter)}`))).requests,
    count: async (filter) => (await call<RequestCount>('GET', at(`/requests/count?${query(filter)}`))).count,
    findings: async () => (await call<FindingList>('GET', at('/findings'))).findings,
    forget: () => call('DELETE', at('/requests')),
    credits: () => call('GET', at('/credits')),
    disclosures: async () => (await call<DisclosureList>('GET', at('/disclosures'))).disclosures,
    change: (change) => call('PATCH', at(''), change),
    reset: () => call('POST', at('/reset')),
    delete: () => call('DELETE', at('')),
  };
};
