import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openStore, type Store } from '../../src/db/open-store.ts';
import { fillSeedData, openSeedData } from '../../src/db/prepared/fill-seed-data.ts';
import type { Person } from '../../src/domain/person.ts';
import { employeeRanges, industries, jobLevels, revenueRanges } from '../../src/domain/vocabulary.ts';
import { createInitialData } from '../../src/fixtures/create-initial-data.ts';
import { countries } from '../../src/fixtures/generate/countries.ts';
import { generatePeople } from '../../src/fixtures/generate/generate-people.ts';
import { defaultFolder, loadFixtures } from '../../src/fixtures/load/load-fixtures.ts';
import { startMock } from '../../src/index.ts';
import { serve } from '../support/command.ts';
import { defaultHash, hashAnswers, idEndingIn, jobsWithResults } from '../support/default-data.ts';
import { bearer, sendRequest, token } from '../support/http.ts';

const search = async (url: string, query = '', as = 'demo-token') =>
  (await sendRequest(`${url}/external/search/${query}`, { headers: token(as) })).json();
const result = async (url: string, job: string, as: string) =>
  sendRequest(`${url}/enrichment/result/${job}/`, { headers: bearer(as) });
const fetchFixturePeople = async (url: string) => (await search(url, '?limit=12')).results;

t.test('default data: accounts, tokens and jobs are the same for every seed', async (t) => {
  const servers = await Promise.all([serve(t), serve(t, ['--seed', '7'])]);
  for (const { url } of servers) {
    for (const [as, job, total] of jobsWithResults)
      t.equal((await result(url, job, as)).json().total_records, total, job);
    for (const as of ['YOUR_API_TOKEN', 'demo-token', 'other-token', 'trial-token', 'empty-token']) {
      t.equal((await search(url, '?limit=1', as)).success, true, as);
    }
    t.equal((await search(url)).count, 10_000);
    t.equal((await search(url, '?industry=Technology&job_level=C%20Level')).count, 1250);
    for (const [, job] of jobsWithResults)
      t.equal((await result(url, job, 'empty-token')).status, 404, 'the account empty has no jobs');
  }
  const [seed1, seed7] = servers;
  t.same(
    await fetchFixturePeople(seed7.url),
    await fetchFixturePeople(seed1.url),
    'the people of the fixtures do not change with the seed',
  );
  const generated = '?offset=12&limit=20';
  t.not(JSON.stringify(await search(seed1.url, generated)), JSON.stringify(await search(seed7.url, generated)));
});

t.test('default data: the people of the fixtures come first for every --people', async (t) => {
  // The jobs are left out, because their records would be generated for each size.
  const fixtures = t.testdir();
  for (const kind of ['accounts', 'people', 'unlocks']) {
    const file = `${kind}.json`;
    copyFileSync(join(defaultFolder, file), join(fixtures, file));
  }
  for (const size of [0, 5, 12, 13, 200]) {
    const mock = await startMock({ people: size, fixtures });
    const { count, results } = await search(mock.url, '?limit=12');
    t.equal(count, Math.max(12, size), `--people ${size}`);
    t.equal(results[0].uuid, 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d');
    t.equal(results[11].last_name, 'Weiß');
    await mock.close();
  }
});

const openFilledStore = async (seed: number, people: number): Promise<Store> => {
  const seedData = openSeedData();
  await fillSeedData(seedData, createInitialData(loadFixtures(), seed, people));
  const store = openStore(seedData);
  store.loadInitialState(0);
  return store;
};

t.test('default data: the bytes are the same on every machine and in every year', async (t) => {
  const { url } = await serve(t);
  t.equal(await hashAnswers(url), defaultHash, 'the default data changes only on purpose');
});

const peopleBySeed = new Map<number, Person[]>();
const generateOnce = (seed: number): Person[] => {
  const people = peopleBySeed.get(seed) ?? [...generatePeople(seed, 10_000, loadFixtures().people)];
  peopleBySeed.set(seed, people);
  return people;
};

t.test('default data: generated people have standard values and invented contact data', async (t) => {
  const people = generateOnce(3);
  const rules: Record<string, (person: Person) => boolean> = {
    job_level: ({ job_level }) => job_level === null || jobLevels.some(({ name }) => name === job_level),
    employee_range: ({ employee_range }) =>
      employee_range === null || employeeRanges.some((each) => each === employee_range),
    revenue_range: ({ revenue_range }) =>
      revenue_range === null || revenueRanges.some((each) => each === revenue_range),
    'an email at a reserved domain': ({ contact_email }) =>
      contact_email === null || /^[a-z0-9.-]+@[a-z0-9-]+\.example$/.test(contact_email),
    'an invented profile': ({ contact_linkedin_url }) =>
      contact_linkedin_url === null || /example|johndoe/.test(contact_linkedin_url),
    'a UUID': (person) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(person.uuid),
  };
  for (const [what, test] of Object.entries(rules))
    t.same(people.filter((person) => !test(person)).slice(0, 3), [], what);
  t.equal(new Set(people.map(({ uuid }) => uuid)).size, people.length, 'every UUID is unique');
});

t.test('default data: values are missing and distributed unevenly, as in real data', async (t) => {
  const people = generateOnce(1);
  const share = (test: (person: Person) => boolean): number => people.filter(test).length / people.length;
  const noEmail = share(({ contact_email }) => contact_email === null);
  t.ok(noEmail > 0.05 && noEmail < 0.3);
  t.ok(share((person) => person.contact_direct_phone === null && person.contact_mobile_phone === null) > 0.05);
  const byCompany = Object.values(Object.groupBy(people, ({ company_name }) => String(company_name)));
  const sizes = byCompany.map((group) => group?.length ?? 0).sort((a, b) => b - a);
  t.ok((sizes[0] as number) > 5 * (sizes[Math.floor(sizes.length / 2)] as number), 'a few companies have many people');
  const scripts = /\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Arabic}/u;
  t.ok(share(({ first_name }) => scripts.test(first_name ?? '')) > 0.05, 'there are names in many scripts');
  t.equal(
    new Set(people.map(({ industry }) => industry).filter(Boolean)).size,
    industries.length,
    'every industry has people',
  );
});

t.test('default data: each company has one size and one revenue, and they fit each other', async (t) => {
  const companies = new Map(
    generateOnce(1)
      .filter(({ company_name }) => company_name !== null)
      .map(({ company_name, employee_range, revenue_range }) => [
        JSON.stringify([company_name, employee_range, revenue_range]),
        { company_name, size: employee_range ?? '', revenue: revenue_range ?? '' },
      ]),
  );
  t.equal(new Set([...companies.values()].map(({ company_name }) => company_name)).size, companies.size);
  const step = (ranges: readonly string[], range: string) => ranges.indexOf(range);
  const unfitting = [...companies.values()].filter(
    ({ size, revenue, company_name }) =>
      company_name !== 'Acme Corp' && Math.abs(step(employeeRanges, size) - step(revenueRanges, revenue)) > 1,
  );
  t.same(unfitting, []);
  const industriesOf = Map.groupBy(
    generateOnce(1).filter(({ company_name, industry }) => company_name !== null && industry !== null),
    ({ company_name }) => company_name,
  );
  const withSeveralIndustries = [...industriesOf.values()].filter(
    (people) => new Set(people.map(({ industry }) => industry)).size > 1,
  );
  t.same(withSeveralIndustries, [], 'a company has one industry');
});

type Result = Record<'job_title' | 'company_name', string | null>;

/** Fetches all results of a search with one filter. */
const searchAll = async (url: string, filter: string, value: string): Promise<Result[]> => {
  const query = `?${filter}=${encodeURIComponent(value)}&limit=1000`;
  const first = await search(url, query);
  const results: Result[] = first.results;
  while (results.length < first.count)
    results.push(...(await search(url, `${query}&offset=${results.length}`)).results);
  return results;
};

t.test('default data: each field is null for 2 to 10 % of people', async (t) => {
  const { url } = await serve(t);
  const pages = await Promise.all(
    Array.from({ length: 10 }, (_, page) => search(url, `?limit=1000&offset=${page * 1000}`)),
  );
  const results = pages.flatMap((page) => page.results);
  t.equal(results.length, 10_000);
  const checkCount = (count: number, what: string) => t.ok(count >= 200 && count <= 1000, `${count} have no ${what}`);
  for (const field of ['job_title', 'job_level', 'industry', 'company_name', 'contact_linkedin_url']) {
    checkCount(results.filter((result) => result[field] === null).length, field);
  }
  let withCountry = 0;
  for (const { name } of countries) {
    withCountry += (await search(url, `?contact_office_country=${encodeURIComponent(name)}&limit=1`)).count;
  }
  checkCount(10_000 - withCountry, 'contact_office_country');
  const [example] = (await search(url, '?limit=1')).results;
  const masked = ['contact_email', 'contact_direct_phone', 'contact_mobile_phone'];
  t.same(
    Object.keys(example).filter((field) => example[field] === null),
    masked,
    'the documented example has all other fields',
  );
});

t.test('default data: a company has at most as many people as its range, and at most one CEO', async (t) => {
  const { url } = await serve(t);
  const perCompany = (results: Result[]): number[] => {
    const named = results.filter(({ company_name }) => company_name !== null);
    return [...Map.groupBy(named, ({ company_name }) => company_name).values()].map((people) => people.length);
  };
  for (const [range, maxPeople] of [
    ['1-10', 10],
    ['11-50', 50],
    ['51-200', 200],
  ] as const) {
    const counts = perCompany(await searchAll(url, 'employee_range', range));
    t.ok(counts.length > 50 && Math.max(...counts) <= maxPeople, `${range}: ${Math.max(...counts)} at most`);
  }
  for (const title of ['CEO', 'CFO', 'CTO', 'COO', 'Chief Marketing Officer']) {
    const results = await searchAll(url, 'job_title', title);
    // The filter matches parts of a title, and "Director" contains "CTO".
    const counts = perCompany(results.filter(({ job_title }) => job_title === title));
    t.ok(counts.length > 50 && Math.max(...counts) === 1, `${title}: one in each company`);
  }
});

t.test('default data: the share of C Level people is similar in all industries', async (t) => {
  const { url } = await serve(t);
  for (const { name } of industries) {
    const industry = `?limit=1&industry=${encodeURIComponent(name)}`;
    const share = (await search(url, `${industry}&job_level=C%20Level`)).count / (await search(url, industry)).count;
    t.ok(share > 0.22 && share < 0.34, `${name}: ${share}`);
  }
});

t.test('default data: the paused job has 100 records in all, and the job in progress has rows', async (t) => {
  const store = await openFilledStore(1, 0);
  const size = store.db.prepare('SELECT size FROM jobs WHERE job_id = ?').pluck();
  t.equal(size.get(idEndingIn('03')), 100);
  t.ok((size.get(idEndingIn('02')) as number) > 0);
});
