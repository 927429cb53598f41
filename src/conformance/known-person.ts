import type { FilterName } from '../domain/filters.ts';
import type { Api, Asked } from './api.ts';
import { expectRows, Unaskable } from './expect.ts';

/** The filters whose values a result shows. */
export const shownFilters = ['industry', 'job_title', 'job_level', 'company_name'] as const satisfies FilterName[];
type Known = Record<(typeof shownFilters)[number], string>;

/** A query string of these parameters. */
export const query = (given: Record<string, string>): string =>
  new URLSearchParams(given).toString().replaceAll('+', '%20');

/** What a person of the first page is found by. */
export const knownPerson = async (api: Api): Promise<Known> => {
  const people = expectRows(await api.search(), 'results');
  const isText = (value: unknown): boolean => typeof value === 'string' && value.trim().length > 1;
  const found = people.find((person) => shownFilters.every((name) => isText(person[name])));
  if (!found) throw new Unaskable(`nobody of the first page has ${shownFilters.join(', ')}`);
  return Object.fromEntries(shownFilters.map((name) => [name, found[name]])) as Known;
};

/** The newest people, more than a page has by default. */
export const manyPeople = (api: Api): Promise<Asked> => api.search('limit=100');
