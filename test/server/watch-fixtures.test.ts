import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serve } from '../support/command.ts';
import { bearer, sendRequest, token } from '../support/http.ts';

const job = (id: string, value: number) => ({
  jobs: [{ job_id: id, account: 'me', status: 'completed', records: [{ value }] }],
});
const id = '99999999-9999-4999-8999-999999999999';

t.test('--watch: a changed fixture is checked and reloaded, and fixtures with errors change nothing', async (t) => {
  const folder = t.testdir({
    'accounts.json': JSON.stringify({ accounts: [{ name: 'me', tokens: ['mine'] }] }),
    'jobs.json': JSON.stringify(job(id, 1)),
  });
  const { url, waitForOutput } = await serve(t, ['--watch', '--fixtures', folder, '--people', '5']);
  const value = async () =>
    (await sendRequest(`${url}/enrichment/result/${id}/`, { headers: bearer('mine') })).json().data[0].value;
  t.equal(await value(), 1);
  await sendRequest(`${url}/__mock/accounts/me/faults`, {
    method: 'POST',
    body: '{"status": 500, "endpoint": "search"}',
  });
  const createAccount = async () => (await sendRequest(`${url}/__mock/accounts`, { method: 'POST' })).json().name;
  t.same([await createAccount(), await createAccount()], ['account-1', 'account-2']);

  writeFileSync(join(folder, 'jobs.json'), JSON.stringify(job(id, 2)));
  await waitForOutput('stderr', /were reloaded/);
  t.equal(await value(), 2);
  t.equal(
    (await sendRequest(`${url}/external/search/`, { headers: token('mine') })).json().count,
    5,
    'the fault is gone',
  );
  t.equal((await sendRequest(`${url}/__mock/requests/count`)).json().count, 2, 'and what was in the journal');
  t.equal(await createAccount(), 'account-1', 'and the created accounts');

  writeFileSync(join(folder, 'jobs.json'), '{"jobs": [{"job_id": "x"}]}');
  const text = await waitForOutput('stderr', /were not reloaded/);
  t.match(text, 'jobs.json#/jobs/0/job_id: expected a UUID; found "x"');
  t.equal(await value(), 2);

  writeFileSync(join(folder, 'jobs.json'), JSON.stringify(job(id, 3)));
  await waitForOutput('stderr', /were reloaded[\s\S]*were reloaded/);
  t.equal(await value(), 3);
  await sendRequest(`${url}/__mock/reset`, { method: 'POST' });
  t.equal(await value(), 3, 'reset goes back to the new data');
});

t.test('--watch: replaced files, as editors write them, and a recreated folder are reloaded each time', async (t) => {
  const folder = join(t.testdir(), 'fixtures');
  const accounts = JSON.stringify({ accounts: [{ name: 'me', tokens: ['mine'] }] });
  const make = (value: number) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'accounts.json'), accounts);
    writeFileSync(join(folder, 'jobs.json'), JSON.stringify(job(id, value)));
  };
  make(0);
  const { url, waitForOutput } = await serve(t, ['--watch', '--fixtures', folder, '--people', '0']);
  const value = async () =>
    (await sendRequest(`${url}/enrichment/result/${id}/`, { headers: bearer('mine') })).json().data[0].value;
  for (const next of [1, 2, 3]) {
    writeFileSync(join(folder, '../next.json'), JSON.stringify(job(id, next)));
    renameSync(join(folder, '../next.json'), join(folder, 'jobs.json'));
    await waitForOutput('stderr', new RegExp(`(were reloaded[\\s\\S]*){${next}}`));
    t.equal(await value(), next);
  }
  rmSync(folder, { recursive: true });
  await waitForOutput('stderr', /were not reloaded/);
  t.equal(await value(), 3);
  make(4);
  await waitForOutput('stderr', /(were reloaded[\s\S]*){4}/);
  t.equal(await value(), 4);
});

t.test('--watch with --db: the next start continues with the reloaded state', async (t) => {
  const folder = t.testdir({
    fixtures: {
      'accounts.json': JSON.stringify({ accounts: [{ name: 'me', tokens: ['mine'], credits: 1 }] }),
      'jobs.json': JSON.stringify(job(id, 1)),
    },
  });
  const args = ['--watch', '--fixtures', join(folder, 'fixtures'), '--people', '5', '--db', join(folder, 'state.db')];
  const first = await serve(t, args);
  writeFileSync(join(folder, 'fixtures', 'jobs.json'), JSON.stringify(job(id, 2)));
  await first.waitForOutput('stderr', /were reloaded/);
  await sendRequest(`${first.url}/__mock/accounts/me`, { method: 'PATCH', body: '{"credits": 7}' });
  first.child.kill('SIGTERM');
  t.equal((await first.ended).code, 0);
  const { url } = await serve(t, args);
  t.equal((await sendRequest(`${url}/__mock/accounts/me`)).json().credits, 7);
  const results = await sendRequest(`${url}/enrichment/result/${id}/`, { headers: bearer('mine') });
  t.equal(results.json().data[0].value, 2);
});
