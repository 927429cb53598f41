import type { Endpoint } from '../api/endpoints.ts';

/** One request to the emulated API, and what came of it. */
export type JournalEntry = {
  /** Counts up, over all accounts. */
  id: number;
  /** When it came, on the account's clock. */
  at: string;
  /** Whose token it carried; null where no valid one. */
  account: string | null;
  /** The token's first four letters. */
  token: string | null;
  endpoint: Endpoint | null;
  method: string;
  path: string;
  query: Record<string, string>;
  /** Null where the connection ended without an answer. */
  status: number | null;
  duration_ms: number;
  /** What fired: the id of a fault, or the Prefer header. */
  fault: number | 'prefer' | null;
  /** Of the body. */
  bytes: number;
  /** Records or people in the body. */
  rows: number;
};

/** An entry as it is written: what can be read off the URL is, once somebody asks. */
export type Note = Omit<JournalEntry, 'id' | 'path' | 'query'> & { url: string };

const entryOf = ({ id, url, ...note }: Note & { id: number }): JournalEntry => {
  const [path = '', query] = url.split(/\?(.*)/s, 2);
  const { at, account, token, endpoint, method, ...rest } = note;
  return {
    id,
    at,
    account,
    token,
    endpoint,
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(`&${query ?? ''}`)),
    ...rest,
  };
};

/** How many entries are kept for each account, and for callers without one. */
export const kept = 10_000;

export type JournalFilter = { endpoint?: string; status?: number; since?: string };

type Kept = { notes: (Note & { id: number })[]; dropped: number };

/** The latest entries, oldest first; a list that is cut only now and then, so that adding costs next to nothing. */
const ring = () => {
  let entries: (Note & { id: number })[] = [];
  let dropped = 0;
  const cut = (): void => {
    dropped += Math.max(0, entries.length - kept);
    entries = entries.slice(-kept);
  };
  return {
    add: (entry: Note & { id: number }): void => {
      entries.push(entry);
      if (entries.length >= 2 * kept) cut();
    },
    all: (): Kept => {
      if (entries.length > kept) cut();
      return { notes: entries, dropped };
    },
  };
};

const meets = (entry: Note, { endpoint, status, since }: JournalFilter): boolean =>
  (endpoint === undefined || entry.endpoint === endpoint) &&
  (status === undefined || entry.status === status) &&
  (since === undefined || Date.parse(entry.at) >= Date.parse(since));

/** What every client sent and got, kept in memory apart for each account: none can push another's entries out. */
export const openJournal = () => {
  const rings = new Map<string | null, ReturnType<typeof ring>>();
  let last = 0;

  const pages = (): Kept => {
    const all = [...rings.values()].map((each) => each.all());
    return {
      notes: all.flatMap(({ notes }) => notes).sort((a, b) => a.id - b.id),
      dropped: all.reduce((sum, { dropped }) => sum + dropped, 0),
    };
  };

  return {
    add: (entry: Note): void => {
      last += 1;
      const own = rings.get(entry.account) ?? ring();
      rings.set(entry.account, own);
      own.add({ ...entry, id: last });
    },

    /**
     * The entries that meet the filter, oldest first, and how many older ones are no longer kept.
     * @param account undefined for all accounts and callers without one
     */
    read: (account: string | undefined, filter: JournalFilter): { requests: JournalEntry[]; dropped: number } => {
      const { notes, dropped } =
        account === undefined ? pages() : (rings.get(account)?.all() ?? { notes: [], dropped: 0 });
      return { requests: notes.filter((note) => meets(note, filter)).map(entryOf), dropped };
    },

    clear: (account: string): void => {
      rings.delete(account);
    },

    clearAll: (): void => {
      rings.clear();
      last = 0;
    },
  };
};

export type Journal = ReturnType<typeof openJournal>;
