import t from 'tap';
import { fixtures, jobId, mockFor } from '../support/mock.ts';

/** How many records each block of a job with these records has. */
const blocksOf = async (t: Parameters<typeof mockFor>[0], records: Record<string, unknown>[]) => {
  const { app, store, json } = await mockFor(t, fixtures());
  await app.inject({ method: 'POST', url: '/__mock/accounts/a/jobs', payload: { job_id: jobId, records, raw: true } });
  t.same(JSON.parse(await json()).data, records, 'all of them are served');
  // Each record has 16 bytes of `ends`.
  return store.db.prepare<[], number>('SELECT length(ends) / 16 FROM record_blocks ORDER BY id').pluck().all();
};

t.test('a block of a job has 50 records: as many as a page has by default', async (t) => {
  const blocks = await blocksOf(
    t,
    Array.from({ length: 120 }, (_, number) => ({ number })),
  );
  t.same(blocks, [50, 50, 20]);
});

t.test('a block of long records has as many as it takes to pass 256 KiB, as JSON and as CSV together', async (t) => {
  const most = 256 * 1024;
  // As JSON and as CSV, each takes a third of the bound.
  const text = 'x'.repeat(most / 6);
  const blocks = await blocksOf(
    t,
    Array.from({ length: 10 }, (_, number) => ({ number, text })),
  );
  t.same(blocks, [3, 3, 3, 1]);
});
