import { pathOf } from '../../api/endpoints.ts';
import { copyText } from '../../lib/copy-text.ts';
import { toIsoTime } from '../../lib/iso-time.ts';
import { lruCache } from '../../lib/lru-cache.ts';
import { memoryBounds } from '../../lib/memory-bounds.ts';
import { type Memory, openMemories } from '../linter/account-history.ts';
import { type Walk, walkFindings } from '../linter/page-findings.ts';
import type { JournalEntry } from '../schemas/response-bodies.ts';
import { type Kept, openAccountLogs } from './account-logs.ts';

/** An entry as it is written: what can be worked out later is, once somebody asks. */
export type Note = Omit<JournalEntry, 'at' | 'path' | 'query' | 'url_truncated'> & {
  /** Milliseconds since 1970, UTC. */
  at: number;
  url: string;
  walk: Walk | undefined;
};

/** How many letters of a URL the journal keeps. */
const keptUrlLength = 2048;

type KeptNote = Note & { url_truncated: boolean };

/** The first 2,048 characters of a URL, without an escape, or a letter of several escapes, that would be cut in two. */
const beginningOf = (url: string): string => {
  if (url.length <= keptUrlLength) return url;
  const whole = url.slice(0, keptUrlLength).replace(/%[0-9a-f]?$/i, '');
  // UTF-8: the first byte of a letter, and fewer of the others than it may have.
  return whole.replace(/%[c-f][0-9a-f](?:%[89ab][0-9a-f]){0,2}$/i, (letter) => {
    try {
      decodeURIComponent(letter);
      return letter;
    } catch {
      return '';
    }
  });
};

/** The same note without a reference to anything that belongs to its request. */
const copyOf = (note: Note): KeptNote => ({
  ...note,
  url: copyText(beginningOf(note.url)),
  url_truncated: note.url.length > keptUrlLength,
});

/** Measured: a note with a short URL and its walk; and a finding without its message. */
const bytesPerNote = 500;
const bytesPerFinding = 100;

const bytesOf = ({ url, findings }: KeptNote): number =>
  bytesPerNote + url.length + findings.reduce((sum, { message }) => sum + bytesPerFinding + message.length, 0);

const entryOf = (note: KeptNote): JournalEntry => {
  const { id, at, account, token, endpoint, method, url, url_truncated, duration_ms, findings, walk, ...rest } = note;
  const [, query = ''] = url.split(/\?(.*)/s, 2);
  return {
    id,
    at: toIsoTime(at),
    account,
    token,
    endpoint,
    method,
    path: pathOf(url),
    query: Object.fromEntries(new URLSearchParams(`&${query}`)),
    url_truncated,
    duration_ms: Math.round(duration_ms * 1000) / 1000,
    ...rest,
    // Whether a walk stopped before its end is known only once nothing follows.
    findings: [...findings, ...walkFindings(walk, String(id))],
  };
};

export type JournalFilter = { endpoint?: string; status?: number; since?: string };

/** Entries of the journal. They are looked up and made as they are iterated over: many take much memory. */
export type JournalPart = {
  /** How many there are now. */
  count: number;
  /** Oldest first. One that is removed before it is reached is left out. */
  entries: Iterable<JournalEntry>;
  /** How many older ones are no longer kept. Known once `entries` were iterated over. */
  dropped: () => number;
};

/** How many ids in a row are looked up at a time: their entries are kept in memory while a client does not read. */
const idsAtATime = 100;

const meets = (entry: Note, { endpoint, status, since }: JournalFilter): boolean =>
  (endpoint === undefined || entry.endpoint === endpoint) &&
  (status === undefined || entry.status === status) &&
  (since === undefined || entry.at >= Date.parse(since));

/** What a request is written down under: its id, and which of the journals since the start it belongs to. */
export type Ticket = { id: number; era: number };

/** Of how many accounts it is remembered when their journals were cleared: more than can have a call under way. */
const rememberedClears = 20_000;

/**
 * What every client sent and got, kept in memory.
 * @param maxBytes how many bytes the entries of all accounts take at most
 */
export const openJournal = (maxBytes: number = memoryBounds.journal) => {
  const logs = openAccountLogs<KeptNote>({ maxBytes, bytesOf });
  /** The last request before an account's journal was cleared: what was under way then is not written any more. */
  const cleared = lruCache<string | null, number>(rememberedClears);
  const memories = openMemories();
  let last = 0;
  let era = 0;

  const clearAll = (): void => {
    logs.clearAll();
    memories.clear();
    cleared.clear();
    era += 1;
  };

  const logsOf = (account: string | undefined): Kept<KeptNote>[] =>
    (account === undefined ? logs.accounts() : [account]).map(logs.read);

  /** How many entries meet a filter, the ids of the first one to give and of the newest, and how many were removed. */
  const rangeOf = (account: string | undefined, filter: JournalFilter, limit = Number.POSITIVE_INFINITY) => {
    const read = logsOf(account);
    const ids = read.flatMap(({ entries }) => entries.filter((note) => meets(note, filter)).map(({ id }) => id));
    ids.sort((a, b) => a - b);
    return {
      count: ids.length,
      first: ids[Math.max(0, ids.length - limit)] ?? Number.POSITIVE_INFINITY,
      newest: ids.at(-1) ?? 0,
      dropped: read.reduce((sum, { dropped }) => sum + dropped, 0),
    };
  };

  /** The oldest of the notes that meet a filter from one id up to another, in order. */
  const notesBetween = (
    account: string | undefined,
    filter: JournalFilter,
    from: number,
    newest: number,
  ): KeptNote[] => {
    const isAsked = (note: KeptNote): boolean => note.id >= from && note.id <= newest && meets(note, filter);
    const found = logsOf(account).flatMap(({ entries }) => entries.filter(isAsked));
    const oldest = found.reduce((least, { id }) => Math.min(least, id), Number.POSITIVE_INFINITY);
    return found.filter(({ id }) => id < oldest + idsAtATime).sort((a, b) => a.id - b.id);
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
      if (began === era && note.id > (cleared.get(note.account) ?? 0)) logs.add(note.account, copyOf(note));
    },

    /**
     * The latest entries that meet the filter.
     * @param account undefined for all accounts and callers without one
     * @param limit how many at most. Default: all
     */
    read: (account: string | undefined, filter: JournalFilter, limit?: number): JournalPart => {
      const { count, first, newest, dropped } = rangeOf(account, filter, limit);
      const most = Math.min(count, limit ?? count);
      const began = era;
      let read = 0;
      function* entries(): Generator<JournalEntry> {
        // Of another era, the same ids are others' entries.
        for (let from = first; from <= newest && began === era; ) {
          const notes = notesBetween(account, filter, from, newest);
          if (notes.length === 0) return;
          for (const note of notes) {
            read += 1;
            yield entryOf(note);
          }
          from = (notes[0] as KeptNote).id + idsAtATime;
        }
      }
      return { count, entries: entries(), dropped: () => dropped + most - read };
    },

    /** How many bytes the entries and what is remembered for findings take. */
    bytes: (): { journal: number; findings: number } => ({ journal: logs.bytes(), findings: memories.bytes() }),

    /** What an account's calls are looked at against; forgotten with its journal. */
    memory: (account: string): Memory => memories.of(account),

    /** To be called when steering changes what pages show: of one account, or of all. */
    changed: (account?: string): void => {
      const changed = account === undefined ? memories.all() : [memories.find(account)];
      for (const memory of changed) if (memory) memory.changes += 1;
    },

    /** To be called when steering changes an account's quota: what it was asked to wait for has passed. */
    endWaits: (account: string): void => {
      memories.find(account)?.waits.clear();
    },

    clear: (account: string): void => {
      memories.remove(account);
      cleared.set(account, last);
      logs.clear(account);
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
