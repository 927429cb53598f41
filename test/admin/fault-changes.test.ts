import t from 'tap';
import type { FaultBody, FaultChange } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { matchList } from '../support/match-list.ts';
import { fc } from '../support/property.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';

t.test('a fault that is off does not fire and does not count calls', async (t) => {
  const mock = await startAdminMock(t);
  for (const [faults, token] of [
    [await mock.account(), undefined],
    [mock.anonymous, 'nobody'],
  ] as const) {
    const status = async () => (await mock.search(token ?? (faults as { token: string }).token)).status;
    const normal = token ? 401 : 200;
    const created = await faults.injectFault({ status: 503, skip: 1, times: 2 });
    t.match(created, { id: 1, enabled: true, seen: 0, fired: 0 });
    t.same([await status(), await status()], [normal, 503]);
    t.same(await faults.updateFault(1, { enabled: false }), { ...created, enabled: false, seen: 2, fired: 1 });
    t.same([await status(), await status()], [normal, normal]);
    matchList(t, await faults.faults(), [{ enabled: false, seen: 2, fired: 1 }]);
    await faults.updateFault(1, { enabled: true });
    t.same([await status(), await status()], [503, normal], 'the fault continues to count');
    await faults.injectFault({ status: 500, enabled: false });
    t.equal(await status(), normal, 'a fault can be created switched off');
  }
});

t.test('a change keeps fields that are not sent and the counts; null removes a field', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account();
  const { id } = await mine.injectFault({ status: 503, times: 1, headers: { 'X-A': 'b' } });
  t.equal((await mock.search(mine.token)).status, 503);
  t.equal((await mock.search(mine.token)).status, 200);
  const update = async (change: FaultChange, result: FaultBody) => {
    const all = { id, enabled: true, ...result, seen: 1, fired: 1 };
    t.same(await mine.updateFault(id, change), all);
    t.same(await mine.faults(), [all]);
  };
  await update({}, { status: 503, times: 1, headers: { 'X-A': 'b' } });
  await update({ status: 502 }, { status: 502, times: 1, headers: { 'X-A': 'b' } });
  await update(
    { headers: null, delay_ms: { min: 1, max: 2 } },
    { status: 502, times: 1, delay_ms: { min: 1, max: 2 } },
  );
  await update({ delay_ms: null, body: null }, { status: 502, times: 1, body: null });
  t.equal((await mock.search(mine.token)).status, 200, 'the fault has fired as often as times allows');
  await update({ times: null }, { status: 502, body: null });
  t.match(await mock.search(mine.token), { status: 502, text: 'null' });
});

t.test('an impossible change is refused with 400 or 404, and changes nothing', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  const faults = '/accounts/demo/faults';
  await callAdmin('POST', faults, { status: 503, times: 3 });
  const before = (await callAdmin('GET', faults)).text;
  for (const [change, path, error] of [
    [
      { enabeld: false },
      '/enabeld',
      /^expected no key of this name; the known keys are enabled, body, endpoint, status/,
    ],
    [{ enabled: null }, '/enabled', 'expected true or false; found null'],
    [{ times: 0 }, '/times', 'expected a whole number from 1 to 1000000000, or null; found 0'],
    [{ times: 5, connection: 'reset' }, '/status', /^expected no status: connection reset ends without an answer/],
    [{ status: null }, '', /^expected a status, body, headers, delay_ms or connection/],
    [{ delay_ms: { min: 2, max: 1 } }, '/delay_ms/min', /^expected a min of at most 1/],
    [{ body: 'x'.repeat(65_536) }, '', /^expected a fault of at most 65536 bytes of JSON; found 655\d\d/],
    ['[]', '', /expected/],
  ] as const) {
    const answer = await callAdmin('PATCH', `${faults}/1`, change);
    t.match({ status: answer.status, ...answer.json() }, { status: 400, path, error }, JSON.stringify(change));
  }
  await callAdmin('POST', faults, { status: 500 });
  await callAdmin('DELETE', `${faults}/2`);
  for (const id of ['2', '3', '0', '-1', '01', '1.0', '1e0', '0x1', '%31%20', 'x', '9007199254740993']) {
    for (const method of ['PATCH', 'DELETE']) {
      const { status, json } = await callAdmin(method, `${faults}/${id}`, method === 'PATCH' ? {} : undefined);
      t.match({ status, ...json() }, { status: 404, error: /^there is no fault "/, path: '' }, `${method} ${id}`);
    }
  }
  t.equal((await callAdmin('PATCH', '/accounts/nobody/faults/1', {})).status, 404);
  t.equal((await callAdmin('PATCH', '/faults/1', {})).status, 404);
  t.equal((await callAdmin('GET', faults)).text, before);
});

t.test(
  'two faults of an account never have the same id, even after deletions, resets and restored snapshots',
  async (t) => {
    const mock = await startAdminMock(t);
    const actions = ['make', 'make', 'remove the last', 'clear', 'save', 'restore', 'reset', 'reset all'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...actions), { maxLength: 15 }), async (sequence) => {
        const ids: number[] = [];
        await mock.snapshot('here');
        for (const action of sequence) {
          if (action === 'make') ids.push((await mock.injectFault({ status: 503 })).id);
          else if (action === 'remove the last') {
            const last = (await mock.faults()).at(-1);
            if (last) await mock.clearFaults(last.id);
          } else if (action === 'clear') await mock.clearFaults();
          else if (action === 'save') await mock.snapshot('here');
          else if (action === 'reset') await mock.callAdmin('POST', '/accounts/demo/reset');
          else if (action === 'reset all') {
            await mock.reset();
            await mock.snapshot('here');
          } else await mock.restore('here');
        }
        t.same(
          ids,
          [...new Set(ids)].sort((a, b) => a - b),
          sequence.join(', '),
        );
      }),
      { numRuns: 30 },
    );
  },
);

t.test('the last fault id of a deleted account is kept only if a snapshot has the account', async (t) => {
  const { app, store } = await startTestServer(t, fixtures());
  const call = (method: 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    app.inject({ method, url: `/__mock${path}`, ...(payload && { payload }) });
  const accountsWithIds = () => store.db.prepare('SELECT account FROM fault_ids ORDER BY account').pluck().all();
  for (const name of ['one', 'two']) {
    await call('POST', '/accounts', { name });
    await call('POST', `/accounts/${name}/faults`, { status: 503 });
  }
  await call('POST', '/faults', { status: 503 });
  await call('DELETE', '/accounts/one');
  t.same(accountsWithIds(), ['', 'two']);
  await call('PUT', '/snapshots/here');
  await call('DELETE', '/accounts/two');
  t.same(accountsWithIds(), ['', 'two']);
  await call('POST', '/snapshots/here/restore');
  t.match((await call('POST', '/accounts/two/faults', { status: 503 })).json(), { id: 2 });
  await call('DELETE', '/accounts/two');
  await call('DELETE', '/snapshots/here');
  t.same(accountsWithIds(), ['']);
  await call('POST', '/accounts', { name: 'two' });
  await call('POST', '/accounts/two/faults', { status: 503 });
  await call('POST', '/reset');
  t.same(accountsWithIds(), ['']);
});

t.test('an account has at most 100 faults, each of at most 64 KiB', async (t) => {
  const { callAdmin, account } = await startAdminMock(t);
  await account({ name: 'mine' });
  for (const faults of ['/accounts/mine/faults', '/faults']) {
    const around = JSON.stringify({ body: '' }).length;
    t.equal((await callAdmin('POST', faults, { body: 'x'.repeat(65_536 - around) })).status, 201);
    for (const text of ['x'.repeat(65_537 - around), 'ä'.repeat(32_768)]) {
      const { status, json } = await callAdmin('POST', faults, { body: text });
      t.match({ status, ...json() }, { status: 400, error: /^expected a fault of at most 65536 bytes of JSON; found/ });
    }
    for (let number = 2; number <= 100; number += 1) await callAdmin('POST', faults, { status: 503 });
    const { status, json } = await callAdmin('POST', faults, { status: 503 });
    t.match(
      { status, ...json() },
      { status: 400, error: /^there are 100 faults, which is the limit: DELETE some first$/, path: '' },
    );
    t.equal((await callAdmin('GET', faults)).json().faults.length, 100);
    await callAdmin('DELETE', `${faults}/50`);
    t.match((await callAdmin('POST', faults, { status: 503 })).json(), { id: 101 });
  }
});

t.test('retry_after sets the header, and the seconds in the body of a 429 (E6)', async (t) => {
  const mock = await startAdminMock(t);
  const answer = async (fault: FaultBody) => {
    const mine = await mock.account();
    await mine.clock.set({ now: '2026-05-06T23:59:50Z', frozen: true });
    await mine.injectFault(fault);
    const { status, headers, text } = await mock.search(mine.token);
    return { status, wait: headers['retry-after'], text };
  };
  const throttled = (seconds: number) => ({
    status: 429,
    wait: String(seconds),
    text: `{"detail":"Request was throttled. Expected available in ${seconds} seconds."}`,
  });
  t.same(
    await answer({ status: 429 }),
    throttled(10),
    "the default is the time until midnight UTC by the account's clock",
  );
  t.same(await answer({ status: 429, retry_after: 2 }), throttled(2));
  t.same(await answer({ status: 429, retry_after: 0 }), throttled(0));
  t.same(await answer({ status: 429, headers: { 'Retry-After': '7' } }), throttled(7));
  t.same(await answer({ status: 429, retry_after: 7, headers: { 'retry-AFTER': '7' } }), throttled(7));
  t.same(await answer({ status: 429, retry_after: 3, body: 'wait' }), { status: 429, wait: '3', text: 'wait' });
  t.same(await answer({ status: 503, retry_after: 3 }), {
    status: 503,
    wait: '3',
    text: '{"detail":"A server error occurred."}',
  });
});

t.test(
  'retry_after is refused with another status, out of range, or if it contradicts a header of the fault',
  async (t) => {
    const { callAdmin } = await startAdminMock(t);
    for (const [fault, path, error] of [
      [{ retry_after: 2 }, '/retry_after', 'expected status 429 or 503 with retry_after; found no status'],
      [{ status: 500, retry_after: 2 }, '/retry_after', 'expected status 429 or 503 with retry_after; found 500'],
      [{ delay_ms: 1, retry_after: 2 }, '/retry_after', 'expected status 429 or 503 with retry_after; found no status'],
      [{ status: 429, retry_after: 86_401 }, '/retry_after', 'expected a whole number from 0 to 86400; found 86401'],
      [{ status: 429, retry_after: 1.5 }, '/retry_after', 'expected a whole number from 0 to 86400; found 1.5'],
      [
        { status: 429, retry_after: 2, headers: { 'Retry-After': '7' } },
        '/headers/Retry-After',
        'expected 2, the value of retry_after, or no such header; found 7',
      ],
    ] as const) {
      const { status, json } = await callAdmin('POST', '/accounts/demo/faults', fault);
      t.match({ status, ...json() }, { status: 400, path, error });
    }
    t.same((await callAdmin('GET', '/accounts/demo/faults')).json(), { faults: [] });
  },
);
