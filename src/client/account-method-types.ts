import type { RequestsQuery } from '../admin/schemas/query-parameters.ts';
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
  FaultView,
  JobView,
  JournalEntry,
  RequestFinding,
} from '../admin/schemas/response-bodies.ts';

export type RequestsFilter = Partial<RequestsQuery>;

/** The methods that manage injected faults. */
export type FaultMethods = {
  /** Makes later calls fail as the fault describes. */
  injectFault: (fault: FaultBody) => Promise<FaultView>;
  /** Returns all faults, each with the number of calls in which it fired. */
  faults: () => Promise<FaultView[]>;
  /** Changes one fault, for example `{ enabled: false }`. Fields that are not named stay; null removes a field. */
  updateFault: (id: number, change: FaultChange) => Promise<FaultView>;
  /** Removes the fault with this id or, without an id, all faults. */
  clearFaults: (id?: number) => Promise<void>;
};

/** The methods that control one account, under the names that stay. */
export type AccountMethods = FaultMethods & {
  name: string;
  token: string;
  /** Returns the account. */
  get: () => Promise<AccountView>;
  /** Creates a job. Without `records` the job gets 10 generated records, or as many as `generate` says. */
  createJob: (job?: JobBody) => Promise<JobView>;
  /** Returns one job. */
  getJob: (jobId: string) => Promise<JobView>;
  /** Returns all jobs, newest first. */
  jobs: () => Promise<JobView[]>;
  deleteJob: (jobId: string) => Promise<void>;
  updateJob: (jobId: string, change: JobChange) => Promise<JobView>;
  /** From now on Search finds only these people for this account. Returns their UUIDs. */
  setPeople: (people: PeopleBody) => Promise<string[]>;
  /** From now on Search finds the shared people again. */
  useSharedPeople: () => Promise<void>;
  /** Removes the account's unlock of a person. */
  lock: (uuid: string) => Promise<void>;
  unlock: (uuid: string, ...types: ('email' | 'phone')[]) => Promise<void>;
  clock: {
    now: () => Promise<ClockView>;
    set: (clock: ClockBody) => Promise<ClockView>;
    /** @param ms milliseconds */
    advance: (ms: number) => Promise<ClockView>;
  };
  /** Returns the requests of the client and their answers, oldest first. */
  requests: (filter?: RequestsFilter) => Promise<JournalEntry[]>;
  /** Returns the number of requests that match the filter. */
  countRequests: (filter?: Omit<RequestsFilter, 'limit'>) => Promise<number>;
  /** Returns the client's mistakes that the vendor accepts without a word, oldest first. */
  findings: () => Promise<RequestFinding[]>;
  /** Empties the account's request journal. */
  clearRequests: () => Promise<void>;
  /** Returns the balance and the ledger of the account. */
  credits: () => Promise<CreditsView>;
  /** Returns the unmasked email and phone values that the client received, oldest first. */
  disclosures: () => Promise<Disclosure[]>;
  /** Changes the account: credits, quota, whether it is active, whether its token is expired, muted findings. */
  update: (change: AccountChange) => Promise<AccountView>;
  /** Restores the account to its state right after its creation. */
  reset: () => Promise<void>;
  /** Deletes the account. Its token is refused from then on. */
  delete: () => Promise<void>;
};
