import type { Account } from '../db/repositories/account-repository.ts';
import type { FindingKind } from '../domain/finding-kinds.ts';
import type { FaultMatch } from './faults/match-faults.ts';
import type { JournalTicket } from './journal/journal.ts';
import type { Finding } from './linter/finding.ts';

/** The data of the admin API about one call of the emulated API: `request.exchange.observation`. */
export type Observation = {
  /** The id of the journal's entry, which is the id of the request as well. */
  ticket: JournalTicket;
  /** When the request came, in milliseconds since 1970, on the machine's clock. */
  receivedAt: number;
  /** When the request came, as `performance.now()` counts. */
  startedAt: number;
  /** The account of a call that was delayed, as it was before the delay. */
  account: Account | undefined;
  /** The faults that apply to the call. */
  faultMatch: FaultMatch | undefined;
  /** How many bytes of the body were sent, if a fault cuts the answer off or slows it down. */
  cutBytes: number | undefined;
  /** The findings that are reported. */
  findings: Finding[];
  /** The kinds of all findings, including those that the account has muted. */
  findingKinds: Set<FindingKind>;
  /** Whether the mock refused the call itself, because of --strict or of a wrong Prefer header. */
  isRefused: boolean;
  /** Whether a person in the answer is unlocked. */
  hasUnlockedPerson: boolean;
  /** Whether the call is in the journal already. */
  isRecorded: boolean;
};

declare module '../api/exchange.ts' {
  interface Exchange {
    /** Set while the admin API is attached. */
    observation?: Observation;
  }
}

/** @param receivedAt milliseconds since 1970, on the machine's clock */
export const createObservation = (ticket: JournalTicket, receivedAt: number): Observation => ({
  ticket,
  receivedAt,
  startedAt: performance.now(),
  account: undefined,
  faultMatch: undefined,
  cutBytes: undefined,
  findings: [],
  findingKinds: new Set(),
  isRefused: false,
  hasUnlockedPerson: false,
  isRecorded: false,
});
