import type { SeedData } from './seed-data.ts';

/** How much data that no mock uses any more is kept for the next mock: most tests start the same one again. */
const mostUnused = 2;

type Entry = { data: Promise<SeedData>; users: number };

/** SeedData data that is in use, and how to say that it is not any more. */
export type SeedDataUse = { data: SeedData; release: () => void };

/** Gives all mocks of a process that have the same origin the same data, and closes what none of them uses. */
export const createSeedDataPool = () => {
  // A map keeps the order in which its keys were set: the data that was used first comes first.
  const entries = new Map<string, Entry>();

  const closeUnused = (): void => {
    const unused = [...entries].filter(([, { users }]) => users === 0);
    for (const [key, { data }] of unused.slice(0, Math.max(0, unused.length - mostUnused))) {
      entries.delete(key);
      data.then(
        ({ close }) => close(),
        () => {},
      );
    }
  };

  return {
    /**
     * The data of an origin, loaded if no mock has it.
     * @param key the same for the same data
     * @throws what `load` throws; the next call loads it again
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
