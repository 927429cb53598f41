import assert from 'node:assert/strict';
import Papa from 'papaparse';
import t from 'tap';
import type { Person } from '../../src/domain/person.ts';
import type { Fixtures } from '../../src/fixtures/load/load-fixtures.ts';
import { fc } from '../support/property.ts';
import { numberLike, parsePythonInt } from '../support/python-int.ts';
import { csvValue, isInternal, publicName, record, text } from '../support/records.ts';
import { createTestServer, fixtures, job, jobId, person, type TestServer } from '../support/test-server.ts';

/** Checks a property with 25 examples. */
const checkProperty = async <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>): Promise<void> => {
  await fc.assert(fc.asyncProperty(arbitrary, property), { numRuns: 25 });
};

/** Starts a server without the admin API, which would take most of the time of the start. */
const startWithoutAdminApi = (data: Fixtures): Promise<TestServer> =>
  createTestServer(data, Date.now, { 'no-admin': true });

/** Parses a CSV. The library would guess another delimiter if names contain many of it. */
const parseCsv = (csv: string): string[][] => Papa.parse<string[]>(csv, { newline: '\r\n', delimiter: ',' }).data;

const secret = 'S3CR3T';
const internalName = fc.oneof(
  fc.constantFrom('uuid', 'email_validation_status', '_original_index', '_audit_trail', '__proto__', '_'),
  text.map((name) => `_${name}`),
);
const internals = fc
  .array(fc.tuple(internalName, fc.constantFrom<unknown>(secret, [secret], { deep: secret })), { maxLength: 5 })
  .map((entries) => Object.fromEntries(entries));

t.test('R12, R18: no answer contains an internal field, for any record', async () => {
  await checkProperty(
    fc.array(fc.tuple(record(publicName), internals), { minLength: 1, maxLength: 6 }),
    async (rows) => {
      const records = rows.map(([open, internal]) => Object.assign(Object.create(null), internal, open, internal));
      const { json, csv, app } = await createTestServer(fixtures({ jobs: [job(records)] }));
      for (const body of [await json(), await csv()]) assert.ok(!body.includes(secret));
      for (const shown of JSON.parse(await json()).data) assert.deepEqual(Object.keys(shown).filter(isInternal), []);
      assert.deepEqual((parseCsv(await csv())[0] as string[]).filter(isInternal), []);
      await app.close();
    },
  );
});

t.test('R11, R12, R13: JSON has all other fields as they are stored, in stored order', async () => {
  await checkProperty(fc.array(record(publicName), { minLength: 1, maxLength: 6 }), async (records) => {
    const { json, app } = await startWithoutAdminApi(fixtures({ jobs: [job(records)] }));
    const expected = records.map((stored) =>
      Object.fromEntries(Object.entries(stored).filter(([name]) => name !== 'enrichment_status')),
    );
    assert.equal(JSON.stringify(JSON.parse(await json()).data), JSON.stringify(expected));
    await app.close();
  });
});

t.test('R14, R16: another library reads the same records from the CSV', async () => {
  await checkProperty(fc.array(record(publicName), { minLength: 1, maxLength: 6 }), async (records) => {
    const names = new Set(records.flatMap(Object.keys));
    fc.pre(names.size > 0);
    const { csv, app } = await startWithoutAdminApi(fixtures({ jobs: [job(records)] }));
    // A parser can't distinguish a file with a byte order mark from a first column name that begins with one.
    const [first = ''] = names;
    fc.pre(!first.startsWith('\uFEFF'));
    const [header, ...rows] = parseCsv(await csv());
    assert.deepEqual(new Set(header), names);
    assert.deepEqual(rows.pop(), [''], 'there is nothing after the last line end');
    assert.deepEqual(
      rows,
      records.map((stored) =>
        (header as string[]).map((name) => csvValue(Object.hasOwn(stored, name) ? stored[name] : null)),
      ),
    );
    await app.close();
  });
});

const email = `${secret}@masked.example`;

t.test(
  'S10: no answer contains a masked value, whichever account searches and whatever others have unlocked',
  async () => {
    const unlock = fc.record({ account: fc.constantFrom('a', 'b'), email: fc.boolean(), phone: fc.boolean() });
    await checkProperty(
      fc.array(fc.tuple(fc.boolean(), fc.option(unlock)), { minLength: 1, maxLength: 8 }),
      async (generated) => {
        const people = generated.map(([hasData], index) =>
          person(
            index,
            hasData ? { contact_email: email, contact_direct_phone: secret, contact_mobile_phone: secret } : {},
          ),
        );
        const unlocks = generated.flatMap(([, unlock], index) =>
          unlock ? [{ value: { ...unlock, uuid: person(index).uuid }, place: { file: '', pointer: '' } }] : [],
        );
        const { app } = await createTestServer(fixtures({ people, unlocks }));
        for (const account of ['a', 'b']) {
          const answer = await app.inject({ url: '/external/search/', headers: { authorization: `Token ${account}` } });
          for (const [index, result] of answer.json().results.entries()) {
            const unlock = unlocks.find(({ value }) => value.account === account && value.uuid === result.uuid)?.value;
            const hasData = generated[index]?.[0];
            assert.equal(result.contact_email, unlock?.email && hasData ? email : null);
            assert.equal(result.contact_direct_phone, unlock?.phone && hasData ? secret : null);
            assert.equal(result.contact_mobile_phone, unlock?.phone && hasData ? secret : null);
            assert.equal(result.is_email_unlocked, unlock?.email ?? false);
            assert.equal(result.is_phone_unlocked, unlock?.phone ?? false);
          }
        }
        await app.close();
      },
    );
  },
);

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

/** A simple search that compares all people one by one. */
const searchSimply = (people: readonly Person[], query: Record<string, string>): string[] => {
  const foldCase = (text: string) => text.toLowerCase().toUpperCase();
  const ordered = [...people].sort((a, b) => b.created_at - a.created_at || (a.uuid < b.uuid ? -1 : 1));
  const matches = (candidate: Person, name: string, wanted: string) => {
    const value = candidate[name as (typeof filterNames)[number]];
    if (value === null) return false;
    return name === 'job_title' || name === 'company_name'
      ? foldCase(value).includes(foldCase(wanted))
      : foldCase(value) === foldCase(wanted);
  };
  const matching = ordered.filter((candidate) =>
    Object.entries(query).every(([name, wanted]) => matches(candidate, name, wanted)),
  );
  return matching.map(({ uuid }) => uuid);
};

t.test(
  'S2, S3, S4, S8: Search returns the same people as a simple search, in the same order, on every page',
  async () => {
    const filterValues = fc.record(Object.fromEntries(filterNames.map((name) => [name, fc.option(word)])));
    const personValues = fc.tuple(filterValues, fc.integer({ min: 0, max: 3 }));
    const query = fc.record(Object.fromEntries(filterNames.map((name) => [name, word])), { requiredKeys: [] });
    await checkProperty(
      fc.tuple(fc.array(personValues, { maxLength: 12 }), fc.array(query, { minLength: 1, maxLength: 6 })),
      async ([generated, queries]) => {
        const people = generated.map(([values, created_at], index) =>
          person(generated.length - index, { ...values, created_at }),
        );
        const { app } = await startWithoutAdminApi(
          fixtures({ people: [...people].sort((a, b) => b.created_at - a.created_at || (a.uuid < b.uuid ? -1 : 1)) }),
        );
        for (const query of queries as Record<string, string>[]) {
          const filters = Object.fromEntries(Object.entries(query).filter(([, wanted]) => wanted !== ''));
          const expected = searchSimply(people, filters);
          const search = async (page: Record<string, string>) =>
            (
              await app.inject({
                url: `/external/search/?${new URLSearchParams({ ...filters, ...page })}`,
                headers: { authorization: 'Token a' },
              })
            ).json();
          const whole = await search({ limit: '100' });
          assert.equal(whole.count, expected.length);
          assert.deepEqual(
            whole.results.map(({ uuid }: Person) => uuid),
            expected,
          );
          const pages = await Promise.all(expected.map((_, offset) => search({ limit: '1', offset: String(offset) })));
          assert.deepEqual(
            pages.map(({ results }) => results[0].uuid),
            expected,
          );
        }
        await app.close();
      },
    );
  },
);

t.test('S3: a search finds a value in any letter case', async () => {
  await checkProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), async (name) => {
    const { app } = await startWithoutAdminApi(
      fixtures({ people: [person(1, { company_name: name, industry: name })] }),
    );
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

t.test("E10: a text is a whole number exactly if Python's int() accepts it", async () => {
  const { app } = await startWithoutAdminApi(fixtures({ jobs: [job([{ a: 1 }])] }));
  const send = (url: string, scheme: string) => app.inject({ url, headers: { authorization: `${scheme} a` } });
  const property = async (value: string) => {
    const number = parsePythonInt(value);
    const encoded = encodeURIComponent(value);
    const results = await send(`/enrichment/result/${jobId}/?page=${encoded}`, 'Bearer');
    const search = await send(`/external/search/?offset=${encoded}`, 'Token');
    assert.equal(results.statusCode, number !== undefined && number >= 1n ? 200 : 400, value);
    assert.equal(search.statusCode, number !== undefined && number >= 0n ? 200 : 400, value);
    if (results.statusCode === 200) assert.ok(results.body.includes(`,"page":${number},"page_size":50,`), value);
  };
  const other = text.map((value) => value.toWellFormed()).filter((value) => value !== '');
  await fc.assert(fc.asyncProperty(fc.oneof({ weight: 3, arbitrary: numberLike }, other), property), { numRuns: 300 });
  await app.close();
});
