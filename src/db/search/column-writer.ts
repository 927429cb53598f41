import { foldCase } from '../../domain/case-folding.ts';
import { filterNames } from '../../domain/filters.ts';
import type { Person } from '../../domain/person.ts';
import { type CodedValues, codeArrays } from './posting-lists.ts';

/** Collects the values of one filter in the order of the people, and assigns a code to each distinct value. */
const createColumnWriter = () => {
  const codeByValue = new Map<string, number>();
  const codeByFolded = new Map<string, number>();
  let codes = new Uint32Array(1024);
  let size = 0;

  const addCode = (value: string): number => {
    const folded = foldCase(value);
    const code = codeByFolded.get(folded) ?? codeByFolded.size + 1;
    codeByFolded.set(folded, code);
    codeByValue.set(value, code);
    return code;
  };

  return {
    add: (value: string | null): void => {
      if (size === codes.length) {
        const longer = new Uint32Array(size * 2);
        longer.set(codes);
        codes = longer;
      }
      codes[size] = value === null ? 0 : (codeByValue.get(value) ?? addCode(value));
      size += 1;
    },
    finish: (): CodedValues => {
      const width = codeByFolded.size > 0xffff ? 4 : codeByFolded.size > 0xff ? 2 : 1;
      return { values: [...codeByFolded.keys()], codes: new codeArrays[width](codes.subarray(0, size)) };
    },
  };
};

/** Collects the values of all filters, person by person, newest first. */
export const createColumnsWriter = () => {
  const writers = filterNames.map((name) => ({ name, ...createColumnWriter() }));
  return {
    /** @param values in the order of `filterNames` */
    add: (values: readonly (string | null)[]): void => {
      for (let index = 0; index < writers.length; index += 1) writers[index]?.add(values[index] ?? null);
    },
    addPerson: (person: Person): void => {
      for (const { name, add } of writers) add(person[name]);
    },
    finish: () => writers.map(({ name, finish }) => ({ name, ...finish() })),
  };
};

export type ColumnsWriter = ReturnType<typeof createColumnsWriter>;
