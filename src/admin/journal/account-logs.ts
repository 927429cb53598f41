/** How many entries an account keeps at least, and how many are returned at most. Callers without an account have a log, too. */
export const entriesPerAccount = 10_000;

/** Trim to this fraction of the limit. Removing many entries at once keeps the cost per entry low. */
const fillAfterTrim = 7 / 8;

/** The entries of one account. */
type Log<T> = {
  /** Oldest first. */
  entries: T[];
  /** The sum of what the entries count for. */
  count: number;
  bytes: number;
  /** The sum of what removed entries counted for. */
  dropped: number;
  /** How many entries were removed. */
  removed: number;
};

/** The latest entries of an account, oldest first, and the sum of what removed entries counted for. */
export type LogContents<T> = { entries: readonly T[]; dropped: number };

/** An entry, and the sum of what all entries before it count for. */
export type CountedEntry<T> = { entry: T; before: number };

type Options<T> = {
  /** The limit for the entries of all accounts together, in bytes. */
  maxBytes: number;
  bytesOf: (entry: T) => number;
  /** How many entries one counts for. Default: 1. */
  countOf?: (entry: T) => number;
};

/**
 * Creates logs that keep the latest entries of each account in memory. An account with more than 10,000 entries loses its
 * oldest ones. If all accounts together take too many bytes, the accounts that take the most lose their oldest entries: a
 * noisy account never removes the entries of a quiet one.
 */
export const createAccountLogs = <T>({ maxBytes, bytesOf, countOf = () => 1 }: Options<T>) => {
  const logs = new Map<string | null, Log<T>>();
  let bytes = 0;

  /** Removes the oldest entries while the condition holds for them. */
  const dropWhile = (log: Log<T>, isTooMuch: (oldest: T) => boolean): void => {
    let removed = 0;
    for (const oldest of log.entries) {
      if (!isTooMuch(oldest)) break;
      log.count -= countOf(oldest);
      log.dropped += countOf(oldest);
      log.bytes -= bytesOf(oldest);
      bytes -= bytesOf(oldest);
      removed += 1;
    }
    log.removed += removed;
    if (removed > 0) log.entries = log.entries.slice(removed);
  };

  const dropOverCount = (log: Log<T>): void =>
    dropWhile(log, (oldest) => log.count - countOf(oldest) >= entriesPerAccount);

  /** How many bytes one log may have so that all logs together have no more than the total. */
  const maxBytesPerLog = (total: number): number => {
    const sizes = [...logs.values()].map((log) => log.bytes).sort((a, b) => a - b);
    let left = total;
    for (const [index, size] of sizes.entries()) {
      const share = left / (sizes.length - index);
      if (size > share) return share;
      left -= size;
    }
    return total;
  };

  const trim = (): void => {
    const level = maxBytesPerLog(maxBytes * fillAfterTrim);
    for (const log of logs.values()) dropWhile(log, () => log.bytes > level);
  };

  const logOf = (account: string | null): Log<T> => {
    const log = logs.get(account) ?? { entries: [], count: 0, bytes: 0, dropped: 0, removed: 0 };
    logs.set(account, log);
    return log;
  };

  const replaceIn = (log: Log<T>, change: (entry: T) => T, share: number): void => {
    dropOverCount(log);
    const changed: T[] = [];
    let size = 0;
    for (const entry of log.entries.toReversed()) {
      if (size > share) break;
      const next = change(entry);
      changed.push(next);
      size += bytesOf(next);
    }
    let surplus = log.entries.length - changed.length;
    dropWhile(log, () => surplus-- > 0);
    bytes += size - log.bytes;
    log.entries = changed.reverse();
    log.bytes = size;
  };

  /** The entries that were added before the entry with the number `end`. */
  function* entriesOf(log: Log<T>, end: number): Generator<CountedEntry<T>> {
    let [at, before] = [log.removed, log.dropped];
    while (at < end) {
      if (at < log.removed) [at, before] = [log.removed, log.dropped];
      const entry = log.entries[at - log.removed];
      if (at >= end || entry === undefined) return;
      const counts = countOf(entry);
      yield { entry, before };
      at += 1;
      before += counts;
    }
  }

  return {
    add: (account: string | null, entry: T): void => {
      const log = logOf(account);
      log.entries.push(entry);
      log.count += countOf(entry);
      log.bytes += bytesOf(entry);
      bytes += bytesOf(entry);
      // Removing entries one by one would copy the list for each of them.
      if (log.count >= 2 * entriesPerAccount) dropOverCount(log);
      if (bytes > maxBytes) trim();
    },

    read: (account: string | null): LogContents<T> => {
      const log = logs.get(account);
      if (!log) return { entries: [], dropped: 0 };
      dropOverCount(log);
      return { entries: log.entries.slice(), dropped: log.dropped };
    },

    /**
     * The entries that an account has now, oldest first. Each is looked up when the iteration reaches it, so an iteration
     * that pauses keeps none of them in memory. An entry that is removed before that is left out.
     */
    each: (account: string | null): Iterable<CountedEntry<T>> => {
      const log = logs.get(account);
      return log ? entriesOf(log, log.removed + log.entries.length) : [];
    },

    /**
     * Replaces each entry of some accounts by another one that counts for as much. Each account has an equal share of the
     * limit, and what accounts with few entries do not use of theirs. The newest entries are replaced first. Once they take
     * more than the share, the older ones are removed.
     */
    replaceEach: (accounts: readonly (string | null)[], change: (entry: T) => T): void => {
      const found = accounts.flatMap((account) => logs.get(account) ?? []).sort((a, b) => a.count - b.count);
      let left = maxBytes;
      for (const [index, log] of found.entries()) {
        replaceIn(log, change, left / (found.length - index));
        left -= log.bytes;
      }
      if (bytes > maxBytes) trim();
    },

    /** The accounts that have a log; null for callers without an account. */
    accounts: (): (string | null)[] => [...logs.keys()],

    /** How many bytes the entries of all accounts take. */
    bytes: (): number => bytes,

    clear: (account: string | null): void => {
      const log = logs.get(account);
      if (log) dropWhile(log, () => true);
      logs.delete(account);
    },

    clearAll: (): void => {
      for (const log of logs.values()) dropWhile(log, () => true);
      logs.clear();
      bytes = 0;
    },
  };
};
