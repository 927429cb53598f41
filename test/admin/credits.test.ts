import { join } from 'node:path';
import t from 'tap';
import type { CreditsView } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { serve } from '../support/command.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';

const john = 'a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d';

t.test(
  'the ledger has every change of credits with its request, and a reset restores the opening balance',
  async (t) => {
    const mock = await startAdminMock(t);
    const mine = await mock.account({ from: 'empty', credits: 10 });
    await mine.clock.set({ now: '2026-05-06T12:00:00Z', frozen: true });
    await mock.fetch('/external/unlock/', {
      method: 'POST',
      headers: { ...token(mine.token), 'content-type': 'application/json' },
      body: JSON.stringify({ uuids: [john], unlock_type: 'phone' }),
    });
    await mine.update({ credits: 100 });
    const [request] = await mine.requests({ endpoint: 'unlock' });
    const moved = await mine.credits();
    t.equal(moved.balance, 100);
    matchList(t, moved.entries, [
      { id: 1, amount: 10, reason: 'opening balance', request_id: null },
      { id: 2, amount: -5, reason: 'unlock phone of 1', request_id: request?.id, at: '2026-05-06T12:00:00.000Z' },
      { id: 3, amount: 95, reason: 'set by the admin API', request_id: null },
    ]);
    await mine.reset();
    const reset = await mine.credits();
    t.equal(reset.balance, 10);
    matchList(t, reset.entries, [{ amount: 10 }]);
    t.match((await mock.credits()).balance, 500);
  },
);

t.test('with --db, a request after a restart never gets the id of an earlier request that moved credits', async (t) => {
  const options = ['--people', '50', '--db', join(t.testdir(), 'state.db')];
  const account = '/__mock/accounts/mine';
  const unlock = (url: string, uuid: string) =>
    sendRequest(`${url}/external/unlock/`, {
      method: 'POST',
      headers: { ...token('mine'), 'content-type': 'application/json' },
      body: JSON.stringify({ uuids: [uuid], unlock_type: 'email' }),
    });
  const charged = async (url: string): Promise<number[]> => {
    const { entries } = (await sendRequest(`${url}${account}/credits`)).json() as CreditsView;
    return entries.flatMap(({ request_id }) => request_id ?? []);
  };
  const first = await serve(t, options);
  await sendRequest(`${first.url}/__mock/accounts`, {
    method: 'POST',
    body: JSON.stringify({ name: 'mine', token: 'mine', from: 'empty' }),
  });
  const people = (await sendRequest(`${first.url}/external/search/?limit=12`, { headers: token('mine') })).json();
  const [last, ...uuids] = people.results.map(({ uuid }: { uuid: string }) => uuid);
  for (const uuid of uuids) t.equal((await unlock(first.url, uuid)).status, 200);
  const before = await charged(first.url);
  t.ok(before.includes(9) && before.includes(10), 'sorted as texts, the greatest id would not be the last');
  first.child.kill('SIGTERM');
  await first.ended;

  const second = await serve(t, options);
  t.equal((await unlock(second.url, last)).status, 200);
  const all = await charged(second.url);
  t.equal(new Set(all).size, before.length + 1);
  t.ok(Math.max(...all) > Math.max(...before));
  await sendRequest(`${second.url}/__mock/snapshots/then`, { method: 'PUT' });
  await sendRequest(`${second.url}${account}/reset`, { method: 'POST' });
  t.same(await charged(second.url), []);
  second.child.kill('SIGTERM');
  await second.ended;

  const { url } = await serve(t, options);
  await sendRequest(`${url}/external/search/`, { headers: token('mine') });
  const [request] = (await sendRequest(`${url}${account}/requests`)).json().requests;
  t.ok(request.id > Math.max(...all), 'a snapshot still has the earlier ids');
});

t.test('disclosures are the unmasked values that were sent, with their time and request', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  await mine.clock.set({ now: '2026-05-06T12:00:00Z', frozen: true });
  await mock.search(mine.token);
  t.same(await mine.disclosures(), [], 'masked values are not disclosed');
  await mine.unlock(john, 'email');
  await mock.search(mine.token, '?limit=1');
  await mock.search(mine.token, '?limit=1&offset=1');
  const { job_id } = await mine.createJob({
    records: [{ contact_email: 'a@b.example', contact_mobile_phone: '', first_name: 'A' }],
  });
  await mock.results(mine.token, job_id);
  await mock.results(mine.token, job_id, '?report_type=csv');
  const ids = (await mine.requests()).map(({ id }) => id);
  t.same(await mine.disclosures(), [
    {
      at: '2026-05-06T12:00:00.000Z',
      request_id: ids[1],
      endpoint: 'search',
      uuid: john,
      field: 'contact_email',
      value: 'john.doe@acme.example',
    },
    ...[3, 4].map((index) => ({
      at: '2026-05-06T12:00:00.000Z',
      request_id: ids[index],
      endpoint: 'results',
      uuid: null,
      field: 'contact_email',
      value: 'a@b.example',
    })),
  ]);
  t.same(await mock.disclosures(), [], 'each account has its own disclosures');
  const before = (await mine.disclosures()).length;
  for (const connection of ['truncate', 'stall'] as const) {
    await mine.injectFault({ connection, times: 1 });
    const stop = AbortSignal.timeout(100);
    await fetch(`${mock.url}/external/search/`, { headers: token(mine.token), signal: stop })
      .then((answer) => answer.text())
      .catch(() => {});
  }
  await mock.fetch('/external/search/', { method: 'HEAD', headers: token(mine.token) });
  t.equal((await mine.disclosures()).length, before, 'broken answers and HEAD requests disclose nothing');
  await mine.reset();
  t.same(await mine.disclosures(), []);
});

t.test('disclosures do not change when people or records are changed or deleted', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  const values = async (): Promise<string[]> => (await mine.disclosures()).map(({ value }) => value);
  const [ada] = await mine.setPeople([{ first_name: 'Ada', contact_email: 'ada@my.example' }]);
  await mine.unlock(ada as string, 'email');
  await mock.search(mine.token);
  await mine.setPeople([{ uuid: ada as string, contact_email: 'other@my.example' }]);
  t.same(await values(), ['ada@my.example'], 'the person has another email now');
  await mock.search(mine.token);
  await mine.useSharedPeople();
  t.same(await values(), ['ada@my.example', 'other@my.example']);
  const { job_id } = await mine.createJob({
    records: [{ contact_email: '1@my.example' }, { contact_email: '2@my.example' }],
  });
  await mock.results(mine.token, job_id, '?page_size=1&page=2');
  await mock.snapshot('before');
  await mine.updateJob(job_id, { records: [{ contact_email: '3@my.example' }] });
  await mock.results(mine.token, job_id, '?report_type=csv');
  await mine.deleteJob(job_id);
  const all = ['ada@my.example', 'other@my.example', '2@my.example', '3@my.example'];
  t.same(await values(), all);
  await mock.restore('before');
  t.same(await values(), all, 'disclosures are not part of a snapshot');
});

t.test('a failed deletion or restoration does not change the disclosures', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  const { job_id } = await mine.createJob({ records: [{ contact_email: 'ada@my.example' }] });
  await mock.results(mine.token, job_id);
  const bytes = async (): Promise<number> => (await mock.callAdmin('GET', '')).json().memory.disclosures.bytes;
  const before = await bytes();
  t.equal((await mock.callAdmin('DELETE', `/accounts/${mine.name}/jobs/${job_id.replace(/^./, 'g')}`)).status, 404);
  t.equal((await mock.callAdmin('POST', '/snapshots/nowhere/restore')).status, 404);
  t.equal(await bytes(), before, 'the disclosures still refer to the record');
  await mine.deleteJob(job_id);
  t.ok((await bytes()) > before, 'the values of a deleted job are kept');
});

t.test('disclosures are the latest 10,000 values, with the number of earlier ones', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  const records = Array.from({ length: 150 }, (_, index) => ({ contact_email: `${index}@my.example` }));
  const { job_id } = await mine.createJob({ records });
  const calls = 68;
  for (let call = 0; call < calls; call += 1) await mock.results(mine.token, job_id, '?page_size=150');
  const { disclosures, dropped } = (await mock.callAdmin('GET', `/accounts/${mine.name}/disclosures`)).json();
  t.equal(disclosures.length, 10_000);
  t.equal(dropped, calls * 150 - 10_000);
  t.match([disclosures[0].value, disclosures.at(-1).value], ['50@my.example', '149@my.example']);
});

t.test('only the records that were sent are disclosed, even if the job was paused', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  // CSV lines before the last new column are read in smaller batches than later lines.
  const records = Array.from({ length: 450 }, (_, index) => ({
    contact_email: `${index}@my.example`,
    ...(index < 60 && { [`field_${index}`]: index }),
  }));
  const sentValues = (from: number, to: number) => records.slice(from, to).map(({ contact_email }) => contact_email);
  const { job_id } = await mine.createJob({ records, status: 'paused', processed: 330 });
  await mock.results(mine.token, job_id, '?page_size=200&page=2');
  await mock.results(mine.token, job_id, '?report_type=csv');
  const values = async (): Promise<string[]> => (await mine.disclosures()).map(({ value }) => value);
  const expected = [...sentValues(200, 330), ...sentValues(0, 330)];
  t.same(await values(), expected);
  await mine.deleteJob(job_id);
  t.same(await values(), expected, 'the disclosures stay after the job is deleted');
});

t.test('disclosures of a job of 21,000 records are the latest 10,000 values', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  const records = Array.from({ length: 21_000 }, (_, index) => ({ contact_email: `${index}@my.example` }));
  const { job_id } = await mine.createJob({ records });
  await mock.results(mine.token, job_id, '?report_type=csv');
  const { disclosures, dropped } = (await mock.callAdmin('GET', `/accounts/${mine.name}/disclosures`)).json();
  t.equal(dropped, 11_000);
  t.same(
    disclosures.map(({ value }: { value: string }) => value),
    records.slice(-10_000).map(({ contact_email }) => contact_email),
  );
});

t.test('disclosures do not change when a snapshot restores other people', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account({ from: 'empty' });
  const [ada] = await mine.setPeople([{ contact_email: 'before@my.example' }]);
  await mock.snapshot('before');
  await mine.setPeople([{ uuid: ada as string, contact_email: 'after@my.example' }]);
  await mine.unlock(ada as string, 'email');
  await mock.search(mine.token);
  await mock.restore('before');
  t.same(
    (await mine.disclosures()).map(({ value }) => value),
    ['after@my.example'],
  );
});

t.test('a fault with status 402 has the documented body', async (t) => {
  const mock = await startAdminMock(t);
  await mock.injectFault({ endpoint: 'unlock', status: 402 });
  const answer = await mock.fetch('/external/unlock/', { method: 'POST', headers: token(mock.token) });
  t.match(
    [answer.status, await answer.json()],
    [402, { required: 501, balance: 500, error: /^Insufficient credits\./ }],
  );
});

t.test('faults and the journal work for Status, Control and Unlock', async (t) => {
  const mock = await startAdminMock(t);
  for (const [endpoint, method, path, scheme] of [
    ['status', 'GET', '/enrichment/status/', 'Bearer'],
    ['control', 'POST', '/enrichment-control/', 'Bearer'],
    ['unlock', 'POST', '/external/unlock/', 'Token'],
  ] as const) {
    await mock.injectFault({ endpoint, status: 503, times: 1 });
    const headers = { authorization: `${scheme} ${mock.token}` };
    t.equal((await mock.fetch(path, { method, headers })).status, 503, endpoint);
    t.not((await mock.fetch(path, { method, headers })).status, 503);
    t.equal((await mock.requests({ endpoint })).length, 2);
  }
});

t.test("every change of credits is in the ledger with the time of the account's clock", async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account();
  const post = (path: string, headers: Record<string, string>, body: object) =>
    mock.fetch(path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const { job_id } = await mine.createJob({ generate: 5, processed: 2, status: 'paused' });
  await mine.clock.set({ now: '2001-02-03T04:05:06.789Z', frozen: true });
  const [first] = (await mock.search(mine.token, '?limit=1&offset=40')).json().results;
  await post('/external/unlock/', token(mine.token), { uuids: [first.uuid], unlock_type: 'email' });
  await post('/enrichment-control/', bearer(mine.token), { csv_file_id: job_id, action: 'resume' });
  await mine.update({ credits: 3 });
  const [opening, ...later] = (await mine.credits()).entries;
  t.equal(opening?.reason, 'opening balance');
  t.same(
    later.map(({ reason, at }) => [reason, at]),
    ['unlock email of 1', `resume ${job_id}`, 'set by the admin API'].map((reason) => [
      reason,
      '2001-02-03T04:05:06.789Z',
    ]),
  );
});

t.test('a reset or deletion of an account and a reset of the mock remove the disclosures', async (t) => {
  const mock = await startAdminMock(t);
  const mine = () => mock.account({ name: 'mine', from: 'empty' });
  for (const [what, clear] of [
    ['the account was reset', () => mock.callAdmin('POST', '/accounts/mine/reset')],
    ['the account was deleted', () => mock.callAdmin('DELETE', '/accounts/mine').then(mine)],
    ['everything was reset', () => mock.reset().then(mine)],
  ] as const) {
    const { job_id } = await (await mine()).createJob({ records: [{ contact_email: 'a@b.example' }] });
    const { token: secret } = (await mock.callAdmin('GET', '/accounts/mine')).json();
    await mock.results(secret, job_id);
    const disclosures = async () => (await mock.callAdmin('GET', '/accounts/mine/disclosures')).json();
    t.equal((await disclosures()).disclosures.length, 1);
    await clear();
    t.same(await disclosures(), { disclosures: [], dropped: 0 }, what);
    await mock.reset();
  }
});
