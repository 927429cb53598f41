/** How many entries are kept for each account, and for callers without one. */
export const kept = 10_000;

/** How many entries one counts for. */
type Weigh<T> = (entry: T) => number;

/** The latest entries, oldest first; a list that is cut only now and then, so that adding costs next to nothing. */
const ring = <T>(weigh: Weigh<T>) => {
  let entries: T[] = [];
  let weight = 0;
  let dropped = 0;
  const cut = (): void => {
    let first = 0;
    for (const entry of entries) {
      if (weight - weigh(entry) < kept) break;
      weight -= weigh(entry);
      dropped += weigh(entry);
      first += 1;
    }
    entries = entries.slice(first);
  };
  return {
    add: (entry: T): void => {
      entries.push(entry);
      weight += weigh(entry);
      if (weight >= 2 * kept) cut();
    },
    all: (): Kept<T> => {
      if (weight > kept) cut();
      return { entries, dropped };
    },
  };
};

/** Entries, and how many older ones are no longer kept. */
export type Kept<T> = { entries: T[]; dropped: number };

/**
 * What is written down in memory about each account, apart: none can push another's entries out.
 * @param weigh how many entries one counts for; of one that counts for many, too many may be kept
 */
export const openRings = <T>(weigh: Weigh<T> = () => 1) => {
  const rings = new Map<string | null, ReturnType<typeof ring<T>>>();
  return {
    add: (account: string | null, entry: T): void => {
      let own = rings.get(account);
      if (!own) {
        own = ring<T>(weigh);
        rings.set(account, own);
      }
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
