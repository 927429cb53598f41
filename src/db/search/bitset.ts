/**
 * A set of people to be, by their positions. Those put in come out in order, newest first. A bit for each word of bits
 * that has any tells where to look, so that few people of a million are found without a look at all of them.
 * @param size how many people there are
 */
export const peopleSet = (size: number) => {
  const bits = new Uint32Array(Math.ceil(size / 32));
  const words = new Uint32Array(Math.ceil(bits.length / 32));
  return {
    add: (position: number): void => {
      const word = position >>> 5;
      bits[word] = (bits[word] as number) | (1 << (position & 31));
      words[word >>> 5] = (words[word >>> 5] as number) | (1 << (word & 31));
    },
    /** Writes who is in it into a list and empties it. @returns how many */
    drain: (list: Uint32Array): number => {
      let count = 0;
      for (let index = 0; index < words.length; index += 1) {
        for (let some = words[index] as number; some !== 0; some &= some - 1) {
          const word = index * 32 + 31 - Math.clz32(some & -some);
          for (let left = bits[word] as number; left !== 0; left &= left - 1) {
            list[count] = word * 32 + 31 - Math.clz32(left & -left);
            count += 1;
          }
          bits[word] = 0;
        }
        words[index] = 0;
      }
      return count;
    },
  };
};
