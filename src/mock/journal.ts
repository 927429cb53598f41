import { pathOf } from '../api/endpoints.ts';
import { type Memory, openMemory } from './findings/memory.ts';
import { type Walk, walkFindings } from './findings/pages.ts';
import { openRings } from './rings.ts';
import { isoTime } from './steering.ts';
import type { JournalEntry, RequestList } from './views.ts';

/** An entry as it is written: what can be worked out later is, once somebody asks. */
export type Note = Omit<JournalEntry, 'at' | 'path' | 'query'> & {
  /** Milliseconds since 1970, UTC. */
  at: number;
  url: string;
  walk: Walk | undefined;
};

const entryOf = (note: Note): JournalEntry => {
  const { id, at, account, token, endpoint, method, url, duration_ms, findings, walk, ...rest } = note;
  const [, query = ''] = url.split(/\?(.*)/s, 2);
  return {
    id,
    at: isoTime(at),
    account,
    token,
    endpoint,
    method,
    path: pathOf(url),
    query: Object.fromEntries(new URLSearchParams(`&${query}`)),
    duration_ms: Math.round(duration_ms * 1000) / 1000,
    ...rest,
    // Whether a walk stopped before its end is known only once nothing follows.
    findings: [...findings, ...walkFindings(walk, String(id))],
  };
};

export type JournalFilter = { endpoint?: string; status?: number; since?: string };

const meets = (entry: Note, { endpoint, status, since }: JournalFilter): boolean =>
  (endpoint === undefined || entry.endpoint === endpoint) &&
  (status === undefined || entry.status === status) &&
  (since === undefined || entry.at >= Date.parse(since));

/** What a request is written down under: its id, and which of the journals since the start it belongs to. */
export type Ticket = { id: number; era: number };

/** What every client sent and got, kept in memory. */
export const openJournal = () => {
  const rings = openRings<Note>();
  /** The last request before an account's journal was cleared: what was under way then is not written any more. */
  const cleared = new Map<string | null, number>();
  const memories = new Map<string, Memory>();
  let last = 0;
  let era = 0;

  const clearAll = (): void => {
    rings.clearAll();
    memories.clear();
    cleared.clear();
    era += 1;
  };

  return {
    /** Makes ids go on above one that was given before this start. */
    startAfter: (id: number): void => {
      last = Math.max(last, id);
    },

    /** To be called when a request comes. */
    begin: (): Ticket => {
      last += 1;
      return { id: last, era };
    },

    /** @param began the era of its ticket */
    add: (began: number, note: Note): void => {
      if (began === era && note.id > (cleared.get(note.account) ?? 0)) rings.add(note.account, note);
    },

    /**
     * The entries that meet the filter, oldest first, and how many older ones are no longer kept.
     * @param account undefined for all accounts and callers without one
     */
    read: (account: string | undefined, filter: JournalFilter): RequestList => {
      const { entries, dropped } = account === undefined ? rings.readAll() : rings.read(account);
      const met = entries.filter((note) => meets(note, filter)).sort((a, b) => a.id - b.id);
      return { requests: met.map(entryOf), dropped };
    },

    /** What an account's calls are looked at against; forgotten with its journal. */
    memory: (account: string): Memory => {
      const known = memories.get(account);
      if (known) return known;
      const memory = openMemory();
      memories.set(account, memory);
      return memory;
    },

    /** To be called when steering changes what pages show: of one account, or of all. */
    changed: (account?: string): void => {
      for (const [name, memory] of memories) if (account === undefined || name === account) memory.changes += 1;
    },

    /** To be called when steering changes an account's quota: what it was asked to wait for has passed. */
    endWaits: (account: string): void => {
      memories.get(account)?.waits.clear();
    },

    clear: (account: string): void => {
      memories.delete(account);
      cleared.set(account, last);
      rings.clear(account);
    },

    /** Empties it: ids go on, since credits and disclosures name earlier ones. */
    clearAll,

    /** Empties it as it was at the start, together with all that names its ids. */
    startAnew: (): void => {
      clearAll();
      last = 0;
    },
  };
};

export type Journal = ReturnType<typeof openJournal>;
