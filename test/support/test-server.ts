import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { createExchangeLogs } from '../../src/admin/exchange-logs.ts';
import type { Journal } from '../../src/admin/journal/journal.ts';
import { openStore, type StateOptions, type Store } from '../../src/db/open-store.ts';
import { fillSeedData, openSeedData } from '../../src/db/prepared/fill-seed-data.ts';
import type { NewJob } from '../../src/db/repositories/job-rows.ts';
import type { Person } from '../../src/domain/person.ts';
import { createInitialData } from '../../src/fixtures/create-initial-data.ts';
import { type Fixtures, type Job, loadFixtures } from '../../src/fixtures/load/load-fixtures.ts';
import { type BuildServerOptions, buildServer } from '../../src/server/build-server.ts';
import type { Limits } from '../../src/server/limits.ts';

export const jobId = '11111111-1111-4111-8111-111111111111';

/** A completed Quick contact job of account "a" with exactly these records. */
export const job = (records: Record<string, unknown>[], more: Partial<Job> = {}): Job => ({
  job_id: jobId,
  account: 'a',
  tier: 'quick',
  status: 'Enrichment Completed',
  records,
  raw: true,
  ...more,
});

/** A completed job of account "a" without records, in the form that the store accepts. */
export const newJob: NewJob = {
  account: 'a',
  job_id: jobId,
  category: 'contact',
  tier: 'quick',
  status: 'Enrichment Completed',
  fields_to_enrich: [],
  submitted_at: 0,
  updated_at: 0,
  timeline: [],
};

/** A person without any values. A lower number is a newer person. */
export const person = (number: number, more: Partial<Person> = {}): Person => ({
  uuid: `22222222-2222-4222-8222-${String(number).padStart(12, '0')}`,
  created_at: 1e12 - number,
  first_name: null,
  last_name: null,
  company_name: null,
  job_title: null,
  job_level: null,
  industry: null,
  employee_range: null,
  revenue_range: null,
  contact_office_country: null,
  contact_linkedin_url: null,
  contact_email: null,
  contact_direct_phone: null,
  contact_mobile_phone: null,
  ...more,
});

const { columns } = loadFixtures();

/** Fixtures with two accounts, "a" and "b". The token of each is its name. */
export const fixtures = (more: Partial<Fixtures> = {}): Fixtures => ({
  accounts: [
    { name: 'a', tokens: ['a'] },
    { name: 'b', tokens: ['b'] },
  ],
  jobs: [],
  people: [],
  unlocks: [],
  columns,
  hash: '',
  ...more,
});

export type TestServer = {
  app: FastifyInstance;
  store: Store;
  journal: Journal;
  /** The results of `job` as CSV. */
  csv: () => Promise<string>;
  /** The results of `job` as JSON. */
  json: () => Promise<string>;
};

/** Creates a server in this process with these fixtures only. */
export const createTestServer = async (
  data: Fixtures,
  now: () => number = Date.now,
  settings: Partial<BuildServerOptions> = {},
  limits?: Limits,
  state?: StateOptions,
): Promise<TestServer> => {
  const seedData = openSeedData();
  const store = openStore(seedData, state);
  await fillSeedData(seedData, createInitialData(data, 1, data.people.length));
  store.loadInitialState(now());
  const options: BuildServerOptions = { 'log-level': 'silent', 'no-admin': false, strict: false, ...settings };
  const logs = createExchangeLogs();
  const dependencies = {
    seedData,
    store,
    dataLoaded: Promise.resolve(),
    now,
    logs,
  };
  const app = buildServer(options, dependencies, limits);
  const results = async (query: string): Promise<string> =>
    (await app.inject({ url: `/enrichment/result/${jobId}/${query}`, headers: { authorization: 'Bearer a' } })).body;
  return {
    app,
    store,
    journal: logs.journal,
    csv: () => results('?report_type=csv'),
    json: () => results('?page_size=200'),
  };
};

/** Creates such a server. It is closed when the test ends. */
export const startTestServer = async (
  t: Test,
  data: Fixtures,
  now?: () => number,
  settings?: Partial<BuildServerOptions>,
  limits?: Limits,
  state?: StateOptions,
): Promise<TestServer> => {
  const server = await createTestServer(data, now, settings, limits, state);
  t.teardown(async () => {
    await server.app.close();
    server.store.close();
  });
  return server;
};
