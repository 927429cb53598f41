/** How many entries are kept for each account, and for callers without one. */
export const kept = 10_000;

/** The latest entries, oldest first; a list that is cut only now and then, so that adding costs next to nothing. */
const ring = <T>() => {
  let entries: T[] = [];
  let dropped = 0;
  const cut = (): void => {
    dropped += Math.max(0, entries.length - kept);
    entries = entries.slice(-kept);
  };
  return {
    add: (entry: T): void => {
      entries.push(entry);
      if (entries.length >= 2 * kept) cut();
    },
    all: (): Kept<T> => {
      if (entries.length > kept) cut();
      return { entries, dropped };
    },
  };
};

/** Entries, and how many older ones are no longer kept. */
export type Kept<T> = { entries: T[]; dropped: number };

/** What is written down in memory about each account, apart: none can push another's entries out. */
export const openRings = <T>() => {
  const rings = new Map<string | null, ReturnType<typeof ring<T>>>();
  return {
    add: (account: string | null, entry: T): void => {
      const own = rings.get(account) ?? ring<T>();
      rings.set(account, own);
      own.add(entry);
    },
    read: (account: string): Kept<T> => rings.get(account)?.all() ?? { entries: [], dropped: 0 },
    /** Of all accounts, and of callers without one; in no order. */
    readAll: (): Kept<T> => {
      const all = [...rings.values()].map((each) => each.all());
      return {
        entries: all.flatMap(({ entries }) => entries),
        dropped: all.reduce((sum, { dropped }) => sum + dropped, 0),
      };
    },
    clear: (account: string): void => {
      rings.delete(account);
    },
    clearAll: (): void => {
      rings.clear();
    },
  };
};

export type Rings<T> = ReturnType<typeof openRings<T>>;
