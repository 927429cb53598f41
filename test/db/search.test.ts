import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { fillSeedData, openSeedData } from '../../src/db/prepared/fill-seed-data.ts';
import { toOwnPersonRow } from '../../src/db/repositories/person-rows.ts';
import { createColumnsWriter } from '../../src/db/search/column-writer.ts';
import { createPersonSearch } from '../../src/db/search/person-search.ts';
import { type CodedValues, runSteps } from '../../src/db/search/posting-lists.ts';
import { type FilterName, filterMatching } from '../../src/domain/filters.ts';
import type { Person } from '../../src/domain/person.ts';
import { createInitialData } from '../../src/fixtures/create-initial-data.ts';
import { joinJson } from '../../src/lib/join-json.ts';
import { token } from '../support/http.ts';
import { fc } from '../support/property.ts';
import { createTestServer, fixtures, person, startTestServer } from '../support/test-server.ts';

/** Few values, so that many people share one. Some are equal without letter case, contain or end each other. */
const pools: Record<FilterName, (string | null)[]> = {
  industry: ['Technology', 'TECHNOLOGY', 'Retail', 'Énergie', null],
  job_title: ['VP Data', 'vp data', 'Data\nAnalyst', 'CEO', 'Analyst', 'a', null],
  job_level: ['C Level', 'Staff Level', null],
  company_name: ['Acme', 'Acme Corp', 'Ácme', 'Corp', 'Οδυσσεύς', 'p\nA', 'e', null],
  contact_office_country: ['Spain', 'España'],
  employee_range: ['1-10', '11-50', '10001+'],
  revenue_range: ['$0-$1M', '$10B+', null],
};
const names = Object.keys(filterMatching) as FilterName[];
const parts = ['a', 'A', 'ac', 'corp', 'data', 'ta', 'vp d', 'e', 'σ', '\n', 'p\na', 'a\na', 'nothing'];

const people = fc
  .array(fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...pools[name])]))), {
    minLength: 0,
    maxLength: 300,
    size: 'max',
  })
  .map((all) => all.map((each, index) => person(index, each)));

const given = (name: FilterName) => {
  const known = fc.constantFrom(...pools[name].filter((value) => value !== null), 'Nobody');
  return filterMatching[name] === 'part' ? fc.oneof(known, fc.constantFrom(...parts)) : known;
};
const query = fc.record({
  filters: fc.record(Object.fromEntries(names.map((name) => [name, given(name)])), { requiredKeys: [] }),
  limit: fc.integer({ min: 1, max: 40 }),
  offset: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 310 })),
});

const same = (text: string): string => text.toLowerCase().toUpperCase();

const meets = (each: Person, [name, wanted]: [string, string]): boolean => {
  const value = each[name as FilterName];
  if (value === null) return false;
  return filterMatching[name as FilterName] === 'part'
    ? same(value).includes(same(wanted))
    : same(value) === same(wanted);
};

t.test('search finds the same people with and without composite indexes', async () => {
  await fc.assert(
    fc.property(people, fc.array(query, { minLength: 5, maxLength: 20 }), (all, queries) => {
      const columns = createColumnsWriter();
      for (const each of all) columns.addPerson(each);
      const coded = new Map(columns.finish().map((column) => [column.name, column]));
      const cold = createPersonSearch((name) => coded.get(name) as CodedValues, all.length, false);
      const check = (): void => {
        for (const { filters: asked, limit, offset } of queries) {
          const wanted = Object.entries(asked as Record<string, string>);
          const expected = [...all.keys()].filter((at) => wanted.every((filter) => meets(all[at] as Person, filter)));
          const { count, positions } = cold.search(asked, limit, offset);
          assert.equal(count, expected.length, JSON.stringify(asked));
          assert.deepEqual(Array.from(positions), expected.slice(offset, offset + limit));
        }
      };
      check();
      runSteps(cold.warmUp());
      check();
    }),
    { numRuns: 50 },
  );
});

t.test('other seed data that replaces the people during a warm-up ends it', async (t) => {
  const few = 60_000;
  const { store } = await startTestServer(
    t,
    fixtures({ people: Array.from({ length: few }, (_, number) => person(number)) }),
  );
  const warmUp = store.people.warmUp(new AbortController().signal);
  const next = openSeedData();
  await fillSeedData(next, createInitialData(fixtures({ people: [person(0, { job_title: 'Pilot' })] }), 1, 1));
  store.restart(next, 0);
  await warmUp;
  t.equal(store.people.countMatching({ name: 'a', own_people: 0 }, { job_title: 'pilot' }), 1);
});

t.test('search finds the people whom a plain filter finds, among shared people and among own people', async () => {
  await fc.assert(
    fc.asyncProperty(people, fc.array(query, { minLength: 5, maxLength: 40, size: 'max' }), async (all, queries) => {
      const { app, store } = await createTestServer(fixtures({ people: all }));
      store.people.setOwn('b', all.map(toOwnPersonRow));
      for (const { filters: asked, limit, offset } of queries) {
        const wanted = Object.entries(asked as Record<string, string>);
        const expected = all.filter((each) => wanted.every((filter) => meets(each, filter)));
        for (const account of ['a', 'b']) {
          const found = store.people.search(
            { name: account, own_people: account === 'b' ? 1 : 0 },
            asked,
            limit,
            offset,
          );
          assert.equal(found.count, expected.length, JSON.stringify(asked));
          assert.deepEqual(
            JSON.parse(joinJson('[', found.results, ']').toString()).map(({ uuid }: Person) => uuid),
            expected.slice(offset, offset + limit).map(({ uuid }) => uuid),
          );
        }
      }
      await app.close();
      store.close();
    }),
    { numRuns: 25 },
  );
});

/** Searches these people. @returns how many match, and the UUIDs on the page */
const pageOf = async (app: FastifyInstance, asked: Record<string, string>) => {
  const answer = await app.inject({ url: `/external/search/?${new URLSearchParams(asked)}`, headers: token('a') });
  const { count, results } = answer.json() as { count: number; results: Person[] };
  return { count, uuids: results.map(({ uuid }) => uuid) };
};

t.test('a person whose value contains the text several times, also overlapping, is found once', async (t) => {
  const titles = ['anananana', 'banana', 'ana', 'other', 'anana ana'];
  const all = titles.map((job_title, index) => person(index, { job_title, company_name: job_title }));
  // Only among many values does the trigram index decide which ones are compared.
  const others = Array.from({ length: 50 }, (_, index) => {
    const value = `Nobody ${index}`;
    return person(titles.length + index, { job_title: value, company_name: value });
  });
  const { app } = await startTestServer(t, fixtures({ people: [...all, ...others] }));
  const uuids = all.filter(({ job_title }) => job_title !== 'other').map(({ uuid }) => uuid);
  for (const name of ['job_title', 'company_name']) {
    t.same(await pageOf(app, { [name]: 'ana' }), { count: 4, uuids });
    t.same(await pageOf(app, { [name]: 'anana' }), { count: 3, uuids: uuids.filter((uuid) => uuid !== all[2]?.uuid) });
  }
});

// From 256 and from 65,536 values on, the codes of a column take more bytes.
for (const count of [0xff, 0x100, 0x101, 0x10000]) {
  t.test(`a column with ${count} distinct values: each finds its person`, async (t) => {
    const all = Array.from({ length: count }, (_, index) =>
      person(index, { industry: `industry ${index}`, company_name: `company ${index};` }),
    );
    // One person has no value.
    const { app } = await startTestServer(t, fixtures({ people: [...all, person(count)] }));
    for (const index of [0, 253, 254, count - 2, count - 1]) {
      const found = { count: 1, uuids: [all[index]?.uuid] };
      t.same(await pageOf(app, { industry: `industry ${index}` }), found, `${index}`);
      t.same(await pageOf(app, { company_name: `company ${index};` }), found, `${index}, by a part`);
    }
  });
}

t.test('the last page has the remaining people, with a filter and without', async (t) => {
  const all = Array.from({ length: 25 }, (_, index) => person(index, { industry: 'Retail', job_title: 'CEO' }));
  const { app } = await startTestServer(t, fixtures({ people: all }));
  const uuids = all.map(({ uuid }) => uuid);
  const filters: Record<string, string>[] = [{}, { industry: 'Retail' }, { job_title: 'ce', industry: 'Retail' }];
  for (const filter of filters) {
    for (const offset of [14, 15, 16, 24, 25, 26]) {
      const found = { count: 25, uuids: uuids.slice(offset, offset + 10) };
      t.same(await pageOf(app, { ...filter, offset: `${offset}` }), found, `${Object.keys(filter)} from ${offset} on`);
    }
  }
});

t.test('a page is full even if most matching people are far from the newest', async (t) => {
  const all = Array.from({ length: 1000 }, (_, index) =>
    // Nine of the newest people, and then nobody until the middle.
    person(index, { job_title: index < 9 || index >= 500 ? `Analyst ${index % 2}` : 'CEO' }),
  );
  const { app } = await startTestServer(t, fixtures({ people: all }));
  const uuids = all.filter(({ job_title }) => job_title !== 'CEO').map(({ uuid }) => uuid);
  for (const limit of [1, 8, 9, 10, 11, 508, 509, 510]) {
    const found = { count: 509, uuids: uuids.slice(0, limit) };
    t.same(await pageOf(app, { job_title: 'analyst', limit: `${limit}` }), found, `${limit}`);
  }
  for (const offset of [8, 9, 508]) {
    const found = { count: 509, uuids: uuids.slice(offset, offset + 10) };
    t.same(await pageOf(app, { job_title: 'analyst', offset: `${offset}` }), found, `from ${offset} on`);
  }
});
