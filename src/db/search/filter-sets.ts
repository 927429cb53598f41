import { type FilterName, filterMatching, filterNames } from '../../domain/filters.ts';

/** A bit for each filter. A `filterSet` is a number with the bits of its filters. */
export const filterBits = Object.fromEntries(filterNames.map((name, index) => [name, 1 << index])) as Record<
  FilterName,
  number
>;

/** The filters of a set. */
export const listFilters = (filterSet: number): FilterName[] =>
  filterNames.filter((_, index) => filterSet & (1 << index));

/**
 * Whether these filters have a composite index. Any two filters have one, unless both match parts of values. Three filters
 * have one if all three match whole values.
 */
const hasCompositeIndex = (names: readonly FilterName[]): boolean => {
  const partFilters = names.filter((name) => filterMatching[name] === 'part').length;
  return (names.length === 2 && partFilters < 2) || (names.length === 3 && partFilters === 0);
};

const allFilterSets = Array.from({ length: 1 << filterNames.length }, (_, filterSet) => filterSet);

/** The sets of filters that have a composite index. Pairs come first, because most searches use them. */
export const compositeSets = allFilterSets
  .filter((filterSet) => hasCompositeIndex(listFilters(filterSet)))
  .sort((a, b) => listFilters(a).length - listFilters(b).length);

/** For each set of filters, the sets within it that have a composite index, the largest first. */
export const compositeSetsWithin = allFilterSets.map((filterSet) =>
  compositeSets.filter((compositeSet) => (compositeSet & filterSet) === compositeSet).reverse(),
);
