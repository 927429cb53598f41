import { AccountLog, type CountedEntry, type EntrySizes, type LogContents } from './account-log.ts';

/** Trim to this fraction of the limit. Removing many entries at once keeps the cost per entry low. */
const fillAfterTrim = 7 / 8;

type Options<T> = EntrySizes<T> & {
  /** The limit for the entries of all accounts together, in bytes. */
  maxBytes: number;
};

/** How many bytes one log may have so that all logs together have no more than the total. */
const computeMaxBytesPerLog = (sizes: readonly number[], total: number): number => {
  let left = total;
  for (const [index, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const share = left / (sizes.length - index);
    if (size > share) return share;
    left -= size;
  }
  return total;
};

/**
 * Creates logs that keep the latest entries of each account in memory. If all accounts together take too many bytes, the oldest
 * entries of the largest logs are removed. So an account with many entries never removes the entries of another account.
 */
export const createBoundedAccountLogs = <T>({ maxBytes, ...sizes }: Options<T>) => {
  const logs = new Map<string | null, AccountLog<T>>();
  let bytes = 0;

  /** Does something with a log, and updates the bytes of all logs. */
  const update = <Result>(log: AccountLog<T>, work: () => Result): Result => {
    const before = log.bytes;
    const result = work();
    bytes += log.bytes - before;
    return result;
  };

  const trimIfFull = (): void => {
    if (bytes <= maxBytes) return;
    const max = computeMaxBytesPerLog(
      [...logs.values()].map((log) => log.bytes),
      maxBytes * fillAfterTrim,
    );
    for (const log of logs.values()) update(log, () => log.dropWhile(() => log.bytes > max));
  };

  const clear = (account: string | null): void => {
    const log = logs.get(account);
    // An iteration that is in progress must not keep the entries.
    if (log) update(log, () => log.dropWhile(() => true));
    logs.delete(account);
  };

  return {
    add: (account: string | null, entry: T): void => {
      const log = logs.get(account) ?? new AccountLog(sizes);
      logs.set(account, log);
      update(log, () => log.add(entry));
      trimIfFull();
    },

    read: (account: string | null): LogContents<T> => {
      const log = logs.get(account);
      return log ? update(log, () => log.read()) : { entries: [], dropped: 0 };
    },

    /** Iterates over the current entries of an account, as AccountLog does. */
    iterate: (account: string | null): Iterable<CountedEntry<T>> => logs.get(account)?.iterate() ?? [],

    /**
     * Replaces each entry of some accounts by another entry with the same number of items. All accounts share the limit equally.
     * Accounts with many entries also use the bytes that accounts with few entries do not need.
     */
    replaceEntries: (accounts: readonly (string | null)[], change: (entry: T) => T): void => {
      const changed = accounts.flatMap((account) => logs.get(account) ?? []).sort((a, b) => a.count - b.count);
      let left = maxBytes;
      for (const [index, log] of changed.entries()) {
        const share = left / (changed.length - index);
        update(log, () => log.replaceEntries(change, share));
        left -= log.bytes;
      }
      trimIfFull();
    },

    /** The accounts that have a log; null for callers without an account. */
    accounts: (): (string | null)[] => [...logs.keys()],

    /** How many bytes the entries of all accounts take. */
    bytes: (): number => bytes,

    clear,

    clearAll: (): void => {
      for (const account of [...logs.keys()]) clear(account);
    },
  };
};
