/** Work in steps, with other work in between. */
export type Steps<Result> = Generator<void, Result>;

/** Runs all steps at once. */
export const runSteps = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
};

/** How many people one step reads: well under a millisecond. */
export const peoplePerStep = 1 << 16;

/**
 * The posting lists of all codes: the positions of the people with code `c` are in `positions` from `starts[c]` up to
 * `starts[c + 1]`, in rising order, which is newest first.
 */
export type PostingLists = { starts: Uint32Array; positions: Uint32Array };

/** One code per position, in as few bytes as the largest code takes: small arrays fit into the processor's cache. */
type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The type of array for codes of this many bytes. */
export const codeArrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/**
 * Sorts positions by their codes (counting sort).
 * @param maxCode the largest code that may occur
 * @param positions the array to fill
 */
export function* buildPostingLists(
  codes: Codes,
  maxCode: number,
  positions: Uint32Array = new Uint32Array(codes.length),
): Steps<PostingLists> {
  const starts = new Uint32Array(maxCode + 2);
  for (let position = 0; position < codes.length; position += 1) {
    const after = (codes[position] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
    if (position % peoplePerStep === 0) yield;
  }
  for (let code = 1; code < starts.length; code += 1) {
    starts[code] = (starts[code] as number) + (starts[code - 1] as number);
  }
  const next = starts.slice();
  for (let position = 0; position < codes.length; position += 1) {
    const code = codes[position] as number;
    const index = next[code] as number;
    positions[index] = position;
    next[code] = index + 1;
    if (position % peoplePerStep === 0) yield;
  }
  return { starts, positions };
}

/** The length of the posting list of a code. */
export const countPostings = ({ starts }: PostingLists, code: number): number =>
  (starts[code + 1] as number) - (starts[code] as number);

/** The posting list of a code. */
export const getPostingList = ({ starts, positions }: PostingLists, code: number): Uint32Array =>
  positions.subarray(starts[code], starts[code + 1]);

/** The values of one filter: distinct, case-folded, each with a code from 1 on. Code 0 stands for null. */
export type CodedValues = {
  values: readonly string[];
  /** The code of each person's value, by position. */
  codes: Codes;
};

/** The values of one filter with the posting lists of their codes. */
export type Column = PostingLists & CodedValues;

/** Builds the posting lists of a filter's values. */
export function* buildColumn({ values, codes }: CodedValues): Steps<Column> {
  return { values, codes, ...(yield* buildPostingLists(codes, values.length)) };
}
