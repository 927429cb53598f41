import t from 'tap';
import { createHistory } from '../../../src/admin/linter/account-history.ts';
import { rememberWait, waitFindings } from '../../../src/admin/linter/wait-findings.ts';
import { startAdminMock } from '../../support/admin-api.ts';
import { completedJobId, readFindingKinds, takeFindingMessages } from '../../support/findings.ts';
import { bearer, sendRequest } from '../../support/http.ts';
import { matchList } from '../../support/match-list.ts';

const mock = await startAdminMock(t, { people: 50 });
const get = (path: string, headers: Record<string, string>) => sendRequest(mock.url + path, { headers });
const polls = { generate: 5, timeline: [{ status: 'completed' as const, after_ms: 3_600_000 }] };

t.test("retry-after-ignored: a call before it has passed on the account's clock", async (t) => {
  const mine = await mock.account();
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  await mine.injectFault({ status: 429, headers: { 'Retry-After': '7' }, times: 1 });
  await mock.search(mine.token);
  await mine.clock.advance(6500);
  await mock.results(mine.token, completedJobId);
  t.same(await takeFindingMessages(mine), [
    'called 1 s before the Retry-After of an earlier 429 has passed: wait for it',
  ]);
});

t.test('retry-after-ignored: none once it has passed; a 503 is about its endpoint; a date will do', async (t) => {
  const mine = await mock.account();
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  const date = 'Wed, 06 May 2026 14:00:07 GMT';
  await mine.injectFault({ endpoint: 'search', status: 503, headers: { 'Retry-After': date }, times: 1 });
  await mock.search(mine.token);
  await mock.results(mine.token, completedJobId);
  t.same(await readFindingKinds(mine), [], 'another endpoint');
  await mine.clock.advance(6000);
  await mock.search(mine.token);
  t.same(await readFindingKinds(mine), ['retry-after-ignored']);
  await mine.clearRequests();
  await mine.injectFault({ endpoint: 'search', status: 503, headers: { 'Retry-After': '5' }, times: 1 });
  await mock.search(mine.token);
  await mine.clock.advance(5000);
  await mock.search(mine.token);
  t.same(await readFindingKinds(mine), []);
  await mine.injectFault({ status: 429, headers: { 'Retry-After': 'soon' }, times: 1 });
  await mock.search(mine.token);
  await mock.search(mine.token, '?limit=2');
  t.same(await readFindingKinds(mine), [], 'no time that can be waited for');
});

t.test('retry-after-ignored: of a real 429, until the quota is another one', async (t) => {
  const mine = await mock.account({ kind: 'test', daily_quota: 1 });
  await mock.search(mine.token);
  await mock.search(mine.token);
  await mock.search(mine.token);
  t.same(await readFindingKinds(mine), ['retry-after-ignored']);
  await mine.update({ daily_quota: 9 });
  await mock.search(mine.token, '?limit=3');
  t.same(await readFindingKinds(mine), ['retry-after-ignored']);

  const other = await mock.account({ kind: 'test', daily_quota: 1 });
  for (const status of [200, 429]) t.equal((await mock.search(other.token)).status, status);
  await other.update({ daily_quota: 9 });
  t.equal((await mock.search(other.token)).status, 200);
  t.same(await readFindingKinds(other), [], 'the first call after another quota');
});

t.test(
  'retry-after-ignored: none of a call that was on its way, or whose client has waited by its own clock',
  async (t) => {
    const mine = await mock.account();
    await mine.injectFault({ status: 429, headers: { 'Retry-After': '7' }, times: 2 });
    await mine.clock.set({ frozen: true });
    await mock.search(mine.token);
    await mock.search(mine.token);
    t.same(await readFindingKinds(mine), ['retry-after-ignored'], 'the same page again');

    const told = { at: 5000, machine: 90_000 };
    const toldAgain = { at: 5020, machine: 90_020 };
    const later = (at: number, machine: number, url = '/a', again = false) => {
      const history = createHistory();
      const wait = { status: 503, header: '7' };
      rememberWait(history, 'search', { ...wait, url: '/a', moment: told });
      if (again) rememberWait(history, 'search', { ...wait, url: '/b', moment: toldAgain });
      return waitFindings(history, 'search', url, { at: told.at + at, machine: told.machine + machine }).length;
    };
    t.equal(later(0, 6800), 1);
    t.equal(later(0, 6999), 0, "the account's clock stands still");
    t.equal(later(6999, 1), 0, "the account's clock was advanced");
    t.equal(later(0, 24, '/b'), 0);
    t.equal(later(0, 25, '/b'), 1);
    t.equal(later(30, 30, '/a', true), 1, 'it was told before, so that it was not on its way');
  },
);

t.test('retry-after-ignored: once a wait, however many calls ignore it, and again in the next one', async (t) => {
  const mine = await mock.account();
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  const ignored = async (): Promise<number> => {
    const all = await readFindingKinds(mine);
    await mine.clearFaults();
    return all.filter((kind) => kind === 'retry-after-ignored').length;
  };
  for (const waits of [1, 2]) {
    await mine.injectFault({ status: 429, headers: { 'Retry-After': '7' }, times: 3 });
    for (const query of ['', '?limit=1', '?limit=2', '?limit=3']) {
      await mock.search(mine.token, query);
      await mine.clock.advance(100);
    }
    await mock.results(mine.token, completedJobId);
    t.equal(await ignored(), waits, 'five calls, of which the client was told to wait three times');
    await mine.clock.advance(7000);
    await mock.search(mine.token, '?limit=4');
    t.equal(await ignored(), waits, 'it has passed');
  }
  await mine.injectFault({ status: 503, headers: { 'Retry-After': '7' } });
  for (const page of [1, 2, 3]) {
    await mock.search(mine.token, `?offset=${page}`);
    await mock.results(mine.token, completedJobId, `?page=${page}`);
    await mine.clock.advance(100);
  }
  t.equal(await ignored(), 4, 'of each endpoint its own');
});

t.test("polled-too-soon: none within a timer's jitter, nor of a client that has just moved the job", async (t) => {
  const mine = await mock.account();
  const poll = (id: string) => get(`/enrichment/status/${id}/`, bearer(mine.token));
  const { job_id } = await mine.createJob({ ...polls, status: 'in-progress' });
  await poll(job_id);
  await mine.clock.advance(1950);
  await poll(job_id);
  t.same(await readFindingKinds(mine), []);
  for (const action of ['pause', 'resume']) {
    const answer = await sendRequest(`${mock.url}/enrichment-control/`, {
      method: 'POST',
      headers: { ...bearer(mine.token), 'content-type': 'application/json' },
      body: JSON.stringify({ csv_file_id: job_id, action }),
    });
    t.equal(answer.status, 200);
    await poll(job_id);
  }
  t.same(await readFindingKinds(mine), []);
  await poll(job_id);
  t.same(await readFindingKinds(mine), ['polled-too-soon']);
});

t.test('polled-too-soon: a status asked for again before two seconds, or fifteen of a large job', async (t) => {
  const mine = await mock.account();
  const poll = (id: string) => get(`/enrichment/status/${id}/`, bearer(mine.token));
  const { job_id: small } = await mine.createJob(polls);
  const { job_id: large } = await mine.createJob({ ...polls, generate: 1001 });
  await poll(small);
  await poll(large);
  await poll(small);
  await mine.clock.advance(2000);
  await poll(small);
  await poll(large);
  await mine.clock.advance(15_000);
  await poll(large);
  await get('/enrichment/status/', bearer(mine.token));
  matchList(t, await takeFindingMessages(mine), [
    /^the job was polled \d\.\d s before: poll a job of 5 records every 2 s at most$/,
    /^the job was polled 2\.\d s before: poll a job of more than 1000 records every 15 s at most$/,
  ]);
});

t.test('polled-too-soon: a job of 1000 records is not large yet', async (t) => {
  const mine = await mock.account();
  const { job_id } = await mine.createJob({ ...polls, generate: 1000 });
  const poll = () => get(`/enrichment/status/${job_id}/`, bearer(mine.token));
  await poll();
  await mine.clock.advance(2000);
  await poll();
  t.same(await readFindingKinds(mine), []);
  await poll();
  matchList(t, await takeFindingMessages(mine), [/: poll a job of 1000 records every 2 s at most$/]);
});

t.test('polled-too-soon: not where time has no say', async (t) => {
  const mine = await mock.account();
  const twice = async (id: string, between: () => Promise<unknown> = async () => {}) => {
    for (const work of [between, async () => {}]) {
      await get(`/enrichment/status/${id}/`, bearer(mine.token));
      await work();
    }
    await get(`/enrichment/status/${id}/`, bearer(mine.token)).then(() => {});
    const found = await readFindingKinds(mine);
    await mine.clearRequests();
    return found;
  };
  t.same(await twice((await mine.createJob(polls)).job_id), ['polled-too-soon', 'polled-too-soon']);
  const byPolls = { generate: 1, timeline: [{ status: 'completed' as const, after_polls: 9 }] };
  t.same(await twice((await mine.createJob(byPolls)).job_id), [], 'it moves by polls');
  t.same(await twice(completedJobId), [], 'it stands still');
  const startAdminMock = await mine.createJob({ status: 'queued' });
  await get(`/enrichment/status/${startAdminMock.job_id}/`, bearer(mine.token));
  await mine.clock.advance(1000);
  await mine.updateJob(startAdminMock.job_id, { status: 'in-progress' });
  await get(`/enrichment/status/${startAdminMock.job_id}/`, bearer(mine.token));
  t.same(await takeFindingMessages(mine), [], 'steering has changed it since');
  await mine.clock.set({ frozen: true });
  t.same(await twice((await mine.createJob(polls)).job_id), [], 'the clock stands still');
});
