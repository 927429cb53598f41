import t from 'tap';
import { computeProgress, type TimelineStep } from '../../src/domain/job-state.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { matchList } from '../support/match-list.ts';
import { fc } from '../support/property.ts';

const id = 'abcdef44-4444-4444-8444-444444444444';
const jobs = '/accounts/demo/jobs';

t.test('raw: records are served exactly as they are sent, without internal fields', async (t) => {
  const { callAdmin, results } = await startAdminMock(t);
  const records = [{ imported_name: 'Ä', uuid: 'x', _secret: 1, enrichment_status: 'enriched' }, { b: null }];
  const created = await callAdmin('POST', jobs, { job_id: id.toUpperCase(), records, raw: true });
  t.equal(created.status, 201);
  t.match(created.json(), { job_id: id, status: 'Enrichment Completed', total_records: 2, processed: 2 });
  t.same((await results('demo-token', id)).json().data, [{ imported_name: 'Ä' }, { b: null }]);
  t.equal(
    (await results('demo-token', id, '?report_type=csv')).text,
    'imported_name,enrichment_status,b\r\nÄ,enriched,\r\n,,\r\n',
  );
  t.equal((await results('other-token', id)).status, 404);
  t.equal((await callAdmin('POST', jobs, { job_id: id })).status, 409);
});

t.test('the records that are sent for a job have at most 500 different fields, without internal ones', async (t) => {
  const { callAdmin, results } = await startAdminMock(t);
  const odd = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ both: 1, [`_internal_${index}`]: 1, [`imported_${index}`]: 1 }));
  const created = await callAdmin('POST', jobs, { job_id: id, records: odd(499), raw: true, generate: 10 });
  t.match(created.json(), { total_records: 509 });
  const [header = ''] = (await results('demo-token', id, '?report_type=csv')).text.split('\r\n');
  t.ok(header.split(',').length > 500, 'generated fields do not count');
  const refused = {
    error:
      'expected at most 500 different fields in all records of a job together; found "imported_499" besides 500 others',
    path: '/records/499',
  };
  for (const [method, path] of [
    ['POST', jobs],
    ['PATCH', `${jobs}/${id}`],
  ] as const) {
    const answer = await callAdmin(method, path, { records: odd(10_000), raw: true });
    t.match([answer.status, answer.json()], [400, refused]);
  }
  t.match((await callAdmin('GET', `${jobs}/${id}`)).json(), { total_records: 509 }, 'nothing has changed');
});

t.test(
  'generate creates records from the seed, with the requested fields, after the records that are sent',
  async (t) => {
    const { callAdmin, results } = await startAdminMock(t);
    await callAdmin('POST', jobs, {
      job_id: id,
      records: [{ mine: 1 }],
      raw: true,
      generate: 4,
      tier: 'quick',
      fields_to_enrich: ['job_title'],
    });
    const { data } = (await results('demo-token', id)).json();
    t.same(data[0], { mine: 1 });
    t.equal(data.length, 5);
    for (const record of data.slice(1)) {
      t.same(
        Object.keys(record).filter((name) => !name.startsWith('imported_')),
        ['job_title', 'enrichment_source'],
      );
    }
  },
);

t.test("every status, internal or the API's word, is answered as the contract says", async (t) => {
  const { callAdmin, results } = await startAdminMock(t);
  const answers: Record<string, number> = {
    Draft: 400,
    Uploading: 400,
    'Enrichment Started': 400,
    Paused: 200,
    'Enrichment Completed': 200,
    'Enhancement Completed': 200,
    Failure: 400,
    'Upload Failed': 400,
    queued: 400,
    'in-progress': 400,
    paused: 200,
    completed: 200,
    failed: 400,
  };
  await callAdmin('POST', jobs, { job_id: id, generate: 2 });
  for (const [status, code] of Object.entries(answers)) {
    t.equal((await callAdmin('PATCH', `${jobs}/${id}`, { status })).status, 200, status);
    t.equal((await results('demo-token', id)).status, code, status);
  }
});

t.test('PATCH changes the status, records and processed count; DELETE deletes the job', async (t) => {
  const { callAdmin, results } = await startAdminMock(t);
  await callAdmin('POST', jobs, { job_id: id, generate: 10 });
  t.match((await callAdmin('PATCH', `${jobs}/${id}`, { status: 'paused', processed: 4 })).json(), {
    status: 'Paused',
    processed: 4,
  });
  t.equal((await results('demo-token', id)).json().total_records, 4);
  t.match((await callAdmin('PATCH', `${jobs}/${id}`, { status: 'completed' })).json(), { processed: 10 });
  t.match((await callAdmin('PATCH', `${jobs}/${id}`, { records: [{ a: 1 }], raw: true })).json(), {
    total_records: 1,
    processed: 1,
  });
  t.same((await results('demo-token', id)).json().data, [{ a: 1 }]);
  t.equal((await callAdmin('PATCH', `${jobs}/${id}`, { processed: 2 })).status, 400);
  const error = 'expected 1, because all records of a completed job are done; found 0';
  t.same((await callAdmin('PATCH', `${jobs}/${id}`, { processed: 0 })).json(), { error, path: '/processed' });
  t.equal(
    (await callAdmin('POST', jobs, { generate: 3, processed: 1 })).status,
    400,
    'the job is completed by default',
  );
  t.equal((await callAdmin('POST', jobs, { generate: 3, processed: 1, status: 'failed' })).status, 201);
  const other = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
  await callAdmin('PATCH', `${jobs}/${other}`, { status: 'failed' });
  t.equal((await results('demo-token', other)).status, 400, 'a default job can fail, too');
  t.equal((await callAdmin('DELETE', `${jobs}/${id.toUpperCase()}`)).status, 204);
  t.equal((await results('demo-token', id)).status, 404);
  t.equal((await callAdmin('POST', jobs, { job_id: id })).status, 201, 'the id is free again');
});

t.test('PATCH without fields changes nothing, and the timeline continues', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  await callAdmin('PUT', '/accounts/demo/clock', { now: '2026-05-06T12:00:00Z', frozen: true });
  const created = await callAdmin('POST', jobs, { job_id: id, timeline: [{ status: 'completed', after_ms: 1000 }] });
  await callAdmin('POST', '/accounts/demo/clock/advance', { ms: 500 });
  t.same((await callAdmin('PATCH', `${jobs}/${id}`, {})).json(), created.json());
  await callAdmin('POST', '/accounts/demo/clock/advance', { ms: 500 });
  const { status, timeline } = (await callAdmin('GET', `${jobs}/${id}`)).json();
  t.equal(status, 'Enrichment Completed');
  matchList(t, timeline, [{ after_ms: 1000 }]);
});

t.test("a timeline by after_ms and the processed count follow the account's clock", async (t) => {
  const { callAdmin, results } = await startAdminMock(t);
  await callAdmin('PUT', '/accounts/demo/clock', { now: '2026-05-06T12:00:00Z', frozen: true });
  const timeline = [
    { status: 'in-progress', after_ms: 1000 },
    { status: 'paused', after_ms: 5000 },
    { status: 'in-progress', after_ms: 6000 },
    { status: 'completed', after_ms: 10_000 },
  ];
  await callAdmin('POST', jobs, { job_id: id, generate: 100, timeline });
  const states: unknown[] = [];
  for (let second = 0; second <= 11; second += 1) {
    const { status, processed } = (await callAdmin('GET', `${jobs}/${id}`)).json();
    const answer = await results('demo-token', id, '?page_size=200');
    states.push([second, status, processed, answer.status === 200 ? answer.json().total_records : answer.status]);
    await callAdmin('POST', '/accounts/demo/clock/advance', { ms: 1000 });
  }
  t.same(states, [
    [0, 'Uploading', 0, 400],
    [1, 'Enrichment Started', 0, 400],
    [2, 'Enrichment Started', 12, 400],
    [3, 'Enrichment Started', 25, 400],
    [4, 'Enrichment Started', 37, 400],
    [5, 'Paused', 50, 50],
    [6, 'Enrichment Started', 50, 400],
    [7, 'Enrichment Started', 62, 400],
    [8, 'Enrichment Started', 75, 400],
    [9, 'Enrichment Started', 87, 400],
    [10, 'Enrichment Completed', 100, 100],
    [11, 'Enrichment Completed', 100, 100],
  ]);
  t.equal((await callAdmin('GET', `${jobs}/${id}`)).json().updated_at, '2026-05-06T12:00:10.000Z');
});

t.test("a timeline by after_polls counts the client's polls, but not calls of the admin API", async (t) => {
  const { callAdmin, results } = await startAdminMock(t);
  const timeline = [
    { status: 'in-progress', after_polls: 1 },
    { status: 'completed', after_polls: 3 },
  ];
  await callAdmin('POST', jobs, { job_id: id, generate: 10, timeline });
  const codes = [];
  for (let call = 0; call < 5; call += 1) {
    codes.push((await results('demo-token', id)).status);
    await callAdmin('GET', `${jobs}/${id}`);
    await results('other-token', id);
  }
  t.same(codes, [400, 400, 400, 200, 200]);
});

t.test('progress never decreases, never exceeds the number of records, and ends with all of them', async (t) => {
  const status = fc.constantFrom('Uploading', 'Enrichment Started', 'Paused', 'Draft') as fc.Arbitrary<
    TimelineStep['status']
  >;
  const steps = fc.array(fc.tuple(status, fc.integer({ min: 1, max: 1000 })), { maxLength: 6 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 500 }), fc.boolean(), (changes, size, byPolls) => {
      let at = 0;
      const createStep = (next: TimelineStep['status'], after: number): TimelineStep =>
        byPolls ? { status: next, after_polls: after } : { status: next, after_ms: after };
      const timeline = changes.map(([next, gap]) => {
        at += gap;
        return createStep(next, at);
      });
      timeline.push(createStep('Enrichment Completed', at + 1));
      const job = {
        status: 'Draft' as const,
        size,
        processed: size,
        submitted_at: 0,
        updated_at: 0,
        timeline,
        base: 0,
        paused_at: null,
      };
      let last = 0;
      for (let moment = 0; moment <= at + 2; moment += Math.max(1, Math.floor(at / 40))) {
        const { processed } = computeProgress({ ...job, polls: moment }, moment);
        if (processed < last && changes.some(([next]) => next === 'Enrichment Started')) return false;
        if (processed > size) return false;
        last = processed;
      }
      return computeProgress({ ...job, polls: at + 1 }, at + 1).processed === size;
    }),
  );
  t.pass();
});
