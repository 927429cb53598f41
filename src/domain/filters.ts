/** How the filters of Search match (S2, S3): the whole value of a person, or any part of it. Letter case never matters. */
export const filterMatching = {
  industry: 'whole',
  job_title: 'part',
  job_level: 'whole',
  company_name: 'part',
  contact_office_country: 'whole',
  employee_range: 'whole',
  revenue_range: 'whole',
} as const;
export type FilterName = keyof typeof filterMatching;
export type Filters = Partial<Record<FilterName, string>>;
export const filterNames = Object.keys(filterMatching) as FilterName[];
