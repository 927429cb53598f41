/**
 * A map of what was set lately. It has two halves: once the newer one is full, the older one goes as a whole, which costs
 * next to nothing. So at least the half of `most` that was set last is there, and at most all of it.
 * @param most how many entries or, where they are weighed, how much of them
 */
export const lruCache = <Key, Value>(most: number) => {
  const half = () => ({ entries: new Map<Key, { value: Value; weighs: number }>(), weight: 0 });
  let newer = half();
  let older = half();

  const remove = (from: typeof newer, key: Key): void => {
    from.weight -= from.entries.get(key)?.weighs ?? 0;
    from.entries.delete(key);
  };

  return {
    get: (key: Key): Value | undefined => (newer.entries.get(key) ?? older.entries.get(key))?.value,
    /** What weighs more than half of `most` is not kept. */
    set: (key: Key, value: Value, weighs = 1): void => {
      remove(newer, key);
      remove(older, key);
      if (2 * weighs > most) return;
      if (2 * (newer.weight + weighs) > most) {
        older = newer;
        newer = half();
      }
      newer.entries.set(key, { value, weighs });
      newer.weight += weighs;
    },
    /** What all entries weigh. */
    weight: (): number => newer.weight + older.weight,
    /** How many entries there are. */
    size: (): number => newer.entries.size + older.entries.size,
    delete: (key: Key): void => {
      remove(newer, key);
      remove(older, key);
    },
    clear: (): void => {
      newer = half();
      older = half();
    },
  };
};

export type LruCache<Key, Value> = ReturnType<typeof lruCache<Key, Value>>;
