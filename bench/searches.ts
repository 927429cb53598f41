import { employeeRanges, industries, jobLevels, revenueRanges } from '../src/domain/vocabulary.ts';
import { countries } from '../src/fixtures/generate/countries.ts';
import { createRandom } from '../src/fixtures/generate/random.ts';
import { ask, withQuery } from './ask.ts';
import { searchHeaders, startMock } from './server.ts';

/** Filters that meet the whole value, with the values that people have. */
const wholeValues = {
  industry: industries.map(({ name }) => name),
  job_level: jobLevels.map(({ name }) => name),
  contact_office_country: countries.map(({ name }) => name),
  employee_range: [...employeeRanges],
  revenue_range: [...revenueRanges],
};
type WholeFilter = keyof typeof wholeValues;
type PartFilter = 'job_title' | 'company_name';
export type Filter = WholeFilter | PartFilter;

const wholeFilters = Object.keys(wholeValues) as WholeFilter[];
export const allFilters: readonly Filter[] = [...wholeFilters, 'job_title', 'company_name'];

type Sample = Record<'industry' | 'job_level' | PartFilter, string>;

/** What a server's people are like, so that searches find some. */
export type Values = {
  people: number;
  samples: Sample[];
  /** Of all people, how many have this value. */
  share: (filter: WholeFilter, value: string) => number;
};

type Page = { count: number; results: Sample[] };

const pathOf = (query: Record<string, string | number>): string => withQuery('/external/search/', query);

const readValues = async (people: number, cache: string | undefined): Promise<Values> => {
  await using server = await startMock(people, { cache });
  const page = async (query: Record<string, string | number>): Promise<Page> =>
    JSON.parse((await ask(server.url + pathOf(query), searchHeaders)).text) as Page;
  const samples: Sample[] = [];
  for (const part of [0, 0.3, 0.6, 0.9]) {
    samples.push(...(await page({ limit: 1000, offset: Math.floor(people * part) })).results);
  }
  const shares = new Map<string, number>();
  for (const filter of wholeFilters) {
    for (const value of wholeValues[filter]) {
      shares.set(`${filter} ${value}`, (await page({ [filter]: value, limit: 1 })).count / people);
    }
  }
  return { people, samples, share: (filter, value) => shares.get(`${filter} ${value}`) ?? 0 };
};

const known = new Map<number, Promise<Values>>();

/** What so many people are like, asked once of a server of its own: one that is measured has not heard any of it. */
export const valuesOf = (people: number, cache: string | undefined): Promise<Values> => {
  const values = known.get(people) ?? readValues(people, cache);
  known.set(people, values);
  return values;
};

type Random = ReturnType<typeof createRandom>;

/** Some letters of a value that people have: a word's start, or three to eight from anywhere. */
const partOf = (from: Random, value: string): string => {
  const word = from.pick(value.split(' '));
  if (word.length > 2 && from.chance(0.5)) return word;
  const begin = from.integerBelow(Math.max(1, value.length - 3));
  return value.slice(begin, begin + 3 + from.integerBelow(6)).trim() || word;
};

/** A search by these filters that most likely finds somebody, on a page that most likely is full. */
const searchBy = (
  from: Random,
  { people, samples, share }: Values,
  filters: readonly Filter[],
  deep: boolean,
): string => {
  const sample = from.pick(samples);
  const query: Record<string, string | number> = {};
  let expected = people;
  for (const filter of filters) {
    if (filter === 'job_title' || filter === 'company_name') {
      query[filter] = partOf(from, sample[filter]);
      expected *= 0.005;
    } else {
      const known = filter === 'industry' || filter === 'job_level';
      const value = known ? sample[filter] : from.pick(wholeValues[filter]);
      query[filter] = value;
      expected *= share(filter, value);
    }
  }
  // Not up to all that are expected: not all values go together equally often.
  const last = Math.floor(expected * 0.7);
  const middle = Math.floor(last / 2);
  const offset = deep ? middle + from.integerBelow(middle + 1) : from.integerBelow(Math.min(last, 1000) + 1);
  if (offset > 0) query.offset = offset;
  return pathOf(query);
};

const some = <T>(from: Random, list: readonly T[], count: number): T[] => {
  const rest = [...list];
  return Array.from({ length: count }, () => rest.splice(from.integerBelow(rest.length), 1)[0] as T);
};

/** The kinds of search that a mixed load has, each as often as its weight says. */
const kinds = [
  { weight: 5, filters: (): Filter[] => [], deep: true },
  { weight: 20, filters: (from: Random): Filter[] => some(from, wholeFilters, 1), deep: false },
  { weight: 30, filters: (from: Random): Filter[] => some(from, wholeFilters, 2 + from.integerBelow(3)), deep: false },
  { weight: 15, filters: (from: Random): Filter[] => some(from, ['job_title', 'company_name'], 1), deep: false },
  {
    weight: 15,
    filters: (from: Random): Filter[] => [
      ...some(from, wholeFilters, 1 + from.integerBelow(2)),
      ...some<Filter>(from, ['job_title', 'company_name'], 1),
    ],
    deep: false,
  },
  { weight: 15, filters: (from: Random): Filter[] => some(from, wholeFilters, 1 + from.integerBelow(2)), deep: true },
];

/** Mixed searches without end, no two alike. */
export function* mixedSearches(values: Values): Generator<string, never> {
  const from = createRandom('bench', 'mixed searches', values.people);
  const asked = new Set<string>();
  for (;;) {
    const { filters, deep } = from.pickWeighted(kinds);
    const path = searchBy(from, values, filters(from), deep);
    if (!asked.has(path)) yield path;
    asked.add(path);
  }
}

/** Searches by each combination of the filters, this often each, no two alike; in an order of its own for each pass. */
export const everyCombination = (values: Values, times: number, pass: number): string[] => {
  const from = createRandom('bench', 'every combination', values.people);
  const paths = new Set<string>();
  for (let round = 0; round < times; round += 1) {
    for (let bits = 0; bits < 2 ** allFilters.length; bits += 1) {
      const filters = allFilters.filter((_, index) => bits & (1 << index));
      paths.add(searchBy(from, values, filters, round % 3 === 2));
    }
  }
  return some(createRandom('bench', 'order', pass), [...paths], paths.size);
};

/** The next so many. */
export const take = <T>(source: Iterator<T, never>, count: number): T[] =>
  Array.from({ length: count }, () => source.next().value);
