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

/** A bit for each filter, for sets of them. */
export const bitOf = Object.fromEntries(filterNames.map((name, index) => [name, 1 << index])) as Record<
  FilterName,
  number
>;

/** Whether the columns of these filters are joined: of any two but two that meet parts, and of three that meet whole values. */
const areJoined = (names: readonly FilterName[]): boolean => {
  const parts = names.filter((name) => filters[name] === 'part').length;
  return (names.length === 2 && parts < 2) || (names.length === 3 && parts === 0);
};

/** Some filters, by a bit for each that is among them. */
export const namesOf = (set: number): FilterName[] => filterNames.filter((_, index) => set & (1 << index));

const sets = Array.from({ length: 1 << filterNames.length }, (_, set) => set);

/** The sets of filters whose columns are joined, those that most searches have first. */
export const allJoins = sets
  .filter((set) => areJoined(namesOf(set)))
  .sort((a, b) => namesOf(a).length - namesOf(b).length);

/** The joins that each set of filters has, the largest first. */
export const joinsOf = sets.map((all) => allJoins.filter((set) => (set & all) === set).reverse());
