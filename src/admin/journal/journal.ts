import { getPath } from '../../api/endpoints.ts';
import { copyText } from '../../lib/copy-text.ts';
import { toIsoTime } from '../../lib/iso-time.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { adminMemoryBounds } from '../admin-memory-bounds.ts';
import type { JournalEntry } from '../schemas/response-bodies.ts';
import { createAccountLogs, type LogContents } from './account-logs.ts';

/** What a call adds to the journal. The rest of an entry is derived from it when the entry is read. */
export type NewEntry = Omit<JournalEntry, 'id' | 'at' | 'path' | 'query' | 'url_truncated'> & {
  /** When the call came, in milliseconds since 1970, on the account's clock. */
  at: number;
  url: string;
};

type StoredEntry = NewEntry & { id: number; url_truncated: boolean };

/** How many characters of a URL the journal keeps. */
const maxUrlLength = 2048;

/** The first 2,048 characters of a URL, without a percent-encoded letter that would be cut in two. */
const beginningOf = (url: string): string => {
  if (url.length <= maxUrlLength) return url;
  const whole = url.slice(0, maxUrlLength).replace(/%[0-9a-f]?$/i, '');
  // In UTF-8, a letter may have several bytes: its first byte, and fewer further bytes than the letter needs.
  return whole.replace(/%[c-f][0-9a-f](?:%[89ab][0-9a-f]){0,2}$/i, (letter) => {
    try {
      decodeURIComponent(letter);
      return letter;
    } catch {
      return '';
    }
  });
};

/** Copies the texts of an entry, so that it keeps nothing of its request alive. */
const createEntry = (id: number, entry: NewEntry): StoredEntry => ({
  id,
  ...entry,
  url: copyText(beginningOf(entry.url)),
  url_truncated: entry.url.length > maxUrlLength,
});

/** Measured: an entry with a short URL; and a finding without its message. */
const bytesPerEntry = 450;
const bytesPerFinding = 100;

const bytesOf = ({ url, findings }: StoredEntry): number =>
  bytesPerEntry + url.length + findings.reduce((sum, { message }) => sum + bytesPerFinding + message.length, 0);

const viewOf = (entry: StoredEntry): JournalEntry => {
  const { id, at, account, token, endpoint, method, url, url_truncated, duration_ms, ...rest } = entry;
  const [, query = ''] = url.split(/\?(.*)/s, 2);
  return {
    id,
    at: toIsoTime(at),
    account,
    token,
    endpoint,
    method,
    path: getPath(url),
    query: Object.fromEntries(new URLSearchParams(`&${query}`)),
    url_truncated,
    duration_ms: Math.round(duration_ms * 1000) / 1000,
    ...rest,
  };
};

export type JournalFilter = { endpoint?: string; status?: number; since?: string };

const matches = (entry: StoredEntry, { endpoint, status, since }: JournalFilter): boolean =>
  (endpoint === undefined || entry.endpoint === endpoint) &&
  (status === undefined || entry.status === status) &&
  (since === undefined || entry.at >= Date.parse(since));

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

/** The place of a call in the journal: its id, and the generation of the journal that it belongs to. */
export type JournalTicket = { id: number; generation: number };

/** For how many accounts the journal remembers when it was cleared: more than can have a call in progress. */
const maxClears = 20_000;

/**
 * Creates the journal: the latest calls of each account, in memory.
 * @param maxBytes how many bytes the entries of all accounts take at most
 */
export const createJournal = (maxBytes: number = adminMemoryBounds.journal) => {
  const logs = createAccountLogs<StoredEntry>({ maxBytes, bytesOf });
  /** The last id before an account's journal was cleared: calls that were in progress then are not written any more. */
  const clearedAt = createLruCache<string | null, number>(maxClears);
  let lastId = 0;
  let generation = 0;

  const clearAll = (): void => {
    logs.clearAll();
    clearedAt.clear();
    generation += 1;
  };

  const readLogs = (account: string | undefined): LogContents<StoredEntry>[] =>
    (account === undefined ? logs.accounts() : [account]).map(logs.read);

  /** How many entries match a filter, the ids of the first one to return and of the newest, and how many were removed. */
  const findRange = (account: string | undefined, filter: JournalFilter, limit = Number.POSITIVE_INFINITY) => {
    const contents = readLogs(account);
    const ids = contents.flatMap(({ entries }) =>
      entries.filter((entry) => matches(entry, filter)).map(({ id }) => id),
    );
    ids.sort((a, b) => a - b);
    return {
      count: ids.length,
      first: ids[Math.max(0, ids.length - limit)] ?? Number.POSITIVE_INFINITY,
      newest: ids.at(-1) ?? 0,
      dropped: contents.reduce((sum, { dropped }) => sum + dropped, 0),
    };
  };

  /** The oldest of the entries that match a filter, from one id up to another, in order. */
  const findEntries = (
    account: string | undefined,
    filter: JournalFilter,
    from: number,
    newest: number,
  ): StoredEntry[] => {
    const isWanted = (entry: StoredEntry): boolean => entry.id >= from && entry.id <= newest && matches(entry, filter);
    const entries = readLogs(account).flatMap((contents) => contents.entries.filter(isWanted));
    const oldest = entries.reduce((lowest, { id }) => Math.min(lowest, id), Number.POSITIVE_INFINITY);
    return entries.filter(({ id }) => id < oldest + idsPerLookup).sort((a, b) => a.id - b.id);
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
      const { count, first, newest, dropped } = findRange(account, filter, limit);
      const wanted = Math.min(count, limit ?? count);
      const generationAtStart = generation;
      let returned = 0;
      function* entries(): Generator<JournalEntry> {
        // In another generation, the same ids belong to other calls.
        for (let from = first; from <= newest && generationAtStart === generation; ) {
          const found = findEntries(account, filter, from, newest);
          if (found.length === 0) return;
          for (const entry of found) {
            returned += 1;
            yield viewOf(entry);
          }
          from = (found[0] as StoredEntry).id + idsPerLookup;
        }
      }
      return { count, entries: entries(), dropped: () => dropped + wanted - returned };
    },

    /** How many bytes the entries take, as an estimate. */
    bytes: logs.bytes,

    clear: (account: string): void => {
      clearedAt.set(account, lastId);
      logs.clear(account);
    },

    /** Removes all entries. Ids continue, since credits and disclosures refer to earlier ones. */
    clearAll,

    /** Removes all entries and starts ids at 1 again, as after the start. All that refers to ids must be removed, too. */
    restart: (): void => {
      clearAll();
      lastId = 0;
    },
  };
};

export type Journal = ReturnType<typeof createJournal>;
