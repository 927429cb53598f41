import { createLruCache } from '../../lib/lru-cache.ts';
import { adminMemoryBounds } from '../admin-memory-bounds.ts';
import { createBoundedAccountLogs } from './bounded-account-logs.ts';
import { createEntry, type JournalFilter, measureEntry, type NewEntry, type StoredEntry } from './journal-entry.ts';
import { type JournalPart, readEntries } from './read-entries.ts';

/** The place of a call in the journal: its id, and the generation of the journal that it belongs to. */
export type JournalTicket = { id: number; generation: number };

/** For how many accounts the journal remembers when it was cleared: more than can have a call in progress. */
const maxClears = 20_000;

/**
 * Creates the journal: the latest calls of each account, in memory.
 * @param maxBytes how many bytes the entries of all accounts take at most
 */
export const createJournal = (maxBytes: number = adminMemoryBounds.journal) => {
  const logs = createBoundedAccountLogs<StoredEntry>({ maxBytes, measureBytes: measureEntry });
  /** The last id before an account's journal was cleared: calls that were in progress then are not written any more. */
  const clearedAt = createLruCache<string | null, number>(maxClears);
  let lastId = 0;
  let generation = 0;

  const clearAll = (): void => {
    logs.clearAll();
    clearedAt.clear();
    generation += 1;
  };

  return {
    /** Continues the ids after one that was used before this start. */
    continueAfter: (id: number): void => {
      lastId = Math.max(lastId, id);
    },

    /** Reserves the id of a call when it comes. */
    startEntry: (): JournalTicket => {
      lastId += 1;
      return { id: lastId, generation };
    },

    /** Adds a call when it ends, unless the journal was cleared since it came. */
    add: (ticket: JournalTicket, entry: NewEntry): void => {
      const isCurrent = ticket.generation === generation && ticket.id > (clearedAt.get(entry.account) ?? 0);
      if (isCurrent) logs.add(entry.account, createEntry(ticket.id, entry));
    },

    /**
     * The latest entries that match the filter.
     * @param account undefined for all accounts and callers without one
     * @param limit how many at most. Default: all
     */
    read: (account: string | undefined, filter: JournalFilter, limit?: number): JournalPart => {
      const readLogs = () => (account === undefined ? logs.accounts() : [account]).map(logs.read);
      const generationAtStart = generation;
      return readEntries(readLogs, () => generation === generationAtStart, filter, limit);
    },

    /** How many bytes the entries take, as an estimate. */
    bytes: logs.bytes,

    clear: (account: string): void => {
      clearedAt.set(account, lastId);
      logs.clear(account);
    },

    /** Removes all entries. Ids continue, since credits and disclosures refer to earlier ones. */
    clearAll,

    /** Removes all entries, and starts ids at 1 again. All data that refers to ids must be removed, too. */
    restart: (): void => {
      clearAll();
      lastId = 0;
    },
  };
};

export type Journal = ReturnType<typeof createJournal>;
