/** A map of so many entries at most: where it is full, the one that was set longest ago goes. */
export const boundedMap = <Key, Value>(most: number) => {
  const entries = new Map<Key, Value>();
  return {
    get: (key: Key): Value | undefined => entries.get(key),
    set: (key: Key, value: Value): void => {
      entries.delete(key);
      if (entries.size >= most) entries.delete(entries.keys().next().value as Key);
      entries.set(key, value);
    },
    delete: (key: Key): void => {
      entries.delete(key);
    },
  };
};

export type BoundedMap<Key, Value> = ReturnType<typeof boundedMap<Key, Value>>;
