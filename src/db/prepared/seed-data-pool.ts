import type { SeedData } from '../seed-data.ts';

/** How many unused data sets stay open for the next mock: most tests start the same mock again. */
const maxUnused = 2;

type PooledData = { data: Promise<SeedData>; users: number };

/** Seed data in use. `release` ends the use. */
export type SeedDataUse = { data: SeedData; release: () => void };

/** Creates the pool of a process. Mocks with the same key share their seed data. The pool closes unused seed data. */
export const createSeedDataPool = () => {
  // A map keeps the order in which its keys were set, so the data that was unused for longest comes first.
  const entries = new Map<string, PooledData>();

  const closeUnused = (): void => {
    const unused = [...entries].filter(([, { users }]) => users === 0);
    for (const [key, { data }] of unused.slice(0, Math.max(0, unused.length - maxUnused))) {
      entries.delete(key);
      data.then(
        ({ close }) => close(),
        () => {},
      );
    }
  };

  return {
    /**
     * Returns the seed data for a key, and loads it if no mock uses it.
     * @param key equal for equal data
     * @throws what `load` throws; the next call loads the data again
     */
    use: async (key: string, load: () => Promise<SeedData>): Promise<SeedDataUse> => {
      const entry = entries.get(key) ?? { data: load(), users: 0 };
      entries.delete(key);
      entries.set(key, entry);
      entry.users += 1;
      let isReleased = false;
      const release = (): void => {
        if (isReleased) return;
        isReleased = true;
        entry.users -= 1;
        closeUnused();
      };
      try {
        return { data: await entry.data, release };
      } catch (error) {
        entries.delete(key);
        throw error;
      }
    },
  };
};
