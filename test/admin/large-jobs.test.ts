import t from 'tap';
import { matchList } from '../support/match-list.ts';
import { fixtures, job, jobId, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const jobs = '/__mock/accounts/a/jobs';
const headers = { authorization: 'Bearer a' };
/** More records than are written or deleted in one batch. */
const many = 3000;

const startServer = async (t: Parameters<typeof startTestServer>[0]) => {
  const { app, store, csv } = await startTestServer(t, fixtures());
  const countRecords = store.db.prepare<[], number>('SELECT count(*) FROM records').pluck();
  const post = (body: object) => app.inject({ method: 'POST', url: jobs, payload: JSON.stringify(body) });
  const callAdmin = (method: 'POST' | 'DELETE', url: string) => app.inject({ method, url: `/__mock${url}` });
  /** Starts to create a large job, and waits until some of its records are written. */
  const startJob = async (body: object = {}) => {
    const creation = post({ job_id: jobId, generate: many, ...body }).then((answer) => answer);
    await waitUntil(() => countRecords.get() !== 0);
    return { creation };
  };
  const written = (): number => countRecords.get() as number;
  return { app, store, csv, post, callAdmin, startJob, written };
};

t.test(
  'a large job is written in batches: it does not exist until it is complete, and other calls are answered',
  async (t) => {
    const { app, post, startJob, csv } = await startServer(t);
    const { creation } = await startJob();
    t.equal((await app.inject({ url: `/enrichment/result/${jobId}/`, headers })).statusCode, 404);
    t.equal((await post({ job_id: jobId })).statusCode, 409, 'the id is taken already');
    t.match((await creation).json(), { job_id: jobId, total_records: many, processed: many });
    t.equal((await csv()).split('\r\n').length, many + 2);
  },
);

t.test('jobs that are created at the same time have different ids and their own records', async (t) => {
  const { app, post } = await startServer(t);
  const created = await Promise.all(
    [1, 2, 3].map((number) => post({ records: [{ number }], raw: true, generate: 600 })),
  );
  const ids = created.map((answer) => answer.json().job_id);
  t.equal(new Set(ids).size, 3);
  for (const [index, id] of ids.entries()) {
    const page = (await app.inject({ url: `/enrichment/result/${id}/`, headers })).json();
    t.match([page.total_records, page.data[0]], [601, { number: index + 1 }]);
  }
});

t.test('if two calls create a large job with the same id at once, one of them is refused', async (t) => {
  const { post, csv } = await startServer(t);
  const recordsOf = (call: number) => Array.from({ length: many }, () => ({ call }));
  const calls = [1, 2].map((call) => post({ job_id: jobId, records: recordsOf(call), raw: true }));
  const statuses = (await Promise.all(calls)).map(({ statusCode }) => statusCode);
  t.same([...statuses].sort(), [201, 409]);
  t.equal(await csv(), `call\r\n${`${statuses.indexOf(201) + 1}\r\n`.repeat(many)}`);
});

t.test('a deletion or a reset keeps the records of a job that is being created', async (t) => {
  const { post, callAdmin, startJob, csv } = await startServer(t);
  const other = (await post({ records: [{ a: 1 }] })).json().job_id;
  const { creation } = await startJob();
  t.equal((await callAdmin('DELETE', `/accounts/a/jobs/${other}`)).statusCode, 204);
  t.equal((await callAdmin('POST', '/reset')).statusCode, 204);
  t.equal((await creation).statusCode, 201);
  t.equal((await csv()).split('\r\n').length, many + 2);
});

t.test('a job whose account is deleted before the job is complete is not created, and leaves no records', async (t) => {
  const { callAdmin, startJob, written } = await startServer(t);
  const { creation } = await startJob();
  t.equal((await callAdmin('DELETE', '/accounts/a')).statusCode, 204);
  t.equal((await creation).statusCode, 404);
  await waitUntil(() => written() === 0);
  t.pass('its records are deleted');
});

t.test('a job that is incomplete when the mock stops is not created', async (t) => {
  const { app, startJob } = await startServer(t);
  const { creation } = await startJob();
  await app.close();
  t.match((await creation).json(), { error: 'the mock is stopping' });
});

t.test('a large job is deleted at once, its records a little later; a running download breaks off', async (t) => {
  const { store, callAdmin, startJob, written } = await startServer(t);
  const { creation } = await startJob();
  await creation;
  const stored = store.jobs.find('a', jobId, 0);
  t.ok(stored);
  if (!stored) return;
  const download = store.jobs.csv(stored);
  t.equal(download.lines(0, 200).rows, 200);
  await callAdmin('DELETE', `/accounts/a/jobs/${jobId}`);
  t.equal(download.lines(200, 400).rows, 0);
  t.ok(written() > 0);
  await waitUntil(() => store.db.prepare('SELECT count(*) FROM record_sets').pluck().get() === 0);
  t.equal(written(), 0);
});

t.test('a large job whose records are replaced shows only the new records', async (t) => {
  const { app, store, csv } = await startTestServer(t, fixtures({ jobs: [job([{ a: 1 }])] }));
  const payload = JSON.stringify({ records: Array.from({ length: 1200 }, (_, n) => ({ n })), raw: true });
  await app.inject({ method: 'PATCH', url: `${jobs}/${jobId}`, payload });
  await app.inject({
    method: 'PATCH',
    url: `${jobs}/${jobId}`,
    payload: JSON.stringify({ records: [{ b: 2 }], raw: true }),
  });
  t.equal(await csv(), 'b\r\n2\r\n');
  const countRecords = store.db.prepare<[], number>('SELECT count(*) FROM records').pluck();
  await waitUntil(() => countRecords.get() === 1);
  t.equal(await csv(), 'b\r\n2\r\n');
});

t.test('a download breaks off when its job is deleted, even if its last records are still stored', async (t) => {
  const { app, store, startJob } = await startServer(t);
  const { creation } = await startJob();
  await creation;
  const { csv } = store.jobs;
  const remove = store.transact(() => {
    if (store.jobs.remove('a', jobId)) store.snapshots.deleteUnusedRecords();
  });
  store.jobs.csv = (job) => {
    const download = csv(job);
    const lines: typeof download.lines = (from, to) => {
      if (to >= many) remove();
      return download.lines(from, to);
    };
    return { ...download, lines };
  };
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${url}/enrichment/result/${jobId}/?report_type=csv`, { headers });
  t.equal(answer.status, 200);
  await t.rejects(answer.text(), { name: 'TypeError' });
  const { requests } = (await app.inject('/__mock/accounts/a/requests')).json();
  matchList(t, requests, [{ status: 200, rows: many - 200 }], 'the journal has the records that were sent');
  t.equal(store.jobs.count('a'), 0);
});
