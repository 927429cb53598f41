/**
 * A map of what was set lately. It has two halves: once the newer one is full, the older one goes as a whole, which costs
 * next to nothing. So at least the half of `most` that was set last is there, and at most all of it.
 * @param most how many entries or, where they are weighed, how much of them
 */
export const recent = <Key, Value>(most: number) => {
  let newer = new Map<Key, Value>();
  let older = newer;
  let weight = 0;
  let olderWeight = 0;
  return {
    get: (key: Key): Value | undefined => newer.get(key) ?? older.get(key),
    /** What weighs more than half of `most` is not kept. */
    set: (key: Key, value: Value, weighs = 1): void => {
      if (2 * weighs > most) return;
      if (2 * (weight + weighs) > most) {
        older = newer;
        olderWeight = weight;
        newer = new Map();
        weight = 0;
      }
      const { size } = newer;
      newer.set(key, value);
      if (newer.size > size) weight += weighs;
    },
    /** What all entries weigh. */
    weight: (): number => weight + olderWeight,
    /** How many entries there are; one that was set again counts twice at most. */
    size: (): number => newer.size + (older === newer ? 0 : older.size),
    delete: (key: Key): void => {
      newer.delete(key);
      older.delete(key);
    },
    clear: (): void => {
      newer.clear();
      older.clear();
      weight = 0;
      olderWeight = 0;
    },
  };
};

export type Recent<Key, Value> = ReturnType<typeof recent<Key, Value>>;
