import assert from 'node:assert/strict';
import t from 'tap';
import type { Person } from '../../src/seed/person.ts';
import { atOnce, type CodedValues } from '../../src/store/columns.ts';
import { type FilterName, filters } from '../../src/store/filters.ts';
import { columnsWriter } from '../../src/store/person-columns.ts';
import { ownPerson } from '../../src/store/person-rows.ts';
import { personSearch } from '../../src/store/person-search.ts';
import { fixtures, mock, person } from '../support/mock.ts';
import { fc } from '../support/property.ts';

/** Few values, so that many people share one, and such that fold, hold or end each other. */
const pools: Record<FilterName, (string | null)[]> = {
  industry: ['Technology', 'TECHNOLOGY', 'Retail', 'Énergie', null],
  job_title: ['VP Data', 'vp data', 'Data\nAnalyst', 'CEO', 'Analyst', 'a', null],
  job_level: ['C Level', 'Staff Level', null],
  company_name: ['Acme', 'Acme Corp', 'Ácme', 'Corp', 'Οδυσσεύς', 'p\nA', 'e', null],
  contact_office_country: ['Spain', 'España'],
  employee_range: ['1-10', '11-50', '10001+'],
  revenue_range: ['$0-$1M', '$10B+', null],
};
const names = Object.keys(filters) as FilterName[];
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
  return filters[name] === 'part' ? fc.oneof(known, fc.constantFrom(...parts)) : known;
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
  return filters[name as FilterName] === 'part' ? same(value).includes(same(wanted)) : same(value) === same(wanted);
};

t.test('search finds the same before, without and after the preparations for many people', async () => {
  await fc.assert(
    fc.property(people, fc.array(query, { minLength: 5, maxLength: 20 }), (all, queries) => {
      const columns = columnsWriter();
      for (const each of all) columns.addPerson(each);
      const coded = new Map(columns.columns().map((column) => [column.name, column]));
      const cold = personSearch((name) => coded.get(name) as CodedValues, all.length, false);
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
      atOnce(cold.warmUp());
      check();
    }),
    { numRuns: 50 },
  );
});

t.test('search finds what looking at each person finds, among shared people and among own ones', async () => {
  await fc.assert(
    fc.asyncProperty(people, fc.array(query, { minLength: 5, maxLength: 40, size: 'max' }), async (all, queries) => {
      const { app, store } = await mock(fixtures({ people: all }));
      store.people.setOwn('b', all.map(ownPerson));
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
            JSON.parse(`[${found.text}]`).map(({ uuid }: Person) => uuid),
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
