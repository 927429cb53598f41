import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { idEndingIn } from '../support/default-data.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';

const mock = await startAdminMock(t);
const post = (body: unknown, headers: Record<string, string> = bearer('demo-token'), type = 'application/json') =>
  sendRequest(`${mock.url}/api/v1/enrichment-control/`, {
    method: 'POST',
    headers: { ...headers, ...(type && { 'content-type': type }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const control = (as: string, csv_file_id: string, action: string) => post({ csv_file_id, action }, bearer(as));

t.test('C1: Control takes a POST with a Bearer token, csv_file_id and action', async (t) => {
  for (const headers of [{}, token('demo-token'), bearer('expired-token')]) {
    const refused = await post({ csv_file_id: idEndingIn('03'), action: 'pause' }, headers as Record<string, string>);
    t.match([refused.status, refused.text], [401, '{"message":"Invalid or expired token"}']);
  }
  const get = await sendRequest(`${mock.url}/enrichment-control/`, { headers: bearer('demo-token') });
  t.match(
    [get.status, get.headers.allow, get.text],
    [405, 'POST, OPTIONS', '{"detail":"Method \\"GET\\" not allowed."}'],
  );
});

t.test('C2, C5: only a job in progress can be paused; Results then returns its finished rows', async (t) => {
  const mine = await mock.account();
  const paused = await control(mine.token, idEndingIn('02'), 'pause');
  t.equal(paused.text, `{"success":true,"csv_file_id":"${idEndingIn('02')}","status":"paused"}`);
  t.equal((await mock.results(mine.token, idEndingIn('02'))).json().total_records, 40);
  for (const last of ['01', '02', '03', '04', '05']) {
    const refused = await control(mine.token, idEndingIn(last), 'pause');
    t.match([refused.status, refused.text], [400, '{"error":"Only a job that is in progress can be paused."}'], last);
  }
});

t.test(
  'C3, C5: only a paused job can be resumed; it continues where it stopped and completes with all rows',
  async (t) => {
    const mine = await mock.account({ from: 'empty', credits: 1000 });
    await mine.clock.set({ now: '2026-05-06T12:00:00Z', frozen: true });
    const { job_id } = await mine.createJob({
      generate: 100,
      timeline: [
        { status: 'in-progress', after_ms: 1000 },
        { status: 'completed', after_ms: 11_000 },
      ],
    });
    const readProcessed = async () => (await mine.getJob(job_id)).processed;
    await mine.clock.advance(4000);
    t.equal(await readProcessed(), 30);
    t.equal((await control(mine.token, job_id, 'pause')).json().status, 'paused');
    await mine.clock.advance(3_600_000);
    t.equal(await readProcessed(), 30, 'a paused job does not progress');
    t.equal((await mock.results(mine.token, job_id)).json().total_records, 30);
    t.equal(
      (await control(mine.token, job_id, 'resume')).text,
      `{"success":true,"csv_file_id":"${job_id}","status":"in-progress"}`,
    );
    t.equal(await readProcessed(), 30);
    t.equal((await mock.results(mine.token, job_id)).status, 400);
    await mine.clock.advance(3500);
    t.equal(await readProcessed(), 65);
    await mine.clock.advance(3499);
    t.equal((await mine.getJob(job_id)).status, 'Enrichment Started');
    await mine.clock.advance(1);
    t.match(await mine.getJob(job_id), { status: 'Enrichment Completed', processed: 100 });
    for (const last of [job_id]) {
      const refused = await control(mine.token, last, 'resume');
      t.match([refused.status, refused.text], [400, '{"error":"Only a job that is paused can be resumed."}']);
    }
  },
);

t.test(
  'C3: a resumed job without a timeline finishes ten rows per second; a resumed job whose status changes with polls completes at the next poll',
  async (t) => {
    const mine = await mock.account();
    await mine.clock.set({ now: '2026-05-06T15:00:00Z', frozen: true });
    await control(mine.token, idEndingIn('03'), 'resume');
    await mine.clock.advance(3000);
    t.match(await mine.getJob(idEndingIn('03')), { status: 'Enrichment Started', processed: 70 });
    await mine.clock.advance(3000);
    t.match(await mine.getJob(idEndingIn('03')), { status: 'Enrichment Completed', processed: 100 });
    const polled = await mine.createJob({
      generate: 10,
      status: 'in-progress',
      timeline: [{ status: 'paused', after_polls: 1 }],
    });
    t.equal((await mock.results(mine.token, polled.job_id)).status, 400);
    t.equal((await mock.results(mine.token, polled.job_id)).json().total_records, 10);
    await mine.updateJob(polled.job_id, { status: 'paused', processed: 4 });
    await control(mine.token, polled.job_id, 'resume');
    await mine.clock.advance(600);
    t.equal((await mock.results(mine.token, polled.job_id)).json().total_records, 10);
  },
);

t.test('C4: resume with too few credits for the remaining rows is 402 and changes nothing', async (t) => {
  const mine = await mock.account({ credits: 59 });
  const refused = await control(mine.token, idEndingIn('03'), 'resume');
  t.equal(refused.status, 402);
  t.equal(
    refused.text,
    '{"error":"Insufficient credits. You need 60 credits but have 59.","required":60,"balance":59}',
  );
  t.match(await mine.getJob(idEndingIn('03')), { status: 'Paused', processed: 40 });
  const before = await mine.credits();
  t.equal(before.balance, 59);
  matchList(t, before.entries, [{ amount: 59, reason: 'opening balance' }]);
  await mine.update({ credits: 60 });
  t.equal((await control(mine.token, idEndingIn('03'), 'resume')).status, 200);
  const { balance, entries } = await mine.credits();
  t.equal(balance, 0);
  t.match(entries.at(-1), { amount: -60, reason: `resume ${idEndingIn('03')}`, request_id: Number });
});

t.test(
  "C6, E12: a missing or wrong field, an unreadable body and another account's job are answered with the vendor's errors",
  async (t) => {
    const required = { csv_file_id: idEndingIn('03'), action: 'resume' };
    const cases: [unknown, number, object][] = [
      [{ ...required, action: 'stop' }, 400, { error: 'action must be pause or resume.' }],
      [{ csv_file_id: idEndingIn('03') }, 400, { error: 'action must be pause or resume.' }],
      [{ action: 'pause' }, 400, { error: 'csv_file_id must be a string with the UUID of the job.' }],
      [{ ...required, csv_file_id: 5 }, 400, { error: 'csv_file_id must be a string with the UUID of the job.' }],
      [[], 400, { error: /csv_file_id/ }],
      ['null', 400, { error: /csv_file_id/ }],
      [{ ...required, csv_file_id: idEndingIn('06') }, 404, { detail: 'Not found.' }],
      [{ ...required, csv_file_id: 'nonsense' }, 404, { detail: 'Not found.' }],
      ['{"csv_file_id":', 400, { detail: 'JSON parse error.' }],
      ['', 400, { detail: 'JSON parse error.' }],
      [`"${'x'.repeat(3_000_000)}"`, 413, { detail: 'Request body too large.' }],
    ];
    for (const [body, status, shape] of cases) {
      const answer = await post(body);
      t.equal(answer.status, status, JSON.stringify(body).slice(0, 80));
      t.match(answer.json(), shape);
      t.equal(answer.headers['content-type'], 'application/json');
    }
    const withCsvType = await post(required, bearer('demo-token'), 'text/csv');
    t.equal((await post(required, bearer('demo-token'), 'text/plain')).status, 415);
    t.match(
      [withCsvType.status, withCsvType.text],
      [415, '{"detail":"Unsupported media type \\"text/csv\\" in request."}'],
    );
  },
);

t.test('C5, R5: Control takes a job id in any letter case and returns it in lower case', async (t) => {
  const mine = await mock.account({ from: 'empty' });
  await mine.clock.set({ frozen: true });
  const job_id = 'abcdefab-cdef-4abc-8def-abcdefabcdef';
  for (const written of [job_id, job_id.toUpperCase(), job_id.replaceAll('a', 'A')]) {
    await mine.createJob({ job_id: written, generate: 10, status: 'in-progress', processed: 0 });
    for (const [action, status] of [
      ['pause', 'paused'],
      ['resume', 'in-progress'],
    ] as const) {
      const answer = await control(mine.token, written, action);
      t.same([answer.status, answer.json()], [200, { success: true, csv_file_id: job_id, status }], written);
    }
    await mine.deleteJob(written);
  }
});

t.test('C3: a failure or pause that the timeline plans still happens after a resume', async (t) => {
  const mine = await mock.account({ from: 'empty' });
  await mine.clock.set({ now: '2026-05-06T15:00:00Z', frozen: true });
  for (const [status, internal] of [
    ['failed', 'Failure'],
    ['paused', 'Paused'],
  ] as const) {
    const { job_id } = await mine.createJob({
      generate: 20,
      processed: 8,
      timeline: [
        { status: 'in-progress', after_ms: 0 },
        { status, after_ms: 10_000 },
      ],
    });
    await mine.clock.advance(5000);
    t.match((await control(mine.token, job_id, 'pause')).status, 200);
    t.match(await mine.getJob(job_id), { processed: 4 });
    await mine.clock.advance(1000);
    await control(mine.token, job_id, 'resume');
    await mine.clock.advance(4999);
    t.match(await mine.getJob(job_id), { status: 'Enrichment Started' });
    await mine.clock.advance(1);
    t.match(await mine.getJob(job_id), { status: internal, processed: 8 });
    await mine.clock.advance(1e6);
    t.match(await mine.getJob(job_id), { status: internal, processed: 8 });
  }
});

t.test('C2, C3, T5: for a job whose status changes with polls, Control uses the status of the last poll', async (t) => {
  const mine = await mock.account({ from: 'empty' });
  const { job_id } = await mine.createJob({
    generate: 10,
    timeline: [
      { status: 'in-progress', after_polls: 0 },
      { status: 'completed', after_polls: 3 },
    ],
  });
  const status = async () =>
    (await sendRequest(`${mock.url}/enrichment/status/${job_id}/`, { headers: bearer(mine.token) })).json().status;
  for (let poll = 0; poll < 3; poll += 1) t.equal(await status(), 'in-progress');
  t.equal((await control(mine.token, job_id, 'pause')).json().status, 'paused');
  t.equal((await mock.results(mine.token, job_id)).json().total_records, 6);
  t.equal((await control(mine.token, job_id, 'resume')).json().status, 'in-progress');
  t.equal(await status(), 'completed', 'the poll after the pause counts as the next one');

  const stopped = await mine.createJob({
    generate: 10,
    timeline: [
      { status: 'in-progress', after_polls: 0 },
      { status: 'paused', after_polls: 1 },
    ],
  });
  const poll = async () =>
    (await sendRequest(`${mock.url}/enrichment/status/${stopped.job_id}/`, { headers: bearer(mine.token) })).json()
      .status;
  t.same([await poll(), await poll()], ['in-progress', 'paused']);
  await control(mine.token, stopped.job_id, 'resume');
  t.equal(await poll(), 'completed', 'the job completes at the next poll');
});
