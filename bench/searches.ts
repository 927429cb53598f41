import { employeeRanges, industries, jobLevels, revenueRanges } from '../src/domain/vocabulary.ts';
import { countries } from '../src/fixtures/generate/countries.ts';
import { createRandom } from '../src/fixtures/generate/random.ts';
import { addQuery, sendRequest } from './http-client.ts';
import { searchHeaders, startMock } from './server.ts';

/** The filters that compare the whole value, with all values that people have. */
const wholeValues = {
  industry: industries.map(({ name }) => name),
  job_level: jobLevels.map(({ name }) => name),
  contact_office_country: countries.map(({ name }) => name),
  employee_range: [...employeeRanges],
  revenue_range: [...revenueRanges],
};
type WholeFilter = keyof typeof wholeValues;
type PartFilter = 'job_title' | 'company_name';
type Filter = WholeFilter | PartFilter;

const wholeFilters = Object.keys(wholeValues) as WholeFilter[];
const partFilters: readonly PartFilter[] = ['job_title', 'company_name'];
const allFilters: readonly Filter[] = [...wholeFilters, ...partFilters];

/** The values of one person. */
type Sample = Record<'industry' | 'job_level' | PartFilter, string>;

/** The values of the people of a server. With them, searches find people. */
export type Values = {
  people: number;
  samples: Sample[];
  /** The share of people who have this value. */
  shareOf: (filter: WholeFilter, value: string) => number;
};

type Page = { count: number; results: Record<keyof Sample, string | null>[] };

/** A person may lack any of the values. Such a person is no sample. */
const isSample = (person: Page['results'][number]): person is Sample =>
  [person.industry, person.job_level, person.job_title, person.company_name].every((value) => value !== null);

const createPath = (query: Record<string, string | number>): string => addQuery('/external/search/', query);

const readValues = async (people: number, cache: string): Promise<Values> => {
  await using server = await startMock(people, { cache });
  const search = async (query: Record<string, string | number>): Promise<Page> =>
    JSON.parse((await sendRequest(server.url + createPath(query), searchHeaders)).text) as Page;
  const samples: Sample[] = [];
  for (const position of [0, 0.3, 0.6, 0.9]) {
    const { results } = await search({ limit: 1000, offset: Math.floor(people * position) });
    samples.push(...results.filter(isSample));
  }
  const shares = new Map<string, number>();
  for (const filter of wholeFilters) {
    for (const value of wholeValues[filter]) {
      shares.set(`${filter} ${value}`, (await search({ [filter]: value, limit: 1 })).count / people);
    }
  }
  return { people, samples, shareOf: (filter, value) => shares.get(`${filter} ${value}`) ?? 0 };
};

const valuesByPeople = new Map<number, Promise<Values>>();

/**
 * Learns the values of a number of people. A server of its own answers the searches for them, so that the server that is
 * measured has not received any of them.
 */
export const learnValues = (people: number, cache: string): Promise<Values> => {
  const values = valuesByPeople.get(people) ?? readValues(people, cache);
  valuesByPeople.set(people, values);
  return values;
};

type Random = ReturnType<typeof createRandom>;

/** Picks a part of a value: one of its words, or three to eight letters from any position. */
const pickPart = (random: Random, value: string): string => {
  const word = random.pick(value.split(' '));
  if (word.length > 2 && random.chance(0.5)) return word;
  const begin = random.integerBelow(Math.max(1, value.length - 3));
  return value.slice(begin, begin + 3 + random.integerBelow(6)).trim() || word;
};

/** Creates a search that most likely finds people, for a page that most likely is full. */
const createSearch = (
  random: Random,
  { people, samples, shareOf }: Values,
  filters: readonly Filter[],
  isDeep: boolean,
): string => {
  const sample = random.pick(samples);
  const query: Record<string, string | number> = {};
  let expectedCount = people;
  for (const filter of filters) {
    if (filter === 'job_title' || filter === 'company_name') {
      query[filter] = pickPart(random, sample[filter]);
      expectedCount *= 0.005;
    } else {
      const isInSample = filter === 'industry' || filter === 'job_level';
      const value = isInSample ? sample[filter] : random.pick(wholeValues[filter]);
      query[filter] = value;
      expectedCount *= shareOf(filter, value);
    }
  }
  // Some combinations of values are rarer than their shares suggest, so the last offset is below the expected count.
  const lastOffset = Math.floor(expectedCount * 0.7);
  const middle = Math.floor(lastOffset / 2);
  const offset = isDeep
    ? middle + random.integerBelow(middle + 1)
    : random.integerBelow(Math.min(lastOffset, 1000) + 1);
  if (offset > 0) query.offset = offset;
  return createPath(query);
};

/** Picks several different items of a list. */
const pickSeveral = <T>(random: Random, list: readonly T[], count: number): T[] => {
  const rest = [...list];
  return Array.from({ length: count }, () => rest.splice(random.integerBelow(rest.length), 1)[0] as T);
};

/** The kinds of searches in a mixed load. The weight is the frequency of a kind. */
const searchKinds: { weight: number; pickFilters: (random: Random) => Filter[]; isDeep: boolean }[] = [
  { weight: 5, pickFilters: () => [], isDeep: true },
  { weight: 20, pickFilters: (random) => pickSeveral(random, wholeFilters, 1), isDeep: false },
  {
    weight: 30,
    pickFilters: (random) => pickSeveral(random, wholeFilters, 2 + random.integerBelow(3)),
    isDeep: false,
  },
  { weight: 15, pickFilters: (random) => pickSeveral(random, partFilters, 1), isDeep: false },
  {
    weight: 15,
    pickFilters: (random) => [
      ...pickSeveral(random, wholeFilters, 1 + random.integerBelow(2)),
      ...pickSeveral(random, partFilters, 1),
    ],
    isDeep: false,
  },
  { weight: 15, pickFilters: (random) => pickSeveral(random, wholeFilters, 1 + random.integerBelow(2)), isDeep: true },
];

/** Creates an endless series of mixed searches, all of them different. */
export function* createMixedSearches(values: Values): Generator<string, never> {
  const random = createRandom('bench', 'mixed searches', values.people);
  const createdPaths = new Set<string>();
  for (;;) {
    const { pickFilters, isDeep } = random.pickWeighted(searchKinds);
    const path = createSearch(random, values, pickFilters(random), isDeep);
    if (!createdPaths.has(path)) yield path;
    createdPaths.add(path);
  }
}

/**
 * Creates searches with every combination of the filters, all of them different.
 * @param times the number of searches for each combination
 * @param order the same number gives the same order
 */
export const combineAllFilters = (values: Values, times: number, order: number): string[] => {
  const random = createRandom('bench', 'every combination', values.people);
  const paths = new Set<string>();
  for (let round = 0; round < times; round += 1) {
    for (let bits = 0; bits < 2 ** allFilters.length; bits += 1) {
      const filters = allFilters.filter((_, index) => bits & (1 << index));
      paths.add(createSearch(random, values, filters, round % 3 === 2));
    }
  }
  return pickSeveral(createRandom('bench', 'order', order), [...paths], paths.size);
};

/** Takes the next items of an endless series. */
export const take = <T>(series: Iterator<T, never>, count: number): T[] =>
  Array.from({ length: count }, () => series.next().value);
