import type { FindingKind } from '../domain/finding-kinds.ts';
import type { JobStatus, TimelineStep } from '../domain/job-state.ts';
import type { Person } from '../domain/person.ts';
import type { StoredRecord } from '../domain/record-fields.ts';

/** An account of the initial state. Times are milliseconds since 1970, UTC. */
export type InitialAccount = {
  name: string;
  kind: 'live' | 'test';
  active: boolean;
  /** Credits that the account has at the start: the first entry of its ledger. */
  credits: number;
  credited_at: number;
  /** Calls per UTC day (E6); null for no limit. */
  daily_quota: number | null;
  tokens: readonly { token: string; state: 'valid' | 'expired' | 'revoked' }[];
  mute_findings: readonly FindingKind[];
};

/** A job of the initial state. */
export type InitialJob = {
  account: string;
  job_id: string;
  category: 'contact' | 'account';
  tier: 'quick' | 'standard' | 'pro';
  status: JobStatus;
  fields_to_enrich: readonly string[];
  /** How many records are done. Default: all. */
  processed: number | undefined;
  timeline: readonly TimelineStep[];
  /** Default: when the initial state is created. */
  submitted_at: number | undefined;
  /** Default: when the job was submitted. */
  updated_at: number | undefined;
};

type InitialUnlock = { account: string; uuid: string; email: boolean; phone: boolean };

/** The data that takes long to generate. It is generated once and then kept in the seed database. */
type GeneratedData = {
  /** In the order of S4. The iterable may throw, for example if an unlock names a person who is not among them. */
  people: Iterable<Person>;
  /** For each job, in the order of `jobs`, its records. */
  recordsOfJobs: readonly Iterable<StoredRecord>[];
};

/** The data of a new mock: people and records for the seed database, and accounts, jobs and unlocks for the initial state. */
export type InitialData = {
  /** The seed, the number of people and the hash of the fixtures. They determine all data. */
  origin: { seed: number; people: number; fixtures: string };
  accounts: readonly InitialAccount[];
  jobs: readonly InitialJob[];
  unlocks: readonly InitialUnlock[];
  /** The canonical enrichment columns of a CSV in their order (R14, R15). */
  canonicalColumns: readonly string[];
  /** Called only if no prepared data is found, because loading the generators takes long. */
  generate: () => Promise<GeneratedData>;
};

/** Returns the text with which a state file identifies the seed, the number of people and the fixtures of its data. */
export const describeOrigin = ({ origin: { seed, people, fixtures } }: InitialData): string =>
  JSON.stringify({ seed, people, fixtures });
