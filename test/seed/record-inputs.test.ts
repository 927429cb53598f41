import assert from 'node:assert/strict';
import t from 'tap';
import { countries } from '../../src/seed/countries.ts';
import type { StoredRecord } from '../../src/seed/fields.ts';
import type { Name } from '../../src/seed/names.ts';
import { nicknames } from '../../src/seed/nicknames.ts';
import { foldName } from '../../src/seed/record-rules.ts';
import { jobRecords } from '../../src/seed/records.ts';

const job = {
  job_id: '00000000-0000-4000-8000-0000000000aa',
  fields_to_enrich: ['first_name', 'last_name', 'company_country', 'job_title'],
  generate: 20_000,
};
const records = [...jobRecords(1, job, [])];
const text = (record: StoredRecord, field: string): string => String(record[field]);

/** The records of a country, those whose country enrichment did not find left out. */
const inCountry = (name: string) => records.filter((record) => record.company_country === name);

t.test(
  'records: a surname has the form for the sex of the first name, in what was sent and what was found',
  async (t) => {
    let checked = 0;
    for (const { name, names } of countries) {
      const texts = (list: readonly Name[]) => new Set(list.map((each) => each.text));
      const [women, men] = [texts(names.women), texts(names.men)];
      const forms = names.surnames.filter(({ woman, man }) => woman.text !== man.text);
      const ofWomen = texts(forms.map(({ woman }) => woman));
      const ofMen = texts(forms.map(({ man }) => man));
      for (const record of inCountry(name)) {
        for (const [first, last] of [
          [text(record, 'first_name'), text(record, 'last_name')],
          [text(record, 'imported_first_name'), text(record, 'imported_last_name')],
        ] as const) {
          const parts = last.split('-');
          if (women.has(first) && !men.has(first))
            assert.ok(!parts.some((part) => ofMen.has(part)), `${first} ${last}`);
          if (men.has(first) && !women.has(first))
            assert.ok(!parts.some((part) => ofWomen.has(part)), `${first} ${last}`);
          if (parts.some((part) => ofWomen.has(part) || ofMen.has(part))) checked += 1;
        }
      }
    }
    t.ok(checked > 500, `${checked} names have two forms`);
  },
);

t.test('records: callers use nicknames of the country alone', async (t) => {
  const isNickname = (list: Readonly<Record<string, readonly string[]>>, short: string, formal: string): boolean =>
    list[formal]?.includes(short) ?? false;
  const where = new Set<string>();
  for (const country of countries) {
    for (const record of inCountry(country.name)) {
      const input = foldName(text(record, 'imported_first_name'));
      const found = foldName(text(record, 'first_name'));
      if (input === found || !(isNickname(nicknames, input, found) || isNickname(nicknames, found, input))) continue;
      const own = country.nicknames ?? {};
      assert.ok(
        isNickname(own, input, found) || isNickname(own, found, input),
        `${input} for ${found}, ${country.name}`,
      );
      where.add(country.name);
    }
  }
  t.ok(where.has('United States') && where.has('Poland') && where.has('Spain'), [...where].join());
});

const shareOf = (test: (record: StoredRecord) => boolean): number => records.filter(test).length / records.length;

t.test('records: some inputs have the company in capitals, some without any', async (t) => {
  const company = (record: StoredRecord) => text(record, 'imported_company_name');
  const hasCase = (name: string): boolean => name.toUpperCase() !== name.toLowerCase();
  for (const [what, isSo] of [
    ['capitals', (name: string) => hasCase(name) && name === name.toUpperCase()],
    ['no capitals', (name: string) => hasCase(name) && name === name.toLowerCase()],
  ] as const) {
    const share = shareOf((record) => isSo(company(record)));
    t.ok(share > 0.01 && share < 0.1, `${what}: ${share}`);
  }
});

t.test('records: of some, something is found but no name', async (t) => {
  const nameless = shareOf((record) => record.job_title !== '' && record.first_name === '' && record.last_name === '');
  t.ok(nameless > 0.003 && nameless < 0.05, String(nameless));
});

t.test('R24: the still-in-company service gives no answer for a few of those whom it is asked about', async (t) => {
  const asked = records.filter(
    (record) => record.enrichment_source !== '' && record.name_match_status !== 'mismatched',
  );
  const answered = asked.filter((record) => record.still_in_company_status !== 'skipped');
  const share = 1 - answered.length / asked.length;
  t.ok(share > 0.003 && share < 0.05, String(share));
  const left = answered.filter((record) => record.still_in_company_status === 'left').length / answered.length;
  t.ok(left > 0.02 && left < 0.15, `${left} left`);
});
