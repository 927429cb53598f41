import { fold } from './fold.ts';

/**
 * One filter column of a set of people. Its distinct values are folded and have a code each, from 1 on; 0 is null. Whom
 * a value belongs to is a run of `people`: those of code `c` stand from `starts[c]` up to `starts[c + 1]`, newest first.
 */
export type Column = {
  values: readonly string[];
  /** By position: the code of each person's value. */
  codes: Uint16Array | Uint32Array;
  starts: Uint32Array;
  people: Uint32Array;
};

/** The column of these codes. */
export const columnOf = (values: readonly string[], codes: Column['codes']): Column => {
  const starts = new Uint32Array(values.length + 2);
  for (let position = 0; position < codes.length; position += 1) {
    const after = (codes[position] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let code = 1; code < starts.length; code += 1) {
    starts[code] = (starts[code] as number) + (starts[code - 1] as number);
  }
  const next = starts.slice();
  const people = new Uint32Array(codes.length);
  for (let position = 0; position < codes.length; position += 1) {
    const code = codes[position] as number;
    const at = next[code] as number;
    people[at] = position;
    next[code] = at + 1;
  }
  return { values, codes, starts, people };
};

/** Gathers a column value by value, in the order of the people. */
export const columnWriter = () => {
  const byValue = new Map<string, number>();
  const byFolded = new Map<string, number>();
  let codes = new Uint32Array(1024);
  let size = 0;

  const codeOf = (value: string): number => {
    const folded = fold(value);
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
    end: (): Pick<Column, 'values' | 'codes'> => {
      const Codes = byFolded.size > 0xffff ? Uint32Array : Uint16Array;
      return { values: [...byFolded.keys()], codes: new Codes(codes.subarray(0, size)) };
    },
  };
};
