import assert from 'node:assert/strict';
import t from 'tap';
import { fc } from '../support/property.ts';
import { csvValue, fieldName, isInternal, record, statusColumns } from '../support/records.ts';
import { createTestServer, fixtures, job, jobId, startTestServer } from '../support/test-server.ts';

type Stored = Record<string, unknown>;

const byCodePoint = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Formats a cell as RFC 4180 says. */
const formatCell = (value: unknown, isAlone: boolean): string => {
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : csvValue(value);
  if (text === '' && isAlone) return '""';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Formats the CSV of the records without the library that the product uses. */
const formatCsv = (records: readonly Stored[], canonical: readonly string[]): string => {
  const shown = [...new Set(records.flatMap(Object.keys))].filter((name) => !isInternal(name));
  const imported = shown.filter((name) => name.startsWith('imported_')).sort(byCodePoint);
  const fixed = [...canonical, ...statusColumns].filter((name) => shown.includes(name));
  const columns = [...new Set([...imported, ...fixed, ...shown])];
  const rows = records.map((stored) => columns.map((name) => (Object.hasOwn(stored, name) ? stored[name] : undefined)));
  return [columns, ...rows]
    .map((cells) => `${cells.map((value) => formatCell(value, cells.length === 1)).join()}\r\n`)
    .join('');
};

const formatPage = (records: readonly Stored[], page: number, page_size: number): string => {
  const data = records.slice((page - 1) * page_size, page * page_size).map((stored) => {
    const publicFields = Object.entries(stored).filter(([name]) => !isInternal(name) && name !== 'enrichment_status');
    return Object.fromEntries(publicFields);
  });
  return JSON.stringify({ job_id: jobId, total_records: records.length, page, page_size, data });
};

/** Records in which some fields appear only from a certain position. */
const lateFields = fc.uniqueArray(fieldName, { minLength: 1, maxLength: 8 }).chain((names) =>
  fc.record({
    canonical: fc.shuffledSubarray(names),
    records: fc
      .tuple(
        fc.array(fc.nat(130), { minLength: names.length, maxLength: names.length }),
        fc.array(record(fc.constantFrom(...names)), { minLength: 1, maxLength: 130, size: 'max' }),
      )
      .map(([from, generated]) =>
        generated.map((fields, position): Stored => {
          const shown = Object.entries(fields).filter(([name]) => (from[names.indexOf(name)] ?? 0) <= position);
          return Object.fromEntries(shown);
        }),
      ),
    finishedCounts: fc.array(fc.nat(), { maxLength: 3 }),
    pages: fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 200 })), { maxLength: 6 }),
  }),
);

t.test(
  'R9, R12, R13, R14, R15, R16, R17: the stored text is the text of the records, for any number of finished records',
  async () => {
    const property = fc.asyncProperty(lateFields, async ({ canonical, records, finishedCounts, pages }) => {
      const columns = { account: canonical.slice(0, 2), contact: canonical.slice(2) };
      const { app, store, csv } = await createTestServer(fixtures({ columns, jobs: [job(records)] }));
      const url = `/enrichment/result/${jobId}/`;
      for (const processed of [records.length, ...finishedCounts.map((count) => 1 + (count % records.length))]) {
        const payload = JSON.stringify({ status: 'paused', processed });
        await app.inject({ method: 'PATCH', url: `/__mock/accounts/a/jobs/${jobId}`, payload });
        const finished = records.slice(0, processed);
        assert.equal(await csv(), Buffer.from(formatCsv(finished, canonical)).toString());
        for (const [page, page_size] of pages) {
          const query = { page: String(page), page_size: String(page_size) };
          const answer = await app.inject({ url, query, headers: { authorization: 'Bearer a' } });
          assert.equal(answer.body, formatPage(finished, page, page_size));
        }
      }
      await app.close();
      store.close();
    });
    await fc.assert(property, { numRuns: 25 });
  },
);

t.test('R9, R16: very long records are complete on every page and in the download', async (t) => {
  const records = Array.from({ length: 120 }, (_, index) => ({ n: index, text: 'ä"'.repeat(index % 7 ? 1 : 40_000) }));
  const { app, csv } = await startTestServer(t, fixtures({ jobs: [job(records)] }));
  t.equal(await csv(), formatCsv(records, []));
  for (const page of [1, 2, 3, 4, 5]) {
    const url = `/enrichment/result/${jobId}/?page=${page}&page_size=33`;
    const { body } = await app.inject({ url, headers: { authorization: 'Bearer a' } });
    t.equal(body, formatPage(records, page, 33));
  }
});
