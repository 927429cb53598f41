import { type Filters, filterNames } from '../../domain/filters.ts';
import { databaseMemoryBounds } from '../database-memory-bounds.ts';
import { buildCompositeIndex, canCombine, extendCodes } from './composite-index.ts';
import {
  type Condition,
  createCondition,
  createConditions,
  type MatchedFilter,
  type ReadColumn,
} from './conditions.ts';
import { compositeSets, compositeSetsWithin, listFilters } from './filter-sets.ts';
import { createMatchLister } from './list-matches.ts';
import { type PostingLists, runSteps, type Steps } from './posting-lists.ts';

/** Up to so many people, a search builds the composite index that it needs. For more people only `warmUp` builds them. */
const maxPeopleForDirectBuild = 50_000;

/** The limit of all composite indexes together, in positions: 160 MB. */
const maxCompositePositions = 40_000_000;

/** The result of a search: how many people match, and the positions of one page, newest first (S4). */
type Matches = {
  count: number;
  /** Valid until the next search. */
  positions: ArrayLike<number>;
};

/** Creates the composite indexes, each built when it is first needed. */
const createCompositeIndexes = ({ getColumn }: ReturnType<typeof createConditions>, buildsDirectly: boolean) => {
  const indexes: PostingLists[] = [];

  /** Builds the index of a set of filters. Returns undefined if their columns have too many values. */
  function* build(filterSet: number, positions?: Uint32Array, codes?: Uint32Array): Steps<PostingLists | undefined> {
    const columns = listFilters(filterSet).map(getColumn);
    if (!canCombine(columns)) return undefined;
    const index = indexes[filterSet] ?? (yield* buildCompositeIndex(columns, positions, codes));
    indexes[filterSet] = index;
    return index;
  }

  return {
    build,

    /** Combines those of some conditions that belong to a set of filters. Returns undefined if the set has no index. */
    combine: (conditions: readonly Condition[], filterSet: number): Condition | undefined => {
      const index = indexes[filterSet] ?? (buildsDirectly ? runSteps(build(filterSet)) : undefined);
      if (!index) return undefined;
      const matched: MatchedFilter[] = [];
      let codes: ArrayLike<number> = [0];
      for (const condition of conditions) {
        const [filter] = condition.filters;
        if ((filterSet & filter.bit) === 0) continue;
        codes = matched.length === 0 ? filter.codes : extendCodes(codes, filter.column, filter.codes);
        matched.push(filter);
      }
      return createCondition(index, codes, matched as [MatchedFilter]);
    },
  };
};

/**
 * Creates the search over one set of people, which never changes. Each value of a filter has a posting list: the positions
 * of its people, newest first. So has each combination of values in a composite index. Most searches are answered by one
 * posting list. Otherwise the shortest one is narrowed by the remaining filters. docs/decisions/0040 has the measurements.
 * @param size how many people there are
 * @param buildsDirectly whether a search builds the composite index that it needs
 * @param textBytes the limit in bytes of the cache of texts that were searched for
 */
export const createPersonSearch = (
  readColumn: ReadColumn,
  size: number,
  buildsDirectly: boolean = size <= maxPeopleForDirectBuild,
  textBytes: number = databaseMemoryBounds.texts,
) => {
  const conditions = createConditions(readColumn, textBytes);
  const compositeIndexes = createCompositeIndexes(conditions, buildsDirectly);
  const { listAll, listFirst, narrow } = createMatchLister(size);

  /** Finds the condition with the fewest people: one of the filters, or several with a composite index. */
  const findSmallest = (all: readonly Condition[]): Condition => {
    let smallest = all[0] as Condition;
    let filterSet = 0;
    for (const condition of all) {
      if (condition.size < smallest.size) smallest = condition;
      filterSet |= condition.filters[0].bit;
    }
    for (const subset of compositeSetsWithin[filterSet] as number[]) {
      const combined = compositeIndexes.combine(all, subset);
      // No filter remains to narrow it by.
      if (combined && subset === filterSet) return combined;
      if (combined && combined.size < smallest.size) smallest = combined;
    }
    return smallest;
  };

  const search = (filters: Filters, limit: number, offset: number): Matches => {
    const all: Condition[] = [];
    for (const name of filterNames) {
      const filter = filters[name];
      if (filter !== undefined) all.push(conditions.toCondition(name, filter));
    }
    if (all.length === 0) {
      const length = Math.max(0, Math.min(limit, size - offset));
      return { count: size, positions: Array.from({ length }, (_, index) => offset + index) };
    }
    const smallest = findSmallest(all);
    if (smallest.size === 0) return { count: 0, positions: [] };
    if (smallest.filters.length === all.length) {
      if (offset >= smallest.size) return { count: smallest.size, positions: [] };
      return { count: smallest.size, positions: listFirst(smallest, offset + limit).subarray(offset, offset + limit) };
    }
    let positions = listAll(smallest);
    for (const {
      filters: [filter],
    } of all) {
      if (!smallest.filters.includes(filter)) positions = narrow(positions, filter);
    }
    return { count: positions.length, positions: positions.subarray(offset, offset + limit) };
  };

  return {
    search,

    /** How many bytes the cache of texts that were searched for takes. */
    textBytes: conditions.textBytes,

    /** Builds, step by step, all that takes longer than a search. */
    *warmUp(): Steps<void> {
      if (buildsDirectly) return;
      for (const name of filterNames) {
        yield* conditions.loadColumn(name);
        // The first search by a filter builds its trigram index or its map of codes. The text does not matter.
        search({ [name]: 'a' }, 1, 0);
        yield;
      }
      // Allocate once: repeated large allocations trigger full garbage collections.
      const sets = compositeSets.slice(0, Math.floor(maxCompositePositions / size));
      const positions = new Uint32Array(size * (sets.length + 1));
      const getPart = (index: number): Uint32Array => positions.subarray(size * index, size * (index + 1));
      for (const [index, filterSet] of sets.entries()) {
        yield* compositeIndexes.build(filterSet, getPart(index), getPart(sets.length));
        yield;
      }
    },
  };
};

export type PersonSearch = ReturnType<typeof createPersonSearch>;
