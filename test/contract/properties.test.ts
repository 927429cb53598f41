import assert from 'node:assert/strict';
import Papa from 'papaparse';
import t from 'tap';
import type { Person } from '../../src/domain/person.ts';
import type { Fixtures } from '../../src/fixtures/load/load-fixtures.ts';
import { fixtures, job, jobId, type Mock, mock, person } from '../support/mock.ts';
import { fc } from '../support/property.ts';
import { numberLike, parsePythonInt } from '../support/python-int.ts';
import { csvValue, isInternal, publicName, record, text } from '../support/records.ts';

/** Runs a property on a server of its own for each example. */
const holds = async <T>(given: fc.Arbitrary<T>, property: (value: T) => Promise<void>): Promise<void> => {
  await fc.assert(fc.asyncProperty(given, property), { numRuns: 25 });
};

/** A server of its own, without steering: most of its start would be that. */
const plain = (given: Fixtures): Promise<Mock> => mock(given, Date.now, { 'no-admin': true });

/** The rows of a CSV. Left to guess, the library takes another delimiter where names are full of it. */
const parsed = (csv: string): string[][] => Papa.parse<string[]>(csv, { newline: '\r\n', delimiter: ',' }).data;

const secret = 'S3CR3T';
const internalName = fc.oneof(
  fc.constantFrom('uuid', 'email_validation_status', '_original_index', '_audit_trail', '__proto__', '_'),
  text.map((name) => `_${name}`),
);
const internals = fc
  .array(fc.tuple(internalName, fc.constantFrom<unknown>(secret, [secret], { deep: secret })), { maxLength: 5 })
  .map((entries) => Object.fromEntries(entries));

t.test('R12, R18: no internal field is in any body, whatever a record holds', async () => {
  await holds(fc.array(fc.tuple(record(publicName), internals), { minLength: 1, maxLength: 6 }), async (rows) => {
    const records = rows.map(([open, internal]) => Object.assign(Object.create(null), internal, open, internal));
    const { json, csv, app } = await mock(fixtures({ jobs: [job(records)] }));
    for (const body of [await json(), await csv()]) assert.ok(!body.includes(secret));
    for (const each of JSON.parse(await json()).data) assert.deepEqual(Object.keys(each).filter(isInternal), []);
    assert.deepEqual((parsed(await csv())[0] as string[]).filter(isInternal), []);
    await app.close();
  });
});

t.test('R11, R12, R13: what is not internal is in JSON as it is stored, in stored order', async () => {
  await holds(fc.array(record(publicName), { minLength: 1, maxLength: 6 }), async (records) => {
    const { json, app } = await plain(fixtures({ jobs: [job(records)] }));
    const expected = records.map((each) =>
      Object.fromEntries(Object.entries(each).filter(([name]) => name !== 'enrichment_status')),
    );
    assert.equal(JSON.stringify(JSON.parse(await json()).data), JSON.stringify(expected));
    await app.close();
  });
});

t.test('R14, R16: a CSV read back with another library equals its records, row by row', async () => {
  await holds(fc.array(record(publicName), { minLength: 1, maxLength: 6 }), async (records) => {
    const names = new Set(records.flatMap(Object.keys));
    fc.pre(names.size > 0);
    const { csv, app } = await plain(fixtures({ jobs: [job(records)] }));
    // A reader can't tell a file that begins with a byte order mark from a first name that does.
    const [first = ''] = names;
    fc.pre(!first.startsWith('\uFEFF'));
    const [header, ...rows] = parsed(await csv());
    assert.deepEqual(new Set(header), names);
    assert.deepEqual(rows.pop(), [''], 'nothing after the last line end');
    assert.deepEqual(
      rows,
      records.map((each) =>
        (header as string[]).map((name) => csvValue(Object.hasOwn(each, name) ? each[name] : null)),
      ),
    );
    await app.close();
  });
});

const email = `${secret}@masked.example`;

t.test('S10: no masked value is in any body, whoever asks and whatever was unlocked by others', async () => {
  const unlock = fc.record({ account: fc.constantFrom('a', 'b'), email: fc.boolean(), phone: fc.boolean() });
  await holds(fc.array(fc.tuple(fc.boolean(), fc.option(unlock)), { minLength: 1, maxLength: 8 }), async (drawn) => {
    const people = drawn.map(([onFile], index) =>
      person(index, onFile ? { contact_email: email, contact_direct_phone: secret, contact_mobile_phone: secret } : {}),
    );
    const unlocks = drawn.flatMap(([, each], index) =>
      each ? [{ value: { ...each, uuid: person(index).uuid }, place: { file: '', pointer: '' } }] : [],
    );
    const { app } = await mock(fixtures({ people, unlocks }));
    for (const account of ['a', 'b']) {
      const answer = await app.inject({ url: '/external/search/', headers: { authorization: `Token ${account}` } });
      for (const [index, found] of answer.json().results.entries()) {
        const owned = unlocks.find(({ value }) => value.account === account && value.uuid === found.uuid)?.value;
        const onFile = drawn[index]?.[0];
        assert.equal(found.contact_email, owned?.email && onFile ? email : null);
        assert.equal(found.contact_direct_phone, owned?.phone && onFile ? secret : null);
        assert.equal(found.contact_mobile_phone, owned?.phone && onFile ? secret : null);
        assert.equal(found.is_email_unlocked, owned?.email ?? false);
        assert.equal(found.is_phone_unlocked, owned?.phone ?? false);
      }
    }
    await app.close();
  });
});

const filterNames = [
  'industry',
  'job_title',
  'job_level',
  'company_name',
  'contact_office_country',
  'employee_range',
  'revenue_range',
] as const;
const word = fc.oneof(fc.constantFrom('É', 'é', 'a', 'A', 'ab', 'aB', 'Σ', 'ς', 'σ', '%', '_', 'ss', 'ß'), text);

/** As naive as can be: the people in order, one by one. */
const naive = (people: readonly Person[], given: Record<string, string>): string[] => {
  const same = (text: string) => text.toLowerCase().toUpperCase();
  const ordered = [...people].sort((a, b) => b.created_at - a.created_at || (a.uuid < b.uuid ? -1 : 1));
  const meets = (each: Person, name: string, wanted: string) => {
    const value = each[name as (typeof filterNames)[number]];
    if (value === null) return false;
    return name === 'job_title' || name === 'company_name'
      ? same(value).includes(same(wanted))
      : same(value) === same(wanted);
  };
  const found = ordered.filter((each) => Object.entries(given).every(([name, wanted]) => meets(each, name, wanted)));
  return found.map(({ uuid }) => uuid);
};

t.test('S2, S3, S4, S8: search finds what a naive search finds, in its order, page by page', async () => {
  const known = fc.record(Object.fromEntries(filterNames.map((name) => [name, fc.option(word)])));
  const someone = fc.tuple(known, fc.integer({ min: 0, max: 3 }));
  const query = fc.record(Object.fromEntries(filterNames.map((name) => [name, word])), { requiredKeys: [] });
  await holds(
    fc.tuple(fc.array(someone, { maxLength: 12 }), fc.array(query, { minLength: 1, maxLength: 6 })),
    async ([drawn, queries]) => {
      const people = drawn.map(([each, created_at], index) => person(drawn.length - index, { ...each, created_at }));
      const { app } = await plain(
        fixtures({ people: [...people].sort((a, b) => b.created_at - a.created_at || (a.uuid < b.uuid ? -1 : 1)) }),
      );
      for (const given of queries as Record<string, string>[]) {
        const filters = Object.fromEntries(Object.entries(given).filter(([, wanted]) => wanted !== ''));
        const expected = naive(people, filters);
        const ask = async (page: Record<string, string>) =>
          (
            await app.inject({
              url: `/external/search/?${new URLSearchParams({ ...filters, ...page })}`,
              headers: { authorization: 'Token a' },
            })
          ).json();
        const whole = await ask({ limit: '100' });
        assert.equal(whole.count, expected.length);
        assert.deepEqual(
          whole.results.map(({ uuid }: Person) => uuid),
          expected,
        );
        const pages = await Promise.all(expected.map((_, offset) => ask({ limit: '1', offset: String(offset) })));
        assert.deepEqual(
          pages.map(({ results }) => results[0].uuid),
          expected,
        );
      }
      await app.close();
    },
  );
});

t.test('S3: a value is found in any letter case', async () => {
  await holds(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), async (name) => {
    const { app } = await plain(fixtures({ people: [person(1, { company_name: name, industry: name })] }));
    for (const form of [name, name.toUpperCase(), name.toLowerCase()]) {
      for (const filter of ['company_name', 'industry']) {
        const url = `/external/search/?${new URLSearchParams({ [filter]: form })}`;
        assert.equal(
          (await app.inject({ url, headers: { authorization: 'Token a' } })).json().count,
          1,
          `${name} by ${form}`,
        );
      }
    }
    await app.close();
  });
});

t.test("E10: a whole number is what Python's int() reads, and nothing else", async () => {
  const { app } = await plain(fixtures({ jobs: [job([{ a: 1 }])] }));
  const ask = (url: string, scheme: string) => app.inject({ url, headers: { authorization: `${scheme} a` } });
  const property = async (each: string) => {
    const number = parsePythonInt(each);
    const given = encodeURIComponent(each);
    const results = await ask(`/enrichment/result/${jobId}/?page=${given}`, 'Bearer');
    const search = await ask(`/external/search/?offset=${given}`, 'Token');
    assert.equal(results.statusCode, number !== undefined && number >= 1n ? 200 : 400, each);
    assert.equal(search.statusCode, number !== undefined && number >= 0n ? 200 : 400, each);
    if (results.statusCode === 200) assert.ok(results.body.includes(`,"page":${number},"page_size":50,`), each);
  };
  const other = text.map((each) => each.toWellFormed()).filter((each) => each !== '');
  await fc.assert(fc.asyncProperty(fc.oneof({ weight: 3, arbitrary: numberLike }, other), property), { numRuns: 300 });
  await app.close();
});
