import type { Endpoint } from '../../api/endpoints.ts';
import { createLruCache, type LruCache } from '../../lib/lru-cache.ts';
import { adminMemoryBounds } from '../admin-memory-bounds.ts';

/** A moment on the account's clock and on the machine's clock, in milliseconds since 1970. */
export type Moment = { at: number; machine: number };

/** A Retry-After header that was sent. */
export type Wait = {
  status: number;
  /** The hash of the URL that was called. */
  urlHash: string;
  /** Calls between these two moments are too early. */
  since: Moment;
  until: Moment;
  /** Whether a call that came too early was reported already. */
  isReported: boolean;
};

/** A poll of a job: when it came, on the account's clock, and the `updated_at` of its answer. Both in milliseconds since 1970. */
type Poll = { at: number; updated_at: number };

/** Earlier calls of an account, with which the linter compares its next calls. */
export type AccountHistory = {
  /** The waits after Retry-After headers: for one endpoint, or for all endpoints. */
  waits: Map<Endpoint | 'any', Wait>;
  /** The last poll of each job, by job id. */
  polls: LruCache<string, Poll>;
};

/** The number of polled jobs that the history of an account keeps. */
const maxPolls = 1000;

/** The history of an account before its first call. */
export const createHistory = (): AccountHistory => ({ waits: new Map(), polls: createLruCache(maxPolls) });

/** Measured sizes: a poll with its entry in the map, and a history without polls. */
const bytesPerPoll = 200;
const bytesPerHistory = 1500;

const measureBytes = ({ polls }: AccountHistory): number => bytesPerHistory + bytesPerPoll * polls.size();

/**
 * Creates the histories of all accounts. Over the limit, it removes the histories of the accounts that have not called for the
 * longest time.
 */
export const createAccountHistories = (maxBytes: number = adminMemoryBounds.findings) => {
  // A map keeps the order in which its keys were set: the least recent first.
  const entries = new Map<string, { history: AccountHistory; bytes: number }>();
  let bytes = 0;

  const remove = (account: string): void => {
    bytes -= entries.get(account)?.bytes ?? 0;
    entries.delete(account);
  };

  return {
    /** An account's history. Its size is measured again with the account's next call. */
    get: (account: string): AccountHistory => {
      const history = entries.get(account)?.history ?? createHistory();
      remove(account);
      const size = measureBytes(history);
      entries.set(account, { history, bytes: size });
      bytes += size;
      for (const [oldest] of entries) {
        if (bytes <= maxBytes || oldest === account) break;
        remove(oldest);
      }
      return history;
    },

    /** Ends all waits of an account. Call it when the quota of the account changes. */
    clearWaits: (account: string): void => entries.get(account)?.history.waits.clear(),

    /** How many bytes all histories take, as an estimate. */
    bytes: (): number => bytes,

    /** Removes the history of an account. Call it when the journal of the account is cleared. */
    clear: remove,

    clearAll: (): void => {
      entries.clear();
      bytes = 0;
    },
  };
};

export type AccountHistories = ReturnType<typeof createAccountHistories>;
