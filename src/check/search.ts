import { SearchResult } from '../api/schemas.ts';
import { fold } from '../store/fold.ts';
import { type FilterName, filters } from '../store/people.ts';
import { type Api, type Asked, invalidToken } from './api.ts';
import {
  expect,
  expectAnswer,
  expectCount,
  expectError,
  expectObject,
  expectRows,
  expectSame,
  Unaskable,
} from './expect.ts';
import type { NotAsked, Probe } from './probe.ts';
import { invalidForSearch } from './refusals.ts';

const refusals = (api: Api): Promise<Asked[]> =>
  Promise.all([null, `Token ${invalidToken}`].map((authorization) => api.search('', { authorization })));

/** What nobody is, works as or is at. */
const nobodys = 'nobody has this value 6b1f0e52';

/** The filters whose values a result shows. */
const shownFilters = ['industry', 'job_title', 'job_level', 'company_name'] as const satisfies FilterName[];
type Known = Record<(typeof shownFilters)[number], string>;

const query = (given: Record<string, string>): string => new URLSearchParams(given).toString().replaceAll('+', '%20');

/** What a person of the first page is found by. */
const knownPerson = async (api: Api): Promise<Known> => {
  const people = expectRows(await api.search(), 'results');
  const isText = (value: unknown): boolean => typeof value === 'string' && value.trim().length > 1;
  const found = people.find((person) => shownFilters.every((name) => isText(person[name])));
  if (!found) throw new Unaskable(`nobody of the first page has ${shownFilters.join(', ')}`);
  return Object.fromEntries(shownFilters.map((name) => [name, found[name]])) as Known;
};

const somebody = async (api: Api): Promise<number> => {
  const count = expectCount(await api.search(), 'count');
  if (count === 0) throw new Unaskable('there is nobody to find');
  return count;
};

/** All results of an answer have this as a part of the value. */
const expectAll = (answer: Asked, name: string, value: string): void => {
  const others = expectRows(answer, 'results').filter((person) => !fold(String(person[name])).includes(fold(value)));
  expect(others.length === 0, answer, `results with ${JSON.stringify(value)} as ${name}`, others[0]?.[name]);
};

const uuids = (people: Record<string, unknown>[]): string => people.map(({ uuid }) => String(uuid)).join(', ');

const manyPeople = (api: Api): Promise<Asked> => api.search('limit=100');

/** S6, each with the parameter that is wrong. */
const wrongQueries = { 'limit=abc': 'limit', 'limit=1.5': 'limit', 'offset=abc': 'offset' };

export const search: readonly (Probe | NotAsked)[] = [
  {
    clause: 'S1',
    basis: ['D'],
    title: 'a missing or invalid Token is 401, a valid one is not',
    holds: async (api) => {
      for (const answer of await refusals(api)) expectAnswer(answer, 401, invalidForSearch);
      expectObject(await api.search());
    },
  },
  {
    clause: 'S1',
    basis: ['I'],
    title: '401 has WWW-Authenticate: Token',
    holds: async (api) => {
      for (const answer of await refusals(api)) {
        const scheme = answer.headers['www-authenticate'];
        expect(scheme === 'Token', answer, 'WWW-Authenticate: Token', scheme ?? 'none');
      }
    },
  },
  {
    clause: 'S2',
    basis: ['D'],
    title: 'each filter narrows what is found',
    holds: async (api) => {
      await somebody(api);
      for (const name of Object.keys(filters)) {
        const answer = await api.search(query({ [name]: nobodys }));
        expect(expectCount(answer, 'count') === 0, answer, `nobody with ${JSON.stringify(nobodys)} as ${name}`);
      }
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
    basis: ['D'],
    title: 'filters are joined by AND',
    holds: async (api) => {
      const known = await knownPerson(api);
      const answer = await api.search(query(known));
      expect(expectCount(answer, 'count') > 0, answer, 'the person with these values');
      for (const [name, value] of Object.entries(known)) expectAll(answer, name, value);
      const none = await api.search(query({ ...known, contact_office_country: nobodys }));
      expect(expectCount(none, 'count') === 0, none, 'nobody, as one of the filters finds nobody');
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
        const [least, part] = [expectCount(whole, 'count'), known[name].slice(1)];
        const answer = await api.search(query({ [name]: part }));
        if (filters[name] === 'part') {
          expect(expectCount(answer, 'count') >= least, answer, `at least the ${least} who are found by the whole`);
        } else {
          const others = expectRows(answer, 'results').filter((person) => fold(String(person[name])) !== fold(part));
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
  {
    clause: 'S5',
    basis: ['D'],
    title: 'limit is 10 and offset 0 by default',
    holds: async (api) => {
      const answer = await api.search();
      expectSame(await api.search('limit=10&offset=0'), answer);
      const [wanted, { length }] = [Math.min(10, expectCount(answer, 'count')), expectRows(answer, 'results')];
      expect(length === wanted, answer, `${wanted} results`, length);
    },
  },
  {
    clause: 'S6',
    basis: ['D'],
    title: 'a limit or an offset that is no whole number is 400 with an error',
    holds: async (api) => {
      for (const wrong of Object.keys(wrongQueries)) expectError(await api.search(wrong));
    },
  },
  {
    clause: 'S6',
    basis: ['I'],
    title: 'so is a limit below 1 or an offset below 0; the error names the parameter',
    holds: async (api) => {
      for (const [wrong, parameter] of Object.entries({ ...wrongQueries, 'limit=0': 'limit', 'offset=-1': 'offset' })) {
        const answer = await api.search(wrong);
        expect(expectError(answer).includes(parameter), answer, `an error that names ${parameter}`);
      }
    },
  },
  {
    clause: 'S7',
    basis: ['I'],
    title: 'a limit above 1000 gives 1000',
    holds: async (api) => {
      const answer = await api.search('limit=1001');
      const [wanted, { length }] = [Math.min(1000, expectCount(answer, 'count')), expectRows(answer, 'results')];
      expect(length === wanted, answer, `${wanted} results`, length);
    },
  },
  {
    clause: 'S7',
    basis: ['I'],
    title: 'an offset past the end gives no results and the true count',
    holds: async (api) => {
      const known = query(await knownPerson(api));
      const count = expectCount(await api.search(known), 'count');
      const answer = await api.search(`${known}&offset=${count}`);
      const none = expectRows(answer, 'results').length === 0 && expectCount(answer, 'count') === count;
      expect(none, answer, `"count": ${count} and "results": []`);
    },
  },
  {
    clause: 'S8',
    basis: ['D'],
    title: '200 has success, count and results, of which a page has at most limit',
    holds: async (api) => {
      const answer = await api.search('limit=5&offset=5');
      const body = expectObject(answer);
      const keys = Object.keys(body).sort();
      expect(String(keys) === 'count,results,success', answer, 'the keys success, count and results', keys);
      expect(body.success === true, answer, '"success": true', body.success);
      const { length } = expectRows(answer, 'results');
      expect(length <= 5, answer, 'at most 5 results', length);
    },
  },
  {
    clause: 'S8',
    basis: ['D'],
    title: 'count is the number of all matches, on every page',
    holds: async (api) => {
      const counts = [];
      for (const page of ['', 'limit=5&offset=5']) counts.push(expectCount(await api.search(page), 'count'));
      const answer = await api.search('limit=5&offset=5');
      expect(counts[0] === counts[1], answer, `"count": ${counts[0]}, as on the first page`, counts[1]);
      const few = await api.search(`${query(await knownPerson(api))}&limit=100`);
      const [count, { length }] = [expectCount(few, 'count'), expectRows(few, 'results')];
      expect(length === Math.min(count, 100), few, `"count": ${length}, as there are results`, count);
    },
  },
  {
    clause: 'S9',
    basis: ['D'],
    title: 'a result has exactly the documented keys in this order',
    holds: async (api) => {
      const order = Object.keys(SearchResult.properties);
      const answer = await manyPeople(api);
      for (const person of expectRows(answer, 'results')) {
        const keys = Object.keys(person);
        expect(String(keys) === String(order), answer, `the keys ${order.join(', ')} in this order`, keys);
      }
    },
  },
  {
    clause: 'S10',
    basis: ['D'],
    title: 'email and phones are null until they are unlocked, and the flags say so',
    holds: async (api) => {
      const answer = await manyPeople(api);
      for (const person of expectRows(answer, 'results')) {
        const { contact_email, contact_direct_phone, contact_mobile_phone } = person;
        const { is_email_unlocked, is_phone_unlocked } = person;
        const told = typeof is_email_unlocked === 'boolean' && typeof is_phone_unlocked === 'boolean';
        expect(told, answer, 'flags that are true or false', person);
        const email = is_email_unlocked || contact_email === null;
        const phones = is_phone_unlocked || (contact_direct_phone === null && contact_mobile_phone === null);
        expect(email && phones, answer, 'null for what is not unlocked', person);
      }
    },
  },
  {
    clause: 'S10',
    basis: ['D'],
    title: "another account's unlock changes nothing",
    skipped: 'it takes an unlock, which is charged',
  },
  {
    clause: 'S11',
    basis: ['D'],
    title: 'no search is 402 or names a charge',
    holds: async (api) => {
      await manyPeople(api);
      for (const answer of api.searches()) {
        const charge = /"(?:credits_charged|wallet_balance|balance|required)"\s*:/.exec(answer.text)?.[0];
        expect(answer.status !== 402 && charge === undefined, answer, 'an answer that costs nothing', charge);
      }
    },
  },
];
