import { foldCase } from '../../domain/case-folding.ts';
import { filters } from '../../domain/filters.ts';
import type { Api, Asked } from '../api.ts';
import { expect, expectCount, expectError, expectRows, expectSame, Unaskable } from '../expect.ts';
import { knownPerson, manyPeople, query, shownFilters } from '../known-person.ts';
import type { NotAsked, Probe } from '../probe.ts';

/** What nobody is, works as or is at. */
const nobodys = 'nobody has this value 6b1f0e52';

const somebody = async (api: Api): Promise<number> => {
  const count = expectCount(await api.search(), 'count');
  if (count === 0) throw new Unaskable('there is nobody to find');
  return count;
};

/** Nobody, or 400 as for any invalid parameter: of a filter with a vocabulary the vendor's page would let it. */
const expectNobody = (answer: Asked, expected: string): void => {
  if (answer.status === 400) expectError(answer);
  else expect(expectCount(answer, 'count') === 0, answer, expected);
};

/** All results of an answer have this as a part of the value. */
const expectAll = (answer: Asked, name: string, value: string): void => {
  const others = expectRows(answer, 'results').filter(
    (person) => !foldCase(String(person[name])).includes(foldCase(value)),
  );
  expect(others.length === 0, answer, `results with ${JSON.stringify(value)} as ${name}`, others[0]?.[name]);
};

const uuids = (people: Record<string, unknown>[]): string => people.map(({ uuid }) => String(uuid)).join(', ');

/** What Search finds, and in which order: S2–S4. */
export const found: readonly (Probe | NotAsked)[] = [
  {
    clause: 'S2',
    basis: ['D'],
    title: 'each filter narrows what is found',
    holds: async (api) => {
      await somebody(api);
      for (const name of Object.keys(filters)) {
        const answer = await api.search(query({ [name]: nobodys }));
        expectNobody(answer, `nobody with ${JSON.stringify(nobodys)} as ${name}`);
      }
    },
  },
  {
    clause: 'S2',
    basis: ['I'],
    title: 'a value that nobody has is no error',
    holds: async (api) => {
      for (const name of Object.keys(filters)) expectCount(await api.search(query({ [name]: nobodys })), 'count');
    },
  },
  {
    clause: 'S2',
    basis: ['D'],
    title: 'a filter with the value of a known person finds people with that value',
    holds: async (api) => {
      for (const [name, value] of Object.entries(await knownPerson(api))) {
        const answer = await api.search(query({ [name]: value }));
        expect(expectCount(answer, 'count') > 0, answer, `somebody with ${JSON.stringify(value)} as ${name}`);
        expectAll(answer, name, value);
      }
    },
  },
  {
    clause: 'S2',
    basis: ['I'],
    title: 'filters are joined by AND',
    holds: async (api) => {
      const known = await knownPerson(api);
      // Two that many people share: what is found by one of them alone would differ in the other.
      const { industry, job_level } = known;
      const answer = await api.search(query({ industry, job_level }));
      expect(expectCount(answer, 'count') > 0, answer, 'the person with these values');
      expectAll(answer, 'industry', industry);
      expectAll(answer, 'job_level', job_level);
      const none = await api.search(query({ ...known, contact_office_country: nobodys }));
      expectNobody(none, 'nobody, as one of the filters finds nobody');
    },
  },
  {
    clause: 'S3',
    basis: ['I'],
    title: 'letter case never matters',
    holds: async (api) => {
      for (const [name, value] of Object.entries(await knownPerson(api))) {
        const as = await api.search(query({ [name]: value }));
        for (const other of [value.toUpperCase(), value.toLowerCase()]) {
          const answer = await api.search(query({ [name]: other }));
          const counts = [expectCount(answer, 'count'), expectCount(as, 'count')];
          expect(counts[0] === counts[1], answer, `"count": ${counts[1]}, as for ${JSON.stringify(value)}`);
        }
      }
    },
  },
  {
    clause: 'S3',
    basis: ['I'],
    title: 'job_title and company_name match any part, the others the whole',
    holds: async (api) => {
      const known = await knownPerson(api);
      for (const name of shownFilters) {
        const whole = await api.search(query({ [name]: known[name] }));
        const [least, part] = [expectCount(whole, 'count'), [...known[name]].slice(1).join('')];
        const answer = await api.search(query({ [name]: part }));
        if (filters[name] === 'part') {
          expect(expectCount(answer, 'count') >= least, answer, `at least the ${least} who are found by the whole`);
        } else {
          const others = expectRows(answer, 'results').filter(
            (person) => foldCase(String(person[name])) !== foldCase(part),
          );
          expect(others.length === 0, answer, 'nobody who has it as a part of the value alone', others[0]?.[name]);
        }
      }
    },
  },
  {
    clause: 'S3',
    basis: ['I'],
    title: 'wildcards mean themselves',
    holds: async (api) => {
      for (const sign of ['%', '_', '*', '\\']) {
        expectAll(await api.search(query({ job_title: sign })), 'job_title', sign);
      }
    },
  },
  {
    clause: 'S4',
    basis: ['D'],
    title: 'newest first: the same query gives the same order, and its pages go on from each other',
    holds: async (api) => {
      const answer = await api.search();
      expectSame(await api.search('', { again: true }), answer);
      const pages = [await api.search('limit=5&offset=0'), await api.search('limit=5&offset=5')];
      const tiled = pages.flatMap((page) => expectRows(page, 'results'));
      const whole = expectRows(answer, 'results');
      expect(
        JSON.stringify(tiled) === JSON.stringify(whole),
        answer,
        `two pages of five, one after the other: ${uuids(tiled)}`,
        uuids(whole),
      );
    },
  },
  {
    clause: 'S4',
    basis: ['I'],
    title: 'what a filter finds stands in the order that it has without one',
    holds: async (api) => {
      const { industry } = await knownPerson(api);
      const ofIndustry = (answer: Asked) =>
        expectRows(answer, 'results').filter((person) => person.industry === industry);
      const all = ofIndustry(await manyPeople(api));
      const answer = await api.search(`${query({ industry })}&limit=100`);
      const found = ofIndustry(answer).slice(0, all.length);
      const same = JSON.stringify(found) === JSON.stringify(all);
      expect(same, answer, `first of all ${uuids(all)}`, uuids(found));
    },
  },
];
