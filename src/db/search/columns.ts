import { foldCase } from '../../domain/case-folding.ts';

/** Whom each code belongs to: those of code `c` stand in `people` from `starts[c]` up to `starts[c + 1]`, newest first. */
export type Runs = { starts: Uint32Array; people: Uint32Array };

/** In as few bytes as the largest of them takes: they are looked at out of order, and few bytes are near at hand. */
type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The arrays that codes are in, by the bytes of each. */
export const codeArrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/**
 * One filter column of a set of people. Its distinct values are folded and have a code each, from 1 on; 0 is null.
 */
export type Column = Runs & CodedValues;

export type CodedValues = {
  values: readonly string[];
  /** By position: the code of each person's value. */
  codes: Codes;
};

/** Work that can be done bit by bit, with other work in between. */
export type Steps<Result> = Generator<void, Result>;

/** Does all of it now. */
export const atOnce = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
};

/** How many people are looked at in one step: well under a millisecond. */
const peopleAStep = 1 << 16;

/**
 * Sorts positions by their codes.
 * @param most the largest code that there may be
 */
export function* runsOf(codes: Codes, most: number, people: Uint32Array = new Uint32Array(codes.length)): Steps<Runs> {
  const starts = new Uint32Array(most + 2);
  for (let position = 0; position < codes.length; position += 1) {
    const after = (codes[position] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
    if (position % peopleAStep === 0) yield;
  }
  for (let code = 1; code < starts.length; code += 1) {
    starts[code] = (starts[code] as number) + (starts[code - 1] as number);
  }
  const next = starts.slice();
  for (let position = 0; position < codes.length; position += 1) {
    const code = codes[position] as number;
    const at = next[code] as number;
    people[at] = position;
    next[code] = at + 1;
    if (position % peopleAStep === 0) yield;
  }
  return { starts, people };
}

/** How many people a code belongs to. */
export const runLength = ({ starts }: Runs, code: number): number =>
  (starts[code + 1] as number) - (starts[code] as number);

/** Whom a code belongs to. */
export const runOf = ({ starts, people }: Runs, code: number): Uint32Array =>
  people.subarray(starts[code], starts[code + 1]);

/** The column of these codes. */
export function* columnOf({ values, codes }: CodedValues): Steps<Column> {
  return { values, codes, ...(yield* runsOf(codes, values.length)) };
}

/** The code of several values together, from that of all but the last one and the code of the last, which is of a column. */
const joinedCode = (before: number, { values }: Column, code: number): number => before * (values.length + 1) + code;

/** The same for several of both, each with each. */
export const joinedCodes = (before: ArrayLike<number>, column: Column, codes: ArrayLike<number>): ArrayLike<number> => {
  if (before.length === 1 && codes.length === 1) return [joinedCode(before[0] as number, column, codes[0] as number)];
  const all = new Uint32Array(before.length * codes.length);
  for (let index = 0; index < all.length; index += 1) {
    const at = Math.floor(index / codes.length);
    all[index] = joinedCode(before[at] as number, column, codes[index % codes.length] as number);
  }
  return all;
};

/** More combinations of values than this are not worth a list of where their runs start. */
const mostCombinations = 1 << 22;

/** Whether columns have few enough values for their combinations to have runs. */
export const canJoin = (columns: readonly Column[]): boolean =>
  columns.reduce((product, { values }) => product * (values.length + 1), 1) <= mostCombinations;

/**
 * Whom each combination of values of several columns belongs to, by their codes together.
 * @param people where the runs are to be, where there is room already
 * @param codes room that is free again afterwards
 */
export function* joinedRuns(columns: readonly Column[], people?: Uint32Array, codes?: Uint32Array): Steps<Runs> {
  const [first, ...others] = columns as [Column, ...Column[]];
  codes ??= new Uint32Array(first.codes.length);
  codes.set(first.codes);
  let most = first.values.length;
  for (const column of others) {
    most = joinedCode(most, column, column.values.length);
    for (let position = 0; position < codes.length; position += 1) {
      codes[position] = joinedCode(codes[position] as number, column, column.codes[position] as number);
      if (position % peopleAStep === 0) yield;
    }
  }
  return yield* runsOf(codes, most, people);
}

/** Gathers a column value by value, in the order of the people. */
export const columnWriter = () => {
  const byValue = new Map<string, number>();
  const byFolded = new Map<string, number>();
  let codes = new Uint32Array(1024);
  let size = 0;

  const codeOf = (value: string): number => {
    const folded = foldCase(value);
    const code = byFolded.get(folded) ?? byFolded.size + 1;
    byFolded.set(folded, code);
    byValue.set(value, code);
    return code;
  };

  return {
    add: (value: string | null): void => {
      if (size === codes.length) {
        const longer = new Uint32Array(size * 2);
        longer.set(codes);
        codes = longer;
      }
      codes[size] = value === null ? 0 : (byValue.get(value) ?? codeOf(value));
      size += 1;
    },
    end: (): CodedValues => {
      const width = byFolded.size > 0xffff ? 4 : byFolded.size > 0xff ? 2 : 1;
      return { values: [...byFolded.keys()], codes: new codeArrays[width](codes.subarray(0, size)) };
    },
  };
};
