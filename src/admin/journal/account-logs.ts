/** How many entries are kept for each account at least, and given at most. Callers without an account have a log as well. */
export const entriesPerAccount = 10_000;

/** How full the logs are after a trim: so much is removed at a time that each entry costs next to nothing. */
const leftAfterTrim = 7 / 8;

/**
 * The entries of one account, oldest first; how much they are; how much the older ones counted for that were removed, and
 * how many these were.
 */
type Log<T> = { entries: T[]; count: number; bytes: number; dropped: number; removed: number };

/** The latest entries of an account, oldest first, and how many older ones were removed. */
export type Kept<T> = { entries: readonly T[]; dropped: number };

/** An entry, and how much all entries before it counted for. */
export type Placed<T> = { entry: T; before: number };

type Options<T> = {
  /** How many bytes the entries of all accounts take at most. */
  maxBytes: number;
  bytesOf: (entry: T) => number;
  /** How many entries one counts for. Default: 1. */
  countOf?: (entry: T) => number;
};

/**
 * The latest entries of each account, in memory. An account that has more than 10,000 loses its oldest. Where all
 * accounts together take too many bytes, those that take the most lose their oldest: a noisy account never removes
 * what a quiet one has.
 */
export const openAccountLogs = <T>({ maxBytes, bytesOf, countOf = () => 1 }: Options<T>) => {
  const logs = new Map<string | null, Log<T>>();
  let bytes = 0;

  /** Removes the oldest entries for as long as there is one to remove. */
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

  /** How many bytes each log may have so that all of them have no more than this. */
  const levelFor = (total: number): number => {
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
    const level = levelFor(maxBytes * leftAfterTrim);
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
  /** Entries up to the one before which `end` were added. */
  function* entriesOf(log: Log<T>, end: number): Generator<Placed<T>> {
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
      // To remove one at a time would copy the list for each entry.
      if (log.count >= 2 * entriesPerAccount) dropOverCount(log);
      if (bytes > maxBytes) trim();
    },

    read: (account: string | null): Kept<T> => {
      const log = logs.get(account);
      if (!log) return { entries: [], dropped: 0 };
      dropOverCount(log);
      return { entries: log.entries.slice(), dropped: log.dropped };
    },

    /**
     * The entries that an account has now, oldest first, each looked up when it is asked for: one that is removed before
     * that is left out, so whoever stops asking keeps none of them in memory.
     */
    each: (account: string | null): Iterable<Placed<T>> => {
      const log = logs.get(account);
      return log ? entriesOf(log, log.removed + log.entries.length) : [];
    },

    /**
     * Puts another entry, which counts for as many, in the place of each entry of some accounts. Each account has a share of
     * the bytes that all may take, and what those with few entries leave of theirs. The newest entries are made first, and
     * none once they take more than the share: the older ones are removed.
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

    /** Those who have a log; null is for callers without an account. */
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
