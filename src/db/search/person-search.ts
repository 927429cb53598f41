import { foldCase } from '../../domain/case-folding.ts';
import { type FilterName, type Filters, filterNames, filters } from '../../domain/filters.ts';
import { copyText } from '../../lib/copy-text.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { memoryBounds } from '../memory-bounds.ts';
import { peopleSet } from './bitset.ts';
import {
  atOnce,
  type CodedValues,
  type Column,
  canJoin,
  columnOf,
  joinedCodes,
  joinedRuns,
  type Runs,
  runLength,
  runOf,
  type Steps,
} from './columns.ts';
import { filterBits, joinedSets, joinsWithin, listFilters } from './filter-joins.ts';
import { partFinder } from './trigram-index.ts';

/** Gives the values of a column, when it is first asked for. */
export type Columns = (name: FilterName) => CodedValues;

/** What one filter asks, or several together: people to whom one of these codes belongs. */
type Condition = { runs: Runs; codes: ArrayLike<number>; size: number; asks: readonly [Asked, ...Asked[]] };

/** One filter and the codes of the values that meet it. */
type Asked = { name: FilterName; bit: number; column: Column; codes: ArrayLike<number> };

/** Of how many people columns are joined as soon as that is asked for, and of more by `warmUp` alone. */
const fewPeople = 50_000;

/** Writes those of a list who have this code into another one, or into itself. @returns how many */
const keepOnly = (list: Uint32Array, codes: Column['codes'], code: number, kept: Uint32Array): number => {
  let count = 0;
  for (let index = 0; index < list.length; index += 1) {
    const position = list[index] as number;
    kept[count] = position;
    count += codes[position] === code ? 1 : 0;
  }
  return count;
};

/** The same for those whose code is marked with 1. */
const keepMarked = (list: Uint32Array, codes: Column['codes'], marks: Uint8Array, kept: Uint32Array): number => {
  let count = 0;
  for (let index = 0; index < list.length; index += 1) {
    const position = list[index] as number;
    kept[count] = position;
    count += marks[codes[position] as number] as number;
  }
  return count;
};

/** How many people the lists of joined columns have in all, at most: 160 MB of them. */
const mostRoom = 40_000_000;

/** Whom a search finds: how many, and the positions of one page, newest first (S4), which hold until the next search. */
export type Found = { count: number; positions: ArrayLike<number> };

/**
 * Search over one set of people, which never changes. Whom a value belongs to is a list of positions, newest first, and
 * so is, where columns are joined, whom several values together belong to. Mostly that is the answer; else the shortest
 * list that a search can begin with is narrowed by the codes of its other filters.
 * @param size how many people there are
 * @param joinsAtOnce whether columns are joined as soon as a search asks for it
 * @param textBytes how many bytes of texts that were searched for are kept
 */
export const personSearch = (
  read: Columns,
  size: number,
  joinsAtOnce: boolean = size <= fewPeople,
  textBytes: number = memoryBounds.texts,
) => {
  const columns = new Map<FilterName, Column>();
  const keptParts = createLruCache<string, Condition>(textBytes);
  const wholes = new Map<FilterName, Map<string, number>>();
  const finders = new Map<FilterName, (part: string) => number[]>();
  const joined: Runs[] = [];
  const set = peopleSet(size);
  /** For each filter a byte for each code: zero but while something is worked out. */
  const marked = new Map<FilterName, Uint8Array>();
  /** Where lists are made. */
  const draft = new Uint32Array(size);

  function* makeColumn(name: FilterName): Steps<Column> {
    const column = yield* columnOf(read(name));
    columns.set(name, column);
    return column;
  }

  const columnFor = (name: FilterName): Column => columns.get(name) ?? atOnce(makeColumn(name));

  const codesOf = (name: FilterName): Map<string, number> => {
    const found = wholes.get(name) ?? new Map(columnFor(name).values.map((value, index) => [value, index + 1]));
    wholes.set(name, found);
    return found;
  };

  const condition = (runs: Runs, codes: ArrayLike<number>, asks: Condition['asks']): Condition => {
    let size = 0;
    for (let index = 0; index < codes.length; index += 1) size += runLength(runs, codes[index] as number);
    return { runs, codes, size, asks };
  };

  const partCondition = (name: FilterName, column: Column, text: string): Condition => {
    const key = `${name} ${text}`;
    const before = keptParts.get(key);
    if (before) return before;
    const find = finders.get(name) ?? partFinder(column.values);
    finders.set(name, find);
    const codes = Uint32Array.from(find(text));
    const made = condition(column, codes, [{ name, bit: filterBits[name], column, codes }]);
    keptParts.set(copyText(key), made, codes.byteLength + 2 * key.length + 400);
    return made;
  };

  const conditionOf = (name: FilterName, given: string): Condition => {
    const column = columnFor(name);
    const text = foldCase(given);
    if (filters[name] === 'part') return partCondition(name, column, text);
    const code = codesOf(name).get(text);
    const codes = code === undefined ? [] : [code];
    return condition(column, codes, [{ name, bit: filterBits[name], column, codes }]);
  };

  const marksOf = (name: FilterName, { values }: Column): Uint8Array => {
    const known = marked.get(name);
    if (known) return known;
    const made = new Uint8Array(values.length + 1);
    marked.set(name, made);
    return made;
  };

  /** Those of a list who meet one more filter; the list may be the draft itself. */
  const narrowed = (list: Uint32Array, { name, column, codes }: Asked): Uint32Array => {
    if (codes.length === 1) return draft.subarray(0, keepOnly(list, column.codes, codes[0] as number, draft));
    const marks = marksOf(name, column);
    for (let index = 0; index < codes.length; index += 1) marks[codes[index] as number] = 1;
    const count = keepMarked(list, column.codes, marks, draft);
    for (let index = 0; index < codes.length; index += 1) marks[codes[index] as number] = 0;
    return draft.subarray(0, count);
  };

  /** Whom a condition finds, in order: of several runs, those before a position alone. */
  const listOf = ({ runs, codes }: Condition, before: number): Uint32Array => {
    if (codes.length === 1) return runOf(runs, codes[0] as number);
    const { starts, people } = runs;
    for (let index = 0; index < codes.length; index += 1) {
      const code = codes[index] as number;
      const end = starts[code + 1] as number;
      for (let at = starts[code] as number; at < end; at += 1) {
        const position = people[at] as number;
        if (position >= before) break;
        set.add(position);
      }
    }
    return draft.subarray(0, set.drain(draft));
  };

  /** The people whom a condition finds, in order, as far as a page goes. */
  const beginningOf = (condition: Condition, end: number): Uint32Array => {
    // Somewhat further than it should take, since people are not spread evenly.
    const before = Math.ceil((1.5 * end * size) / condition.size) + 64;
    const beginning = before < size ? listOf(condition, before) : undefined;
    return beginning && beginning.length >= Math.min(end, condition.size) ? beginning : listOf(condition, size);
  };

  function* join(set: number, people?: Uint32Array, codes?: Uint32Array): Steps<Runs | undefined> {
    const each = listFilters(set).map(columnFor);
    if (!canJoin(each)) return undefined;
    const runs = yield* joinedRuns(each, people, codes);
    joined[set] = runs;
    return runs;
  }

  /** Those of some conditions that a set has, as one; undefined where their columns are not joined. */
  const together = (conditions: readonly Condition[], set: number): Condition | undefined => {
    const runs = joined[set] ?? (joinsAtOnce ? atOnce(join(set)) : undefined);
    if (!runs) return undefined;
    const asks: Asked[] = [];
    let codes: ArrayLike<number> = [0];
    for (const condition of conditions) {
      const [asked] = condition.asks;
      if ((set & asked.bit) === 0) continue;
      codes = asks.length === 0 ? asked.codes : joinedCodes(codes, asked.column, asked.codes);
      asks.push(asked);
    }
    return condition(runs, codes, asks as [Asked]);
  };

  /** What finds the fewest people: one of the conditions, or some of them as one. */
  const shortestOf = (conditions: readonly Condition[]): Condition => {
    let best = conditions[0] as Condition;
    let all = 0;
    for (const each of conditions) {
      if (each.size < best.size) best = each;
      all |= each.asks[0].bit;
    }
    for (const set of joinsWithin[all] as number[]) {
      const one = together(conditions, set);
      // Nothing is left to narrow it by.
      if (one && set === all) return one;
      if (one && one.size < best.size) best = one;
    }
    return best;
  };

  const search = (given: Filters, limit: number, offset: number): Found => {
    const conditions: Condition[] = [];
    for (const name of filterNames) {
      const text = given[name];
      if (text !== undefined) conditions.push(conditionOf(name, text));
    }
    if (conditions.length === 0) {
      const length = Math.max(0, Math.min(limit, size - offset));
      return { count: size, positions: Array.from({ length }, (_, index) => offset + index) };
    }
    const shortest = shortestOf(conditions);
    if (shortest.size === 0) return { count: 0, positions: [] };
    if (shortest.asks.length === conditions.length) {
      const list = offset < shortest.size ? beginningOf(shortest, offset + limit) : draft.subarray(0, 0);
      return { count: shortest.size, positions: list.subarray(offset, offset + limit) };
    }
    let list = listOf(shortest, size);
    for (const { asks } of conditions) if (!shortest.asks.includes(asks[0])) list = narrowed(list, asks[0]);
    return { count: list.length, positions: list.subarray(offset, offset + limit) };
  };

  return {
    search,

    /** How many bytes the texts take that were searched for lately, with what they match. */
    textBytes: keptParts.weight,

    /** Makes what searches need before they come, where it takes longer than a search. */
    *warmUp(): Steps<void> {
      if (joinsAtOnce) return;
      for (const name of filterNames) {
        if (!columns.has(name)) yield* makeColumn(name);
        search({ [name]: 'a' }, 1, 0);
        yield;
      }
      // In one piece: the collector looks at everything whenever much is asked for.
      const joins = joinedSets.slice(0, Math.floor(mostRoom / size));
      const room = new Uint32Array(size * (joins.length + 1));
      const list = (index: number): Uint32Array => room.subarray(size * index, size * (index + 1));
      for (const [index, set] of joins.entries()) {
        if (!joined[set]) yield* join(set, list(index), list(joins.length));
        yield;
      }
    },
  };
};

export type PersonSearch = ReturnType<typeof personSearch>;
