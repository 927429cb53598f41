/**
 * Creates a set of whole numbers below a size. A second bitset marks the words that have any bits, so that a few members of
 * a million are found without reading all words.
 */
export const createBitset = (size: number) => {
  const words = new Uint32Array(Math.ceil(size / 32));
  const usedWords = new Uint32Array(Math.ceil(words.length / 32));
  return {
    add: (member: number): void => {
      const word = member >>> 5;
      words[word] = (words[word] as number) | (1 << (member & 31));
      usedWords[word >>> 5] = (usedWords[word >>> 5] as number) | (1 << (word & 31));
    },
    /** Moves all members to a list, in rising order. @returns how many they are */
    drain: (list: Uint32Array): number => {
      let count = 0;
      for (let index = 0; index < usedWords.length; index += 1) {
        // `bits & -bits` is the lowest bit, and `bits & (bits - 1)` removes it.
        for (let used = usedWords[index] as number; used !== 0; used &= used - 1) {
          const word = index * 32 + 31 - Math.clz32(used & -used);
          for (let bits = words[word] as number; bits !== 0; bits &= bits - 1) {
            list[count] = word * 32 + 31 - Math.clz32(bits & -bits);
            count += 1;
          }
          words[word] = 0;
        }
        usedWords[index] = 0;
      }
      return count;
    },
  };
};
