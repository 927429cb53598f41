import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import createClient from 'openapi-fetch';
import t from 'tap';
import { startMock } from '../../src/index.ts';
import type { paths } from './client/api.d.ts';
import { generateClientTypes } from './client/generate.ts';

const mock = await startMock({ people: 50 });
t.teardown(() => mock.close());
const baseUrl = `${mock.url}/backend/api/v1`;
const headers = (authorization: string) => ({ baseUrl, headers: { authorization } });
const people = createClient<paths>(headers(`Token ${mock.token}`));
const jobs = createClient<paths>(headers(`Bearer ${mock.token}`));
const job_id = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';

t.test('api.d.ts is what `npm run client` generates', async (t) => {
  t.equal(readFileSync(join(import.meta.dirname, 'client', 'api.d.ts'), 'utf8'), await generateClientTypes());
});

t.test('a client that was generated from the OpenAPI document can call every operation', async (t) => {
  const found = await people.GET('/external/search/', { params: { query: { job_level: 'C Level', limit: 1 } } });
  const [person] = found.data?.results ?? [];
  t.equal(person?.last_name, 'Doe');
  t.equal(person?.is_email_unlocked, false);

  const unlocked = await people.POST('/external/unlock/', {
    body: { uuids: [person?.uuid ?? ''], unlock_type: 'email' },
  });
  t.match(unlocked.data, { unlocked: 1, credits_charged: 1, wallet_balance: 499 });

  const page = await jobs.GET('/enrichment/result/{job_id}/', {
    params: { path: { job_id }, query: { page_size: 1 } },
  });
  t.match(page.data, { job_id, total_records: 123, data: [{ imported_last_name: 'Doe' }] });
  const [record] = typeof page.data === 'object' ? page.data.data : [];
  const email: string | undefined = record?.contact_email;
  t.equal(email, 'jane.doe@acme.com');
  const csv = await jobs.GET('/enrichment/result/{job_id}/', {
    params: { path: { job_id }, query: { report_type: 'csv' } },
    parseAs: 'text',
  });
  t.match(csv.data, /^imported_company_name,/);

  const status = await jobs.GET('/enrichment/status/{job_id}/', { params: { path: { job_id } } });
  t.equal(status.data?.status, 'completed');
  const all = await jobs.GET('/enrichment/status/');
  t.ok(all.data?.some((each) => each.job_id === job_id));

  const { data, error, response } = await jobs.POST('/enrichment-control/', {
    body: { csv_file_id: job_id, action: 'pause' },
  });
  t.equal(data, undefined);
  t.equal(response.status, 400);
  t.match(error, { error: 'Only a job that is in progress can be paused.' });
});
