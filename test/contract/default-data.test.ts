import { createHash } from 'node:crypto';
import t from 'tap';
import { loadFixtures } from '../../src/seed/fixtures.ts';
import { employeeRanges, industries, jobLevels, revenueRanges } from '../../src/seed/vocabulary.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { fill, openShared, type Shared } from '../../src/store/shared.ts';
import { serve } from '../support/command.ts';
import { ask, bearer, token } from '../support/http.ts';

const search = async (url: string, query = '', as = 'demo-token') =>
  (await ask(`${url}/external/search/${query}`, { headers: token(as) })).json();
const result = async (url: string, job: string, as: string) =>
  ask(`${url}/enrichment/result/${job}/`, { headers: bearer(as) });
const numbered = (last: string) => `00000000-0000-4000-8000-0000000000${last}`;

const jobs = [
  ['demo-token', '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60', 123],
  ['demo-token', numbered('03'), 40],
  ['other-token', numbered('06'), 10],
  ['demo-token', numbered('07'), 25],
  ['demo-token', numbered('08'), 25],
  ['demo-token', numbered('09'), 12],
  ['demo-token', numbered('0a'), 10_000],
] as const;

const named = async (url: string) => (await search(url, '?limit=12')).results;

t.test('default data: accounts, tokens and jobs are those of the contract, whatever the seed', async (t) => {
  const servers = await Promise.all([serve(t), serve(t, ['--seed', '7'])]);
  for (const { url } of servers) {
    for (const [as, job, total] of jobs) t.equal((await result(url, job, as)).json().total_records, total, job);
    for (const as of ['YOUR_API_TOKEN', 'demo-token', 'other-token', 'trial-token', 'empty-token']) {
      t.equal((await search(url, '?limit=1', as)).success, true, as);
    }
    t.equal((await search(url)).count, 10_000);
    t.equal((await search(url, '?industry=Technology&job_level=C%20Level')).count, 1250);
    for (const [, job] of jobs) t.equal((await result(url, job, 'empty-token')).status, 404, 'empty owns nothing');
  }
  const [one, seven] = servers;
  t.same(await named(seven.url), await named(one.url), 'the named people do not change with the seed');
  const generated = '?offset=12&limit=20';
  t.not(JSON.stringify(await search(one.url, generated)), JSON.stringify(await search(seven.url, generated)));
});

t.test('default data: the named people are there and on top at any --people', async (t) => {
  const sizes = [0, 5, 12, 13, 200];
  const servers = await Promise.all(sizes.map((size) => serve(t, ['--people', String(size)])));
  for (const [index, { url }] of servers.entries()) {
    const size = sizes[index] as number;
    const { count, results } = await search(url, '?limit=12');
    t.equal(count, Math.max(12, size), `--people ${size}`);
    t.equal(results[0].uuid, 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d');
    t.equal(results[11].last_name, 'Weiß');
  }
});

const filled = async (seed: number, people: number): Promise<Store & { shared: Shared }> => {
  const shared = openShared();
  await fill(shared, loadFixtures(), seed, people);
  const store = openStore(shared);
  store.begin(0);
  return { ...store, shared };
};

t.test('default data: the same bytes on every machine and in every year', async (t) => {
  const { url } = await serve(t);
  const hash = createHash('sha256');
  for (let offset = 0; offset < 10_000; offset += 1000) {
    const path = `${url}/external/search/?limit=1000&offset=${offset}`;
    hash.update((await ask(path, { headers: token('demo-token') })).text);
  }
  for (const [as, job] of jobs) {
    hash.update((await ask(`${url}/enrichment/result/${job}/?report_type=csv`, { headers: bearer(as) })).text);
  }
  t.equal(
    hash.digest('hex'),
    '0d61cac12d8712e71fee3abac662f497c3c8c237379ede4a1ed3a65b2c4a3d5c',
    'what clients get by default is only ever changed on purpose',
  );
});

type PersonRow = Record<string, string | null> & { employee_range_key: string; revenue_range_key: string };

t.test('default data: generated people keep to the vocabulary, and nobody is real', async (t) => {
  const store = await filled(3, 10_000);
  const people = store.shared.db.prepare('SELECT * FROM people').all() as PersonRow[];
  const fold = (text: string) => text.toUpperCase();
  const meets: Record<string, (row: PersonRow) => boolean> = {
    job_level: (row) => jobLevels.some(({ name }) => name === row.job_level),
    employee_range: (row) => employeeRanges.some((each) => fold(each) === row.employee_range_key),
    revenue_range: (row) => revenueRanges.some((each) => fold(each) === row.revenue_range_key),
    'an email of a reserved domain': ({ contact_email }) =>
      contact_email === null || /^[a-z0-9.-]+@[a-z0-9-]+\.example$/.test(contact_email ?? ''),
    'phones of the fictional range': (row) =>
      [row.contact_direct_phone, row.contact_mobile_phone].every(
        (phone) => phone === null || /^\+1 \d{3} 555 01\d\d$/.test(phone ?? ''),
      ),
    "nobody's profile": (row) => /example|johndoe/.test(row.contact_linkedin_url ?? ''),
    'a UUID': (row) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(row.uuid ?? ''),
  };
  for (const [what, test] of Object.entries(meets)) t.same(people.filter((row) => !test(row)).slice(0, 3), [], what);
  t.equal(new Set(people.map(({ uuid }) => uuid)).size, people.length, 'every UUID once');
});

t.test('default data: it is uneven, as real data is', async (t) => {
  const store = await filled(1, 10_000);
  const share = (where: string): number =>
    (store.shared.db.prepare(`SELECT avg(${where}) FROM people`).pluck().get() as number) ?? 0;
  t.ok(share('contact_email IS NULL') > 0.05 && share('contact_email IS NULL') < 0.3);
  t.ok(share('contact_direct_phone IS NULL AND contact_mobile_phone IS NULL') > 0.05);
  const sizes = store.shared.db
    .prepare('SELECT count(*) AS n FROM people GROUP BY company_name ORDER BY n DESC')
    .pluck()
    .all();
  t.ok((sizes[0] as number) > 5 * (sizes[Math.floor(sizes.length / 2)] as number), 'few companies have many people');
  const scripts = /\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Arabic}/u;
  const names = store.shared.db.prepare('SELECT first_name FROM people').pluck().all() as string[];
  t.ok(names.filter((name) => scripts.test(name)).length > 500, 'names of many scripts');
  t.equal(
    store.shared.db.prepare('SELECT count(DISTINCT industry) FROM people').pluck().get(),
    industries.length,
    'every industry has people',
  );
});

t.test('default data: size and revenue of a company fit each other, and a company has one of each', async (t) => {
  const store = await filled(1, 10_000);
  const rows = store.shared.db
    .prepare(
      'SELECT DISTINCT company_name, industry, employee_range_key AS size, revenue_range_key AS revenue FROM people',
    )
    .all() as { company_name: string; industry: string; size: string; revenue: string }[];
  t.equal(new Set(rows.map(({ company_name }) => company_name)).size, rows.length);
  const step = (ranges: readonly string[], key: string) => ranges.findIndex((each) => each.toUpperCase() === key);
  const unfit = rows.filter(
    ({ size, revenue, company_name }) =>
      company_name !== 'Acme Corp' && Math.abs(step(employeeRanges, size) - step(revenueRanges, revenue)) > 1,
  );
  t.same(unfit, []);
});

t.test(
  'default data: the paused job would have 100 records, the one in progress has rows that none may see',
  async (t) => {
    const store = await filled(1, 0);
    const size = store.db.prepare('SELECT size FROM jobs WHERE job_id = ?').pluck();
    t.equal(size.get(numbered('03')), 100);
    t.ok((size.get(numbered('02')) as number) > 0);
  },
);
