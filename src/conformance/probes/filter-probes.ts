import type { ApiClient, ApiResponse } from '../api-client.ts';
import { searchFilterNames, searchFilters } from '../documented-values.ts';
import { expect, expectCount, expectErrorText, expectRows, expectSameResponse, Skipped } from '../expectations.ts';
import type { Probe, SkippedProbe } from '../probe.ts';
import { fetchManyPeople, findSamplePerson, formatQuery, shownFilters } from '../sample-people.ts';

/** A value that nobody has in any field. */
const unusedValue = 'nobody has this value 6b1f0e52';

/**
 * Folds the letter case of a text, so that texts that differ only in letter case are equal (S3). Upper case is applied last,
 * because the lower case of `Σ` depends on the letters around it. Lower case is applied first, because the upper case of the
 * Kelvin sign is not `K`.
 */
const ignoreCase = (text: string): string => text.toLowerCase().toUpperCase();

/** @throws Skipped if Search finds nobody at all */
const expectPeople = async (api: ApiClient): Promise<void> => {
  if (expectCount(await api.search(), 'count') === 0) throw new Skipped('Search returns no people');
};

/** Expects no results, or a 400. The vendor's page allows that a filter with fixed values refuses all other values. */
const expectNobody = (response: ApiResponse, expected: string): void => {
  if (response.status === 400) expectErrorText(response);
  else expect(expectCount(response, 'count') === 0, response, expected);
};

/** Expects that every result contains the value. */
const expectAllContain = (response: ApiResponse, name: string, value: string): void => {
  const others = expectRows(response, 'results').filter(
    (person) => !ignoreCase(String(person[name])).includes(ignoreCase(value)),
  );
  expect(others.length === 0, response, `results with ${JSON.stringify(value)} as ${name}`, others[0]?.[name]);
};

const joinUuids = (people: Record<string, unknown>[]): string => people.map(({ uuid }) => String(uuid)).join(', ');

/** The filters of Search and the order of its results: S2–S4. */
export const filterProbes: readonly (Probe | SkippedProbe)[] = [
  {
    clause: 'S2',
    basis: ['D'],
    title: 'each filter restricts the results',
    run: async (api) => {
      await expectPeople(api);
      for (const name of searchFilterNames) {
        const response = await api.search(formatQuery({ [name]: unusedValue }));
        expectNobody(response, `nobody with ${JSON.stringify(unusedValue)} as ${name}`);
      }
    },
  },
  {
    clause: 'S2',
    basis: ['I'],
    title: 'a value that nobody has is no error',
    run: async (api) => {
      for (const name of searchFilterNames) {
        expectCount(await api.search(formatQuery({ [name]: unusedValue })), 'count');
      }
    },
  },
  {
    clause: 'S2',
    basis: ['D'],
    title: 'a filter with the value of a sample person finds people with that value',
    run: async (api) => {
      for (const [name, value] of Object.entries(await findSamplePerson(api))) {
        const response = await api.search(formatQuery({ [name]: value }));
        expect(expectCount(response, 'count') > 0, response, `somebody with ${JSON.stringify(value)} as ${name}`);
        expectAllContain(response, name, value);
      }
    },
  },
  {
    clause: 'S2',
    basis: ['I'],
    title: 'several filters are joined by AND',
    run: async (api) => {
      const sample = await findSamplePerson(api);
      // Many people share each of these values, so the results of only one of the two filters would differ in the other.
      const { industry, job_level } = sample;
      const response = await api.search(formatQuery({ industry, job_level }));
      expect(expectCount(response, 'count') > 0, response, 'the person with these values');
      expectAllContain(response, 'industry', industry);
      expectAllContain(response, 'job_level', job_level);
      const empty = await api.search(formatQuery({ ...sample, contact_office_country: unusedValue }));
      expectNobody(empty, 'nobody, because one of the filters finds nobody');
    },
  },
  {
    clause: 'S3',
    basis: ['I'],
    title: 'letter case never matters',
    run: async (api) => {
      for (const [name, value] of Object.entries(await findSamplePerson(api))) {
        const count = expectCount(await api.search(formatQuery({ [name]: value })), 'count');
        for (const variant of [value.toUpperCase(), value.toLowerCase()]) {
          const response = await api.search(formatQuery({ [name]: variant }));
          const isSame = expectCount(response, 'count') === count;
          expect(isSame, response, `"count": ${count}, as for ${JSON.stringify(value)}`);
        }
      }
    },
  },
  {
    clause: 'S3',
    basis: ['I'],
    title: 'job_title and company_name match any part of a value, the other filters the whole value',
    run: async (api) => {
      const sample = await findSamplePerson(api);
      for (const name of shownFilters) {
        const wholeCount = expectCount(await api.search(formatQuery({ [name]: sample[name] })), 'count');
        const part = [...sample[name]].slice(1).join('');
        const response = await api.search(formatQuery({ [name]: part }));
        if (searchFilters[name] === 'part') {
          const isSuperset = expectCount(response, 'count') >= wholeCount;
          expect(isSuperset, response, `at least the ${wholeCount} people whom the whole value finds`);
        } else {
          const others = expectRows(response, 'results').filter(
            (person) => ignoreCase(String(person[name])) !== ignoreCase(part),
          );
          expect(others.length === 0, response, 'nobody who has it as only a part of the value', others[0]?.[name]);
        }
      }
    },
  },
  {
    clause: 'S3',
    basis: ['I'],
    title: 'wildcard characters match only themselves',
    run: async (api) => {
      for (const character of ['%', '_', '*', '\\']) {
        expectAllContain(await api.search(formatQuery({ job_title: character })), 'job_title', character);
      }
    },
  },
  {
    clause: 'S4',
    basis: ['D'],
    title: 'newest first: the same query returns the same order, and each page continues the one before',
    run: async (api) => {
      const response = await api.search();
      expectSameResponse(await api.search('', { repeat: true }), response);
      const pages = [await api.search('limit=5&offset=0'), await api.search('limit=5&offset=5')];
      const inPages = pages.flatMap((page) => expectRows(page, 'results'));
      const atOnce = expectRows(response, 'results');
      expect(
        JSON.stringify(inPages) === JSON.stringify(atOnce),
        response,
        `the results of two pages of five: ${joinUuids(inPages)}`,
        joinUuids(atOnce),
      );
    },
  },
  {
    clause: 'S4',
    basis: ['I'],
    title: 'a filter keeps the order of the results',
    run: async (api) => {
      const { industry } = await findSamplePerson(api);
      const ofIndustry = (response: ApiResponse) =>
        expectRows(response, 'results').filter((person) => person.industry === industry);
      const unfiltered = ofIndustry(await fetchManyPeople(api));
      const response = await api.search(`${formatQuery({ industry })}&limit=100`);
      const filtered = ofIndustry(response).slice(0, unfiltered.length);
      const isSame = JSON.stringify(filtered) === JSON.stringify(unfiltered);
      expect(isSame, response, `results that begin with ${joinUuids(unfiltered)}`, joinUuids(filtered));
    },
  },
];
