import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { idEndingIn } from '../support/default-data.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { fixtures, job, jobId, startTestServer } from '../support/test-server.ts';

const mock = await startAdminMock(t);
const status = (job: string, as = 'demo-token') =>
  sendRequest(`${mock.url}/backend/api/v1/enrichment/status/${job}${job && '/'}`, { headers: bearer(as) });

t.test("T1: the status of a job is one of the API's five words", async (t) => {
  for (const [last, word] of Object.entries({
    '01': 'queued',
    '02': 'in-progress',
    '03': 'paused',
    '04': 'failed',
    '05': 'completed',
  })) {
    const answer = await status(idEndingIn(last));
    t.equal(answer.status, 200);
    t.same(Object.keys(answer.json()), ['job_id', 'status', 'submitted_at', 'updated_at']);
    t.match(answer.json(), { job_id: idEndingIn(last), status: word });
  }
  const words = {
    Draft: 'queued',
    Uploading: 'queued',
    'Enrichment Started': 'in-progress',
    Paused: 'paused',
    'Enrichment Completed': 'completed',
    'Enhancement Completed': 'completed',
    Failure: 'failed',
    'Upload Failed': 'failed',
  };
  const mine = await mock.account();
  for (const [internal, word] of Object.entries(words)) {
    await mine.updateJob(idEndingIn('03'), { status: internal as 'Draft' });
    t.equal((await status(idEndingIn('03'), mine.token)).json().status, word, internal);
  }
});

t.test('T2: updated_at is the time of the last change of the status and never before submitted_at', async (t) => {
  const jobs = (await status('')).json() as { submitted_at: string; updated_at: string }[];
  t.ok(jobs.length > 5);
  for (const job of jobs) t.ok(job.updated_at >= job.submitted_at, JSON.stringify(job));

  const mine = await mock.account();
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  const steps = [4000, 8000, 14_000].map((after_ms, index) => ({
    status: (['paused', 'in-progress', 'completed'] as const)[index] ?? 'completed',
    after_ms,
  }));
  const { job_id } = await mine.createJob({ generate: 10, status: 'in-progress', timeline: steps });
  const control = (action: string, csv_file_id = job_id) =>
    sendRequest(`${mock.url}/enrichment-control/`, {
      method: 'POST',
      headers: { ...bearer(mine.token), 'content-type': 'application/json' },
      body: JSON.stringify({ csv_file_id, action }),
    });
  const readUpdatedAt = async () => (await status(job_id, mine.token)).json().updated_at;
  await mine.clock.advance(4000);
  t.equal(await readUpdatedAt(), '2026-05-06T14:00:04Z', 'paused');
  await mine.clock.advance(1000);
  await control('resume');
  t.equal(await readUpdatedAt(), '2026-05-06T14:00:05Z', 'resumed');
  await mine.clock.advance(5000);
  t.equal(await readUpdatedAt(), '2026-05-06T14:00:05Z', 'the job stays in progress');

  // The account's clock is before the submission of this job.
  await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
  for (const action of ['pause', 'resume']) await control(action, idEndingIn('02'));
  await mine.clock.advance(6000);
  t.match((await status(idEndingIn('02'), mine.token)).json(), {
    status: 'completed',
    updated_at: '2026-05-06T14:00:06Z',
  });
});

t.test('T2: pausing, resuming or changing a job sets updated_at, whatever its timeline says', async (t) => {
  for (const [what, timeline, startSecond] of [
    ['no timeline', [], '00'],
    ['by after_ms', [1000, 60_000].map((after_ms) => ({ after_ms })), '01'],
    ['by after_polls', [1, 100].map((after_polls) => ({ after_polls })), '02'],
  ] as const) {
    const mine = await mock.account({ from: 'empty' });
    await mine.clock.set({ now: '2026-05-06T14:00:00Z', frozen: true });
    const { job_id } = await mine.createJob({
      generate: 100,
      processed: 0,
      status: timeline.length > 0 ? 'queued' : 'in-progress',
      timeline: timeline.map((step, index) => ({ ...step, status: index === 0 ? 'in-progress' : 'completed' })),
    });
    const control = (action: string) =>
      sendRequest(`${mock.url}/enrichment-control/`, {
        method: 'POST',
        headers: { ...bearer(mine.token), 'content-type': 'application/json' },
        body: JSON.stringify({ csv_file_id: job_id, action }),
      });
    const checkUpdatedAt = async (second: string, when: string) => {
      const { updated_at } = (await status(job_id, mine.token)).json();
      t.equal(updated_at, `2026-05-06T14:00:${second}Z`, `${what}: ${when}`);
      t.equal((await mine.getJob(job_id)).updated_at, `2026-05-06T14:00:${second}.000Z`, 'the admin API says the same');
    };
    await checkUpdatedAt('00', 'created');
    await mine.clock.advance(2000);
    await checkUpdatedAt(startSecond, 'in progress');
    for (const [second, when, act] of [
      ['03', 'paused', () => control('pause')],
      ['05', 'resumed', () => control('resume')],
      ['07', 'changed', () => mine.updateJob(job_id, { status: 'failed' })],
    ] as const) {
      await mine.clock.advance(1000);
      await act();
      await checkUpdatedAt(second, when);
      await mine.clock.advance(1000);
      await checkUpdatedAt(second, `a second after it was ${when}`);
    }
  }
});

t.test('T2: a job of the fixtures with a timeline is submitted at the start of the mock', async (t) => {
  const timeline = [{ status: 'in-progress' as const, after_ms: 1000 }];
  const start = Date.parse('2026-05-06T14:00:00Z');
  const moving = job([{ a: 1 }], { status: 'Draft', timeline });
  const { app } = await startTestServer(t, fixtures({ jobs: [moving] }), () => start);
  const answer = await app.inject({ url: `/enrichment/status/${jobId}/`, headers: bearer('a') });
  t.match(answer.json(), {
    status: 'queued',
    submitted_at: '2026-05-06T14:00:00Z',
    updated_at: '2026-05-06T14:00:00Z',
  });
});

t.test('T2: submitted_at and updated_at are in UTC and have no fractions of a second', async (t) => {
  t.equal(
    (await status('9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60')).text,
    '{"job_id":"9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60","status":"completed","submitted_at":"2026-05-06T14:23:11Z","updated_at":"2026-05-06T14:25:42Z"}',
  );
  const mine = await mock.account();
  await mine.clock.set({ now: '2026-01-02T03:04:05.678Z', frozen: true });
  const { job_id } = await mine.createJob({ generate: 1, timeline: [{ status: 'completed', after_ms: 61_500 }] });
  t.match((await status(job_id, mine.token)).json(), {
    submitted_at: '2026-01-02T03:04:05Z',
    updated_at: '2026-01-02T03:04:05Z',
  });
  await mine.clock.advance(100_000);
  t.match((await status(job_id, mine.token)).json(), { status: 'completed', updated_at: '2026-01-02T03:05:07Z' });
});

t.test("T3: another account's job, an unknown job and an id that is not a UUID have the same 404", async (t) => {
  const unknown = await status('ffffffff-ffff-4fff-8fff-ffffffffffff');
  t.match([unknown.status, unknown.text], [404, '{"detail":"Not found."}']);
  for (const job of [idEndingIn('06'), 'nonsense']) t.equal((await status(job)).text, unknown.text, job);
  for (const headers of [{}, token('demo-token'), bearer('nobody')]) {
    for (const path of ['', `${idEndingIn('01')}/`]) {
      const refused = await sendRequest(`${mock.url}/enrichment/status/${path}`, {
        headers: headers as Record<string, string>,
      });
      t.match([refused.status, refused.text], [401, '{"message":"Invalid or expired token"}']);
    }
  }
  t.equal(
    (await sendRequest(`${mock.url}/enrichment/status/`, { method: 'POST', headers: bearer('demo-token') })).status,
    405,
  );
  t.equal((await sendRequest(`${mock.url}/enrichment/status`)).headers.location, '/enrichment/status/');
});

t.test("T4: the list has the caller's jobs, newest first, each with the same fields as its own status", async (t) => {
  const list = (await status('')).json();
  t.equal(list.length, 10);
  t.same(
    list.slice(0, 2).map(({ job_id }: { job_id: string }) => job_id),
    [idEndingIn('01'), idEndingIn('02')],
  );
  for (const job of list) t.same(job, (await status(job.job_id)).json());
  const times = list.map(({ submitted_at }: { submitted_at: string }) => submitted_at);
  t.same(times, times.toSorted().toReversed());
  t.equal((await status('', 'other-token')).json().length, 1);
  t.same((await status('', 'empty-token')).json(), []);
});

t.test(
  'T5: the poll that changes the status of a job returns the new status; status, list and results all count as polls and agree',
  async (t) => {
    const mine = await mock.account({ from: 'empty' });
    await mine.clock.set({ now: '2026-05-06T12:00:00Z', frozen: true });
    const timeline = [
      { status: 'in-progress' as const, after_polls: 1 },
      { status: 'completed' as const, after_polls: 3 },
    ];
    const { job_id } = await mine.createJob({ generate: 4, timeline });
    t.equal((await status(job_id, mine.token)).json().status, 'queued');
    t.equal((await status('', mine.token)).json()[0].status, 'in-progress');
    await mine.clock.advance(5000);
    t.equal((await mock.results(mine.token, job_id)).status, 400);
    t.match((await status(job_id, mine.token)).json(), { status: 'completed', updated_at: '2026-05-06T12:00:05Z' });
    t.equal((await mock.results(mine.token, job_id)).json().total_records, 4);

    const racing = await mine.createJob({ generate: 4, timeline: [{ status: 'completed', after_polls: 20 }] });
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => (await status(racing.job_id, mine.token)).json().status),
    );
    t.equal(
      statuses.filter((word) => word === 'queued').length,
      20,
      'each poll counts once, even if polls are parallel',
    );
  },
);
