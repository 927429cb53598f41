/** Keeps values up to so many bytes in all; what was not asked for longest goes first. */
export const lru = <T>(most: number) => {
  const entries = new Map<string, { value: T; bytes: number }>();
  let total = 0;
  return {
    get: (key: string): T | undefined => {
      const found = entries.get(key);
      if (!found) return undefined;
      entries.delete(key);
      entries.set(key, found);
      return found.value;
    },
    /** @param bytes about what the value and its key take, besides what every entry does */
    set: (key: string, value: T, bytes: number): void => {
      const size = bytes + 200;
      if (size > most) return;
      entries.set(key, { value, bytes: size });
      total += size;
      for (const [oldest, { bytes: gone }] of entries) {
        if (total <= most) return;
        entries.delete(oldest);
        total -= gone;
      }
    },
  };
};
