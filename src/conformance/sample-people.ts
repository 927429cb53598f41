import type { ApiClient, ApiResponse } from './api-client.ts';
import type { searchFilters } from './documented-values.ts';
import { expectRows, Skipped } from './expectations.ts';

/** The filters whose values a search result shows. */
export const shownFilters = [
  'industry',
  'job_title',
  'job_level',
  'company_name',
] as const satisfies readonly (keyof typeof searchFilters)[];
type FilterValues = Record<(typeof shownFilters)[number], string>;

/** A query string with these parameters. */
export const formatQuery = (parameters: Record<string, string>): string =>
  new URLSearchParams(parameters).toString().replaceAll('+', '%20');

/**
 * Returns the filter values of a person on the first page of Search.
 * @throws Skipped if nobody on that page has all of them
 */
export const findSamplePerson = async (api: ApiClient): Promise<FilterValues> => {
  const people = expectRows(await api.search(), 'results');
  const isText = (value: unknown): boolean => typeof value === 'string' && value.trim().length > 1;
  const sample = people.find((person) => shownFilters.every((name) => isText(person[name])));
  if (!sample) throw new Skipped(`nobody on the first page has ${shownFilters.join(', ')}`);
  return Object.fromEntries(shownFilters.map((name) => [name, sample[name]])) as FilterValues;
};

/** Fetches the newest 100 people, more than a page has by default. */
export const fetchManyPeople = (api: ApiClient): Promise<ApiResponse> => api.search('limit=100');
