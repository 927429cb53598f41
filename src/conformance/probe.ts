import type { Basis, ClauseId } from '../domain/clauses.ts';
import type { ApiClient, JobKind } from './api-client.ts';

/** A check of a part of a clause. */
export type Probe = {
  clause: ClauseId;
  /** The basis of the part of the clause that this probe checks. */
  basis: readonly Basis[];
  title: string;
  /** The kinds of job that the probe needs. It is skipped if no option names one of them. */
  neededJobs?: readonly JobKind[];
  /** @throws Mismatch if the server differs from the clause; Skipped if its data does not allow the check */
  run: (api: ApiClient) => Promise<void>;
};

/** A part of a clause that the check never tries. */
export type SkippedProbe = {
  clause: ClauseId;
  /** Set if it is only a part of the clause. */
  basis?: readonly Basis[];
  title: string;
  skipReason: string;
};
