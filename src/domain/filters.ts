/** How the filters of Search match (S2, S3): the whole value of a person, or any part of it. Letter case never matters. */
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
