import type { FilterName } from '../../domain/filters.ts';
import { createBitset } from './bitset.ts';
import type { Condition, MatchedFilter } from './conditions.ts';
import { type Column, getPostingList } from './posting-lists.ts';

/** Copies the positions with one code to another list, or within the list. @returns how many they are */
const keepCode = (list: Uint32Array, codes: Column['codes'], code: number, target: Uint32Array): number => {
  let count = 0;
  for (let index = 0; index < list.length; index += 1) {
    const position = list[index] as number;
    // Written always and counted if it matches: this has no branch that the processor could predict wrongly.
    target[count] = position;
    count += codes[position] === code ? 1 : 0;
  }
  return count;
};

/** Copies the positions whose codes are marked with 1 to another list, or within the list. @returns how many they are */
const keepMarked = (list: Uint32Array, codes: Column['codes'], marks: Uint8Array, target: Uint32Array): number => {
  let count = 0;
  for (let index = 0; index < list.length; index += 1) {
    const position = list[index] as number;
    target[count] = position;
    count += marks[codes[position] as number] as number;
  }
  return count;
};

/**
 * Creates the function that lists the positions of people who match conditions, in rising order, which is newest first (S4). A list is valid until the next
 * list is created. All lists share one array, because allocating a large array for each search would trigger garbage collections.
 * @param size the number of people
 */
export const createMatchLister = (size: number) => {
  const bitset = createBitset(size);
  const buffer = new Uint32Array(size);
  /** For each filter one byte per code. All bytes are zero between calls. */
  const marksByFilter = new Map<FilterName, Uint8Array>();

  /** Lists the people who meet a condition. If it has several posting lists, only positions before `end` are read. */
  const list = ({ lists, codes }: Condition, end: number): Uint32Array => {
    if (codes.length === 1) return getPostingList(lists, codes[0] as number);
    for (let index = 0; index < codes.length; index += 1) {
      const code = codes[index] as number;
      const listEnd = lists.starts[code + 1] as number;
      for (let posting = lists.starts[code] as number; posting < listEnd; posting += 1) {
        const position = lists.positions[posting] as number;
        if (position >= end) break;
        bitset.add(position);
      }
    }
    return buffer.subarray(0, bitset.drain(buffer));
  };

  return {
    /** Lists all people who meet a condition. */
    listAll: (condition: Condition): Uint32Array => list(condition, size),

    /** Lists the first people who meet a condition: at least `count` of them, if there are so many. */
    listFirst: (condition: Condition, count: number): Uint32Array => {
      // The people are not spread evenly. So read more positions than an even spread would need.
      const end = Math.ceil((1.5 * count * size) / condition.size) + 64;
      const first = end < size ? list(condition, end) : undefined;
      return first && first.length >= Math.min(count, condition.size) ? first : list(condition, size);
    },

    /** Keeps the people of a list who meet one more filter. */
    narrow: (positions: Uint32Array, { name, column, codes }: MatchedFilter): Uint32Array => {
      if (codes.length === 1) {
        return buffer.subarray(0, keepCode(positions, column.codes, codes[0] as number, buffer));
      }
      const marks = marksByFilter.get(name) ?? new Uint8Array(column.values.length + 1);
      marksByFilter.set(name, marks);
      for (let index = 0; index < codes.length; index += 1) marks[codes[index] as number] = 1;
      const count = keepMarked(positions, column.codes, marks, buffer);
      for (let index = 0; index < codes.length; index += 1) marks[codes[index] as number] = 0;
      return buffer.subarray(0, count);
    },
  };
};
