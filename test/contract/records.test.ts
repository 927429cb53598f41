import assert from 'node:assert/strict';
import Papa from 'papaparse';
import t from 'tap';
import type { JobBody } from '../../src/admin/schemas/request-bodies.ts';
import { matchNames, type Name } from '../../src/domain/name-matching.ts';
import { nicknames } from '../../src/domain/nicknames.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { idEndingIn } from '../support/default-data.ts';

type Row = Record<string, string>;

const mock = await startAdminMock(t);

const csvOf = async (jobId: string): Promise<Row[]> => {
  const { text } = await mock.results(mock.token, jobId, '?report_type=csv');
  return Papa.parse<Row>(text, { header: true, newline: '\r\n', skipEmptyLines: 'greedy' }).data;
};

/** Fetches all rows of a job as CSV, and checks that all pages of JSON have the same rows. */
const rowsOf = async (jobId: string): Promise<Row[]> => {
  const rows = await csvOf(jobId);
  for (let page = 1; (page - 1) * 200 < rows.length; page += 1) {
    const { data } = (await mock.results(mock.token, jobId, `?page_size=200&page=${page}`)).json();
    const inCsv = rows.slice((page - 1) * 200, page * 200).map(({ enrichment_status: _, ...row }) => row);
    // The order of columns and fields may differ.
    assert.deepEqual(inCsv, data);
  }
  return rows;
};

const createAndFetch = async (job: JobBody): Promise<Row[]> => rowsOf((await mock.createJob(job)).job_id);

const share = (rows: readonly Row[], test: (row: Row) => boolean): number => rows.filter(test).length / rows.length;
const isBetween = (from: number, part: number, to: number): boolean => from <= part && part <= to;

const inputOf = (row: Row): Name => ({ first: row.imported_first_name ?? '', last: row.imported_last_name ?? '' });
const foundOf = (row: Row): Name => ({ first: row.first_name ?? '', last: row.last_name ?? '' });
const normalizeName = ({ first, last }: Name): string => `${first} ${last}`.trim().toLowerCase();

const large = await rowsOf(idEndingIn('0a'));

t.test('R22, R24: the outcome of every generated row follows from its names', async (t) => {
  for (const row of large) {
    const [input, found] = [inputOf(row), foundOf(row)];
    const rowText = JSON.stringify(row);
    const { name_match_status } = row;
    if (normalizeName(input) === '' || normalizeName(found) === '') assert.equal(name_match_status, 'skipped', rowText);
    else if (normalizeName(input) === normalizeName(found)) assert.equal(name_match_status, 'matched', rowText);
    else assert.ok([matchNames(input, found), 'skipped'].includes(name_match_status as 'skipped'), rowText);
  }
  const differing = large.filter(
    (row) => normalizeName(inputOf(row)) !== '' && normalizeName(inputOf(row)) !== normalizeName(foundOf(row)),
  );
  const compared = differing.filter((row) => normalizeName(foundOf(row)) !== '');
  const outcomes = Object.groupBy(compared, (row) => row.name_match_status ?? '');
  t.same(Object.keys(outcomes).sort(), ['matched', 'mismatched', 'skipped'], 'fuzzy, wrong, and without an answer');
  t.ok(
    isBetween(
      0.02,
      share(large, (row) => row.name_match_status === 'mismatched'),
      0.1,
    ),
  );
  t.ok(isBetween(0.05, (outcomes.matched?.length ?? 0) / large.length, 0.3));
  const differences: Record<string, (input: Name, found: Name) => boolean> = {
    initial: (input, found) => /^\p{Lu}\.?$/u.test(input.first) && found.first.startsWith(input.first.charAt(0)),
    nickname: (input, found) => nicknames[found.first.toLowerCase()]?.includes(input.first.toLowerCase()) ?? false,
    diacritics: (input, found) =>
      input.last !== found.last && input.last === found.last.normalize('NFD').replace(/\p{M}/gu, ''),
    'double surname': (input, found) => found.last.split('-').includes(input.last) && found.last !== input.last,
  };
  for (const [difference, test] of Object.entries(differences)) {
    t.ok(
      outcomes.matched?.some((row) => test(inputOf(row), foundOf(row))),
      `some names match despite this difference: ${difference}`,
    );
  }
});

t.test(
  'R22, R23: a row of another person or of a former contact is not_enriched; in all other rows the found fields decide',
  async (t) => {
    const fields = Object.keys(large[0] ?? {}).filter((name) => !name.startsWith('imported_'));
    const requested = fields.slice(0, fields.indexOf('enrichment_status'));
    for (const row of large) {
      const found = requested.filter((name) => row[name] !== '').length;
      const isOther = row.name_match_status === 'mismatched' || row.still_in_company_status === 'left';
      const byValues = found === requested.length ? 'enriched' : found > 0 ? 'partially_enriched' : 'not_enriched';
      assert.equal(row.enrichment_status, isOther ? 'not_enriched' : byValues, JSON.stringify(row));
      if (row.name_match_status === 'mismatched') assert.equal(row.still_in_company_status, 'skipped');
      assert.equal(row.enrichment_source === '', found === 0, JSON.stringify(row));
    }
    t.ok(large.some((row) => row.still_in_company_status === 'left'));
  },
);

t.test('R20: datacore is the most common source, then bigquery; netnut and zerobounce are rare', async (t) => {
  const counts = (rows: readonly Row[]) =>
    ['datacore', 'bigquery', 'netnut', 'zerobounce'].map(
      (source) => rows.filter((row) => row.enrichment_source === source).length,
    );
  const [datacore = 0, bigquery = 0, netnut = 0, zerobounce = 0] = counts(large);
  t.ok(
    datacore > 2 * bigquery && bigquery > 2 * netnut && netnut > zerobounce && zerobounce > 0,
    String(counts(large)),
  );
  const quick = counts(await createAndFetch({ tier: 'quick', generate: 1000 }));
  t.same([quick[2] === 0, quick[3] === 0], [true, false], 'Quick jobs have no netnut');
  const phones = counts(await createAndFetch({ fields_to_enrich: ['contact_mobile_phone'], generate: 1000 }));
  t.same([phones[2] === 0, phones[3] === 0], [false, true], 'no zerobounce without contact_email');
  t.equal(counts(await createAndFetch({ category: 'account', generate: 1000 }))[3], 0);
  const validated = large.filter((row) => row.enrichment_source === 'zerobounce');
  t.notOk(
    validated.some((row) => row.contact_email === ''),
    'zerobounce has validated an email of its row',
  );
});

t.test('R19: input has the typical mistakes of callers, and 1 to 2 % of the rows are duplicates', async (t) => {
  const inputs = large.map((row) =>
    JSON.stringify([row.imported_first_name, row.imported_last_name, row.imported_company_name]),
  );
  t.ok(isBetween(0.01, 1 - new Set(inputs).size / inputs.length, 0.02));
  const company = (row: Row): string => row.imported_company_name ?? '';
  const isUpper = (name: string): boolean => name === name.toUpperCase();
  t.ok(
    isBetween(
      0.005,
      share(large, (row) => company(row) === ''),
      0.05,
    ),
    'blank',
  );
  t.ok(
    isBetween(
      0.005,
      share(large, (row) => normalizeName(inputOf(row)) === ''),
      0.05,
    ),
    'no name',
  );
  // Names in scripts without letter case are equal in both forms.
  const lower = share(large, (row) => company(row) === company(row).toLowerCase() && !isUpper(company(row)));
  const upper = share(large, (row) => isUpper(company(row)) && company(row) !== company(row).toLowerCase());
  t.ok(isBetween(0.01, lower, 0.1) && isBetween(0.01, upper, 0.1), `${lower} in small letters, ${upper} in capitals`);
  const bare = new Set(large.map(company));
  t.ok(large.some((row) => / Inc\.$/.test(company(row)) && bare.has(company(row).replace(/ Inc\.$/, ''))));
  const accounts = await createAndFetch({ category: 'account', generate: 1000, fields_to_enrich: ['company_website'] });
  const websites = accounts.map((row) => row.imported_company_website ?? '');
  for (const form of [/^[a-z0-9-]+\.example$/, /^www\./, /^https:/, /^[A-Z0-9-]+\.EXAMPLE$/, /^$/]) {
    t.ok(
      websites.some((website) => form.test(website)),
      String(form),
    );
  }
  t.notOk(accounts.some((row) => row.imported_company_name === '' && row.imported_company_website === ''));
});

t.test('R11: only imported_* fields are null in the default jobs, never requested fields', async (t) => {
  const { data } = (await mock.results(mock.token, idEndingIn('09'))).json();
  const nulls = data.flatMap((record: Row) => Object.keys(record).filter((name) => record[name] === null));
  t.same(new Set(nulls), new Set(['imported_first_name', 'imported_last_name']));
  const sons = (await csvOf(idEndingIn('09'))).find((row) => row.imported_company_name === 'Null & Sons');
  t.match(sons, { enrichment_status: 'not_enriched', enrichment_source: '', name_match_status: 'skipped' });
});

t.test('each generated job has companies of its own, and the same companies when it is created again', async (t) => {
  const job: JobBody = { category: 'account', generate: 300, fields_to_enrich: ['company_address'] };
  const addresses = async (job_id: string): Promise<Row[]> => {
    const rows = await createAndFetch({ ...job, job_id });
    await mock.callAdmin('DELETE', `/accounts/demo/jobs/${job_id}`);
    return rows.filter((row) => row.company_address !== '');
  };
  const firstJob = await addresses(idEndingIn('e1'));
  const secondJob = await addresses(idEndingIn('e2'));
  t.same(await addresses(idEndingIn('e1')), firstJob);
  const known = new Set(firstJob.map((row) => row.company_address));
  const sharedPart = share(secondJob, (row) => known.has(row.company_address));
  t.ok(sharedPart < 0.2, `only a few addresses are equal by chance: ${sharedPart}`);
});

t.test(
  'R22: a generated record is compared with the name that enrichment found, even if it was not requested; a record from the caller is compared with its own name',
  async (t) => {
    const fields_to_enrich = ['contact_email', 'job_title'];
    const generated = await createAndFetch({ generate: 300, fields_to_enrich });
    const outcomes = new Set(generated.map((row) => row.name_match_status));
    t.same([...outcomes].sort(), ['matched', 'mismatched', 'skipped']);
    const ada = { imported_first_name: 'Ada', job_title: 'Analyst' };
    const fromCaller = [
      ...(await createAndFetch({ fields_to_enrich, records: [ada] })),
      ...(await createAndFetch({ fields_to_enrich, records: [{ ...ada, first_name: 'Grace' }] })),
    ];
    t.same(
      fromCaller.map((row) => row.name_match_status),
      ['skipped', 'mismatched'],
    );
  },
);

t.test('R24: the still-in-company check is skipped after a mismatch and if nothing was found', async (t) => {
  const withoutResult = large.filter((row) => row.enrichment_source === '');
  const mismatched = large.filter((row) => row.name_match_status === 'mismatched');
  t.ok(withoutResult.length > 0 && mismatched.length > 0);
  t.same(new Set([...withoutResult, ...mismatched].map((row) => row.still_in_company_status)), new Set(['skipped']));
});

t.test('C4, R22, R23: rows whose charge is reversed cause no entry in the ledger', async (t) => {
  const mine = await mock.account({ credits: 7 });
  const { job_id } = await mine.createJob({ generate: 200 });
  const { text } = await mock.results(mine.token, job_id, '?report_type=csv');
  t.match(text, /,mismatched,/);
  t.match(text, /,left\r\n/);
  const { balance, entries } = await mine.credits();
  t.equal(balance, 7);
  t.equal(entries.length, 1, 'the ledger has only the opening balance');
});
