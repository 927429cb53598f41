import { foldCase } from '../../domain/case-folding.ts';
import { type FilterName, filterMatching } from '../../domain/filters.ts';
import { detachText } from '../../lib/detach-text.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { filterBits } from './filter-sets.ts';
import {
  buildColumn,
  type CodedValues,
  type Column,
  countPostings,
  type PostingLists,
  runSteps,
  type Steps,
} from './posting-lists.ts';
import { createTrigramIndex } from './trigram-index.ts';

/** Reads the values of a column. Called once per column, when a search first needs it. */
export type ReadColumn = (name: FilterName) => CodedValues;

/** One filter of a search, and the codes of the values that meet it. */
export type MatchedFilter = { name: FilterName; bit: number; column: Column; codes: ArrayLike<number> };

/** The people in the posting lists of these codes. They match one filter, or several filters with a composite index. */
export type Condition = {
  lists: PostingLists;
  codes: ArrayLike<number>;
  /** The number of these people. */
  size: number;
  filters: readonly [MatchedFilter, ...MatchedFilter[]];
};

/**
 * Creates the condition that a person has one of several values. Its size is the number of postings of these values.
 */
export const createCondition = (
  lists: PostingLists,
  codes: ArrayLike<number>,
  matched: Condition['filters'],
): Condition => {
  let size = 0;
  for (let index = 0; index < codes.length; index += 1) size += countPostings(lists, codes[index] as number);
  return { lists, codes, size, filters: matched };
};

/** The bytes of a cached condition without its codes and its text. */
const bytesPerCondition = 400;

/**
 * Creates the function that converts the filters of a search into conditions.
 * @param textBytes the limit in bytes of the cache of texts that were searched for
 */
export const createConditions = (readColumn: ReadColumn, textBytes: number) => {
  const columns = new Map<FilterName, Column>();
  const codesByValue = new Map<FilterName, Map<string, number>>();
  const trigramIndexes = new Map<FilterName, (text: string) => number[]>();
  const cache = createLruCache<string, Condition>(textBytes);

  function* loadColumn(name: FilterName): Steps<Column> {
    const column = columns.get(name) ?? (yield* buildColumn(readColumn(name)));
    columns.set(name, column);
    return column;
  }

  const getColumn = (name: FilterName): Column => columns.get(name) ?? runSteps(loadColumn(name));

  const getCodesByValue = (name: FilterName): Map<string, number> => {
    const codes = codesByValue.get(name) ?? new Map(getColumn(name).values.map((value, index) => [value, index + 1]));
    codesByValue.set(name, codes);
    return codes;
  };

  const matchPart = (name: FilterName, column: Column, text: string): Condition => {
    const key = `${name} ${text}`;
    const cached = cache.get(key);
    if (cached) return cached;
    const findCodes = trigramIndexes.get(name) ?? createTrigramIndex(column.values);
    trigramIndexes.set(name, findCodes);
    const codes = Uint32Array.from(findCodes(text));
    const condition = createCondition(column, codes, [{ name, bit: filterBits[name], column, codes }]);
    cache.set(detachText(key), condition, codes.byteLength + 2 * key.length + bytesPerCondition);
    return condition;
  };

  return {
    loadColumn,
    getColumn,
    /** Turns one filter into a condition. */
    toCondition: (name: FilterName, filter: string): Condition => {
      const column = getColumn(name);
      const text = foldCase(filter);
      if (filterMatching[name] === 'part') return matchPart(name, column, text);
      const code = getCodesByValue(name).get(text);
      const codes = code === undefined ? [] : [code];
      return createCondition(column, codes, [{ name, bit: filterBits[name], column, codes }]);
    },
    /** How many bytes the cache of texts takes. */
    textBytes: cache.weight,
  };
};
