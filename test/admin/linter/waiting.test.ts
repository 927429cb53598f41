import t from 'tap';
import { createHistory } from '../../../src/admin/linter/account-history.ts';
import { lintWait, rememberWait } from '../../../src/admin/linter/wait-findings.ts';
import { startAdminMock } from '../../support/admin-api.ts';
import { completedJobId, readFindingKinds, takeFindingMessages } from '../../support/findings.ts';
import { bearer, sendRequest } from '../../support/http.ts';
import { matchList } from '../../support/match-list.ts';

const mock = await startAdminMock(t, { people: 50 });
const get = (path: string, headers: Record<string, string>) => sendRequest(mock.url + path, { headers });
const timedJob = { generate: 5, timeline: [{ status: 'completed' as const, after_ms: 3_600_000 }] };

t.test("retry-after-ignored: a call before the end of the wait by the account's clock is reported", async (t) => {
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

t.test(
  'retry-after-ignored: a call after the wait is not reported; a 503 applies to its endpoint; the wait may be a date',
  async (t) => {
    const mine = await mock.account();
    await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
    const date = 'Wed, 06 May 2026 14:00:07 GMT';
    await mine.injectFault({ endpoint: 'search', status: 503, headers: { 'Retry-After': date }, times: 1 });
    await mock.search(mine.token);
    await mock.results(mine.token, completedJobId);
    t.same(await readFindingKinds(mine), [], 'the wait applies to another endpoint');
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
    t.same(await readFindingKinds(mine), [], 'the header is not a time');
  },
);

t.test('retry-after-ignored: the wait of a real 429 ends when the quota is changed', async (t) => {
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
  t.same(await readFindingKinds(other), [], 'the first call after the change is not reported');
});

t.test(
  'retry-after-ignored: a call that was sent before the 429 arrived, or after a wait by the real clock, is not reported',
  async (t) => {
    const mine = await mock.account();
    await mine.injectFault({ status: 429, headers: { 'Retry-After': '7' }, times: 2 });
    await mine.clock.set({ frozen: true });
    await mock.search(mine.token);
    await mock.search(mine.token);
    t.same(await readFindingKinds(mine), ['retry-after-ignored'], 'the repeated page is reported');

    const firstMoment = { at: 5000, machine: 90_000 };
    const secondMoment = { at: 5020, machine: 90_020 };
    const countFindingsAfter = (at: number, machine: number, url = '/a', hasSecondWait = false) => {
      const history = createHistory();
      const wait = { status: 503, header: '7' };
      rememberWait(history, 'search', { ...wait, url: '/a', moment: firstMoment });
      if (hasSecondWait) rememberWait(history, 'search', { ...wait, url: '/b', moment: secondMoment });
      return lintWait(history, 'search', url, { at: firstMoment.at + at, machine: firstMoment.machine + machine })
        .length;
    };
    t.equal(countFindingsAfter(0, 6800), 1);
    t.equal(countFindingsAfter(0, 6999), 0, "the account's clock is frozen and the real time has passed");
    t.equal(countFindingsAfter(6999, 1), 0, "the account's clock has passed the wait");
    t.equal(countFindingsAfter(0, 24, '/b'), 0);
    t.equal(countFindingsAfter(0, 25, '/b'), 1);
    t.equal(countFindingsAfter(30, 30, '/a', true), 1, 'the client got an earlier 503 with a wait, so it could know');
  },
);

t.test('retry-after-ignored: each wait is reported once, for any number of calls that ignore it', async (t) => {
  const mine = await mock.account();
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  const countFindings = async (): Promise<number> => {
    const all = await readFindingKinds(mine);
    await mine.clearFaults();
    return all.filter((kind) => kind === 'retry-after-ignored').length;
  };
  for (const expectedCount of [1, 2]) {
    await mine.injectFault({ status: 429, headers: { 'Retry-After': '7' }, times: 3 });
    for (const query of ['', '?limit=1', '?limit=2', '?limit=3']) {
      await mock.search(mine.token, query);
      await mine.clock.advance(100);
    }
    await mock.results(mine.token, completedJobId);
    t.equal(await countFindings(), expectedCount, 'five calls with three answers to wait cause one finding');
    await mine.clock.advance(7000);
    await mock.search(mine.token, '?limit=4');
    t.equal(await countFindings(), expectedCount, 'the wait has passed');
  }
  await mine.injectFault({ status: 503, headers: { 'Retry-After': '7' } });
  for (const page of [1, 2, 3]) {
    await mock.search(mine.token, `?offset=${page}`);
    await mock.results(mine.token, completedJobId, `?page=${page}`);
    await mine.clock.advance(100);
  }
  t.equal(await countFindings(), 4, 'each endpoint has a finding of its own');
});

t.test(
  'polled-too-soon: a poll within the inaccuracy of timers, or after the client has paused or resumed the job, is not reported',
  async (t) => {
    const mine = await mock.account();
    const poll = (id: string) => get(`/enrichment/status/${id}/`, bearer(mine.token));
    const { job_id } = await mine.createJob({ ...timedJob, status: 'in-progress' });
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
  },
);

t.test(
  'polled-too-soon: a poll within two seconds of the last one is reported, for a large job within fifteen seconds',
  async (t) => {
    const mine = await mock.account();
    const poll = (id: string) => get(`/enrichment/status/${id}/`, bearer(mine.token));
    const { job_id: small } = await mine.createJob(timedJob);
    const { job_id: large } = await mine.createJob({ ...timedJob, generate: 1001 });
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
      /^the last poll of the job was \d\.\d s ago: wait at least 2 s between polls of a job with 5 records$/,
      /^the last poll of the job was 2\.\d s ago: wait at least 15 s between polls of a job with more than 1000 records$/,
    ]);
  },
);

t.test('polled-too-soon: a job of 1000 records is not large', async (t) => {
  const mine = await mock.account();
  const { job_id } = await mine.createJob({ ...timedJob, generate: 1000 });
  const poll = () => get(`/enrichment/status/${job_id}/`, bearer(mine.token));
  await poll();
  await mine.clock.advance(2000);
  await poll();
  t.same(await readFindingKinds(mine), []);
  await poll();
  matchList(t, await takeFindingMessages(mine), [/: wait at least 2 s between polls of a job with 1000 records$/]);
});

t.test('polled-too-soon: a poll is not reported if the status of the job does not change with time', async (t) => {
  const mine = await mock.account();
  const pollThreeTimes = async (id: string, workBetween: () => Promise<unknown> = async () => {}) => {
    for (const work of [workBetween, async () => {}]) {
      await get(`/enrichment/status/${id}/`, bearer(mine.token));
      await work();
    }
    await get(`/enrichment/status/${id}/`, bearer(mine.token)).then(() => {});
    const kinds = await readFindingKinds(mine);
    await mine.clearRequests();
    return kinds;
  };
  t.same(await pollThreeTimes((await mine.createJob(timedJob)).job_id), ['polled-too-soon', 'polled-too-soon']);
  const byPolls = { generate: 1, timeline: [{ status: 'completed' as const, after_polls: 9 }] };
  t.same(await pollThreeTimes((await mine.createJob(byPolls)).job_id), [], 'the status changes with polls');
  t.same(await pollThreeTimes(completedJobId), [], 'the status does not change any more');
  const changedJob = await mine.createJob({ status: 'queued' });
  await get(`/enrichment/status/${changedJob.job_id}/`, bearer(mine.token));
  await mine.clock.advance(1000);
  await mine.updateJob(changedJob.job_id, { status: 'in-progress' });
  await get(`/enrichment/status/${changedJob.job_id}/`, bearer(mine.token));
  t.same(await takeFindingMessages(mine), [], 'the admin API has changed the job since the last poll');
  await mine.clock.set({ frozen: true });
  t.same(await pollThreeTimes((await mine.createJob(timedJob)).job_id), [], 'the clock is frozen');
});
