import { buildPostingLists, type Column, type PostingLists, peoplePerStep, type Steps } from './posting-lists.ts';

/** With more combinations of values than this, the list of starts would take too much memory. */
const maxCombinations = 1 << 22;

/** Whether columns have few enough values for a composite index. */
export const canCombine = (columns: readonly Column[]): boolean =>
  columns.reduce((product, { values }) => product * (values.length + 1), 1) <= maxCombinations;

/** Extends the code of a combination by the code of one more column. */
const extendCode = (prefix: number, { values }: Column, code: number): number => prefix * (values.length + 1) + code;

/** Extends each of several codes by each code of one more column. */
export const extendCodes = (
  prefixes: ArrayLike<number>,
  column: Column,
  codes: ArrayLike<number>,
): ArrayLike<number> => {
  if (prefixes.length === 1 && codes.length === 1) {
    return [extendCode(prefixes[0] as number, column, codes[0] as number)];
  }
  const extended = new Uint32Array(prefixes.length * codes.length);
  for (let index = 0; index < extended.length; index += 1) {
    const prefix = prefixes[Math.floor(index / codes.length)] as number;
    extended[index] = extendCode(prefix, column, codes[index % codes.length] as number);
  }
  return extended;
};

/**
 * Builds the composite index of several columns: a posting list for each combination of their values.
 * @param positions the array to fill, if it is allocated already
 * @param codes an array that can be overwritten, if it is allocated already
 */
export function* buildCompositeIndex(
  columns: readonly Column[],
  positions?: Uint32Array,
  codes?: Uint32Array,
): Steps<PostingLists> {
  const [first, ...others] = columns as [Column, ...Column[]];
  codes ??= new Uint32Array(first.codes.length);
  codes.set(first.codes);
  let maxCode = first.values.length;
  for (const column of others) {
    maxCode = extendCode(maxCode, column, column.values.length);
    for (let position = 0; position < codes.length; position += 1) {
      codes[position] = extendCode(codes[position] as number, column, column.codes[position] as number);
      if (position % peoplePerStep === 0) yield;
    }
  }
  return yield* buildPostingLists(codes, maxCode, positions);
}
