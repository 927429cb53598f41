/**
 * Creates a map that approximates an LRU cache: it keeps the entries that were set last. It has two halves. When the newer
 * half is full, the older half is dropped as a whole. So the newest entries stay as long as together they weigh at most half
 * of the limit. A plain map in the order of use is slower: V8 skips all deleted keys to find the oldest one.
 * @param maxWeight the limit on the sum of all weights; the weight of an entry is 1 by default
 */
export const createLruCache = <Key, Value>(maxWeight: number) => {
  const createHalf = () => ({ entries: new Map<Key, { value: Value; weight: number }>(), weight: 0 });
  let newer = createHalf();
  let older = createHalf();

  const remove = (half: typeof newer, key: Key): void => {
    half.weight -= half.entries.get(key)?.weight ?? 0;
    half.entries.delete(key);
  };

  return {
    get: (key: Key): Value | undefined => (newer.entries.get(key) ?? older.entries.get(key))?.value,
    /** Sets an entry, unless it weighs more than half of the maximal weight. */
    set: (key: Key, value: Value, weight = 1): void => {
      remove(newer, key);
      remove(older, key);
      if (2 * weight > maxWeight) return;
      if (2 * (newer.weight + weight) > maxWeight) {
        older = newer;
        newer = createHalf();
      }
      newer.entries.set(key, { value, weight });
      newer.weight += weight;
    },
    /** The sum of all weights. */
    weight: (): number => newer.weight + older.weight,
    /** The number of entries. */
    size: (): number => newer.entries.size + older.entries.size,
    delete: (key: Key): void => {
      remove(newer, key);
      remove(older, key);
    },
    clear: (): void => {
      newer = createHalf();
      older = createHalf();
    },
  };
};

export type LruCache<Key, Value> = ReturnType<typeof createLruCache<Key, Value>>;
