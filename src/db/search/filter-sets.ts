import { type FilterName, filterNames, filters } from '../../domain/filters.ts';

/** A bit for each filter. A set of filters is a number with the bits of its filters. */
export const filterBits = Object.fromEntries(filterNames.map((name, index) => [name, 1 << index])) as Record<
  FilterName,
  number
>;

/** The filters of a set. */
export const listFilters = (set: number): FilterName[] => filterNames.filter((_, index) => set & (1 << index));

/**
 * Whether these filters have a composite index. Any two filters have one, unless both match parts of values. Three filters
 * have one if all three match whole values.
 */
const hasCompositeIndex = (names: readonly FilterName[]): boolean => {
  const partFilters = names.filter((name) => filters[name] === 'part').length;
  return (names.length === 2 && partFilters < 2) || (names.length === 3 && partFilters === 0);
};

const allSets = Array.from({ length: 1 << filterNames.length }, (_, set) => set);

/** The sets of filters that have a composite index. Pairs come first, because most searches use them. */
export const compositeSets = allSets
  .filter((set) => hasCompositeIndex(listFilters(set)))
  .sort((a, b) => listFilters(a).length - listFilters(b).length);

/** For each set of filters, the sets within it that have a composite index, the largest first. */
export const compositeSetsWithin = allSets.map((set) =>
  compositeSets.filter((composite) => (composite & set) === composite).reverse(),
);
