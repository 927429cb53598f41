import { type FilterName, filterNames, filters } from '../../domain/filters.ts';

/** A bit for each filter. A set of filters is a number with the bits of its filters. */
export const filterBits = Object.fromEntries(filterNames.map((name, index) => [name, 1 << index])) as Record<
  FilterName,
  number
>;

/** The filters of a set. */
export const listFilters = (set: number): FilterName[] => filterNames.filter((_, index) => set & (1 << index));

/**
 * Whether the columns of these filters are joined. Any two columns are joined, unless both filters match parts of values. Three
 * columns are joined if all three filters match whole values.
 */
const isJoined = (names: readonly FilterName[]): boolean => {
  const partFilters = names.filter((name) => filters[name] === 'part').length;
  return (names.length === 2 && partFilters < 2) || (names.length === 3 && partFilters === 0);
};

const allSets = Array.from({ length: 1 << filterNames.length }, (_, set) => set);

/** The sets of filters whose columns are joined. Pairs come first, because most searches use them. */
export const joinedSets = allSets
  .filter((set) => isJoined(listFilters(set)))
  .sort((a, b) => listFilters(a).length - listFilters(b).length);

/** For each set of filters, the joined sets within it, the largest first. */
export const joinsWithin = allSets.map((set) => joinedSets.filter((joined) => (joined & set) === joined).reverse());
