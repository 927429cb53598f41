import type { JournalEntry } from '../schemas/response-bodies.ts';
import type { LogContents } from './account-log.ts';
import { type JournalFilter, matchesFilter, type StoredEntry, toJournalEntry } from './journal-entry.ts';

/** Entries of the journal. They are created while they are iterated over, since many take much memory. */
export type JournalPart = {
  /** How many entries there are now. */
  count: number;
  /** Oldest first. An entry that is removed before it is reached is left out. */
  entries: Iterable<JournalEntry>;
  /** How many older entries were removed. Known after `entries` were iterated over. */
  dropped: () => number;
};

/** How many consecutive ids are looked up together. Their entries stay in memory while a client does not read. */
const idsPerLookup = 100;

type ReadLogs = () => LogContents<StoredEntry>[];

/** How many entries match a filter, the ids of the first one to return and of the newest, and how many were removed. */
const findRange = (readLogs: ReadLogs, filter: JournalFilter, limit = Number.POSITIVE_INFINITY) => {
  const logs = readLogs();
  const ids = logs.flatMap(({ entries }) =>
    entries.filter((entry) => matchesFilter(entry, filter)).map(({ id }) => id),
  );
  ids.sort((a, b) => a - b);
  return {
    count: ids.length,
    first: ids[Math.max(0, ids.length - limit)] ?? Number.POSITIVE_INFINITY,
    newest: ids.at(-1) ?? 0,
    dropped: logs.reduce((sum, { dropped }) => sum + dropped, 0),
  };
};

/** The oldest of the entries that match a filter, from one id up to another, in order. */
const findEntries = (readLogs: ReadLogs, filter: JournalFilter, from: number, newest: number): StoredEntry[] => {
  const isWanted = (entry: StoredEntry): boolean =>
    entry.id >= from && entry.id <= newest && matchesFilter(entry, filter);
  const entries = readLogs().flatMap((log) => log.entries.filter(isWanted));
  const oldest = entries.reduce((lowest, { id }) => Math.min(lowest, id), Number.POSITIVE_INFINITY);
  return entries.filter(({ id }) => id < oldest + idsPerLookup).sort((a, b) => a.id - b.id);
};

/**
 * Reads the latest entries that match a filter.
 * @param readLogs the logs to read, as they are now
 * @param isCurrent whether ids still belong to the same calls
 * @param limit how many entries at most. Default: all
 */
export const readEntries = (
  readLogs: ReadLogs,
  isCurrent: () => boolean,
  filter: JournalFilter,
  limit?: number,
): JournalPart => {
  const { count, first, newest, dropped } = findRange(readLogs, filter, limit);
  const wanted = Math.min(count, limit ?? count);
  let returned = 0;
  function* entries(): Generator<JournalEntry> {
    for (let from = first; from <= newest && isCurrent(); ) {
      const found = findEntries(readLogs, filter, from, newest);
      if (found.length === 0) return;
      for (const entry of found) {
        returned += 1;
        yield toJournalEntry(entry);
      }
      from = (found[0] as StoredEntry).id + idsPerLookup;
    }
  }
  return { count, entries: entries(), dropped: () => dropped + wanted - returned };
};
