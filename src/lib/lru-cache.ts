/**
 * Creates a map that keeps the entries that were used last. An entry is used when it is set or read. The map does not keep an
 * entry that weighs more than half of the limit, because it would displace most other entries.
 * @param maxWeight the limit on the sum of all weights; the weight of an entry is 1 by default
 */
export const createLruCache = <Key, Value>(maxWeight: number) => {
  // A map keeps the order in which its keys were set: the entry that was used least recently comes first.
  const entries = new Map<Key, { value: Value; weight: number }>();
  let totalWeight = 0;

  const remove = (key: Key): void => {
    totalWeight -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };

  return {
    get: (key: Key): Value | undefined => {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set: (key: Key, value: Value, weight = 1): void => {
      remove(key);
      if (2 * weight > maxWeight) return;
      entries.set(key, { value, weight });
      totalWeight += weight;
      for (const [leastRecent] of entries) {
        if (totalWeight <= maxWeight) break;
        remove(leastRecent);
      }
    },
    /** The sum of all weights. */
    weight: (): number => totalWeight,
    /** The number of entries. */
    size: (): number => entries.size,
    delete: remove,
    clear: (): void => {
      entries.clear();
      totalWeight = 0;
    },
  };
};

export type LruCache<Key, Value> = ReturnType<typeof createLruCache<Key, Value>>;
