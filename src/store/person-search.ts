import type { Column } from './columns.ts';
import { fold } from './fold.ts';
import { lru } from './lru.ts';
import { partFinder } from './parts.ts';

/** How each filter of Search meets a value (S2, S3): the whole of it, or any part. Letter case never matters. */
export const filters = {
  industry: 'whole',
  job_title: 'part',
  job_level: 'whole',
  company_name: 'part',
  contact_office_country: 'whole',
  employee_range: 'whole',
  revenue_range: 'whole',
} as const;
export type FilterName = keyof typeof filters;
export type Filters = Partial<Record<FilterName, string>>;
export const filterNames = Object.keys(filters) as FilterName[];

/** Gives a column, worked out when it is first asked for. */
export type Columns = (name: FilterName) => Column;

/** What one filter asks: people whose value in a column has one of these codes. */
type Condition = { key: string; column: Column; codes: ArrayLike<number>; size: number };

/** Bytes of answers to keep, so that further pages and narrower filters are near at hand. */
const keptBytes = 64 * 1024 * 1024;

const runLength = ({ starts }: Column, code: number): number => (starts[code + 1] as number) - (starts[code] as number);

/** Whom a search finds: how many, and the positions of one page, newest first (S4). */
export type Found = { count: number; positions: ArrayLike<number> };

/**
 * Search over one set of people, which never changes. Any filter is a list of positions, newest first, and several are
 * the shortest of these lists, narrowed by the codes of the others.
 * @param size how many people there are
 */
export const personSearch = (columns: Columns, size: number) => {
  const kept = lru<Uint32Array>(keptBytes);
  const keptParts = lru<Condition>(keptBytes / 4);
  const wholes = new Map<FilterName, Map<string, number>>();
  const finders = new Map<FilterName, (part: string) => number[]>();
  /** A bit for each person, and a byte for each code: zero but while something is worked out. */
  const bits = new Uint32Array(Math.ceil(size / 32));
  let wanted = new Uint8Array(1024);
  /** Where lists are made, before their length is known. */
  const draft = new Uint32Array(size);

  const codesOf = (name: FilterName): Map<string, number> => {
    const found = wholes.get(name) ?? new Map(columns(name).values.map((value, index) => [value, index + 1]));
    wholes.set(name, found);
    return found;
  };

  const conditionOf = (name: FilterName, given: string): Condition => {
    const column = columns(name);
    if (wanted.length <= column.values.length) wanted = new Uint8Array(column.values.length + 1);
    const text = fold(given);
    if (filters[name] === 'whole') {
      const code = codesOf(name).get(text);
      if (code === undefined) return { key: name, column, codes: [], size: 0 };
      return { key: `${name}=${code}`, column, codes: [code], size: runLength(column, code) };
    }
    const key = `${name}=${JSON.stringify(text)}`;
    const before = keptParts.get(key);
    if (before) return before;
    const find = finders.get(name) ?? partFinder(column.values);
    finders.set(name, find);
    const codes = Uint32Array.from(find(text));
    const condition = { key, column, codes, size: codes.reduce((sum, code) => sum + runLength(column, code), 0) };
    keptParts.set(key, condition, codes.byteLength + 2 * key.length);
    return condition;
  };

  const mark = (codes: ArrayLike<number>, as: 0 | 1): void => {
    for (let index = 0; index < codes.length; index += 1) wanted[codes[index] as number] = as;
  };

  /** The runs of several codes as one list: each sets its people's bits, which are then read in order. */
  const merge = ({ column: { starts, people }, codes }: Condition): Uint32Array => {
    for (let index = 0; index < codes.length; index += 1) {
      const code = codes[index] as number;
      const end = starts[code + 1] as number;
      for (let at = starts[code] as number; at < end; at += 1) {
        const position = people[at] as number;
        bits[position >>> 5] = (bits[position >>> 5] as number) | (1 << (position & 31));
      }
    }
    let count = 0;
    for (let word = 0; word < bits.length; word += 1) {
      for (let left = bits[word] as number; left !== 0; left &= left - 1) {
        draft[count] = word * 32 + 31 - Math.clz32(left & -left);
        count += 1;
      }
      bits[word] = 0;
    }
    return draft.slice(0, count);
  };

  const narrow = (list: Uint32Array, { column: { codes: all }, codes }: Condition): Uint32Array => {
    let count = 0;
    mark(codes, 1);
    for (let index = 0; index < list.length; index += 1) {
      const position = list[index] as number;
      draft[count] = position;
      count += wanted[all[position] as number] as number;
    }
    mark(codes, 0);
    return draft.slice(0, count);
  };

  const listOf = (conditions: readonly Condition[]): Uint32Array => {
    const [first, second] = conditions as [Condition, Condition?];
    if (!second && first.codes.length === 1) {
      const { starts, people } = first.column;
      const code = first.codes[0] as number;
      return people.subarray(starts[code], starts[code + 1]);
    }
    const key = conditions.map((each) => each.key).join('&');
    const before = kept.get(key);
    if (before) return before;
    const list = second ? narrow(listOf(conditions.slice(0, -1)), conditions.at(-1) as Condition) : merge(first);
    kept.set(key, list, list.byteLength + 2 * key.length);
    return list;
  };

  /** The page of one condition where its people are so many that it is soon found by looking at the newest. */
  const nearPage = ({ key, column, codes, size: all }: Condition, limit: number, offset: number) => {
    const end = Math.min(offset + limit, all);
    if ((end * size) / all > all || kept.get(key)) return undefined;
    const page: number[] = [];
    mark(codes, 1);
    let met = 0;
    for (let position = 0; met < end; position += 1) {
      if (wanted[column.codes[position] as number] === 0) continue;
      if (met >= offset) page.push(position);
      met += 1;
    }
    mark(codes, 0);
    return page;
  };

  return (given: Filters, limit: number, offset: number): Found => {
    const conditions: Condition[] = [];
    for (const name of filterNames) {
      const text = given[name];
      if (text !== undefined) conditions.push(conditionOf(name, text));
    }
    conditions.sort((a, b) => a.size - b.size);
    const [first] = conditions;
    if (!first) {
      const length = Math.max(0, Math.min(limit, size - offset));
      return { count: size, positions: Array.from({ length }, (_, index) => offset + index) };
    }
    if (conditions.length === 1 && first.codes.length !== 1) {
      const positions = offset < first.size ? nearPage(first, limit, offset) : [];
      if (positions) return { count: first.size, positions };
    }
    const list = first.size === 0 ? draft.subarray(0, 0) : listOf(conditions);
    return { count: list.length, positions: list.subarray(offset, offset + limit) };
  };
};

export type PersonSearch = ReturnType<typeof personSearch>;
