import t from 'tap';
import { startAdminMock } from '../support/admin-api.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';

t.test('each account has a clock that can be set, frozen, advanced and released', async (t) => {
  const { callAdmin } = await startAdminMock(t);
  const clock = '/accounts/demo/clock';
  const set = await callAdmin('PUT', clock, { now: '2026-05-06T14:23:11Z', frozen: true });
  t.same(set.json(), { now: '2026-05-06T14:23:11.000Z', frozen: true });
  t.same((await callAdmin('POST', `${clock}/advance`, { ms: 60_000 })).json(), {
    now: '2026-05-06T14:24:11.000Z',
    frozen: true,
  });
  t.same((await callAdmin('GET', clock)).json(), { now: '2026-05-06T14:24:11.000Z', frozen: true });
  const later = { now: '2026-05-06T14:24:12.000Z', frozen: true };
  t.same((await callAdmin('PUT', clock, { now: later.now })).json(), later, 'the clock stays frozen');
  t.match((await callAdmin('PUT', clock, { frozen: false })).json(), { now: /^2026-05-06T14:24:1/, frozen: false });
  const readTime = async () => Date.parse((await callAdmin('GET', clock)).json().now);
  const before = await readTime();
  while ((await readTime()) === before);
  t.ok((await readTime()) > before, 'the clock runs from that time');
  t.match((await callAdmin('PUT', clock, { now: '2000-01-01T00:00:00.500Z' })).json(), {
    now: /^2000-01-01T00:00:00\.5/,
    frozen: false,
  });
  t.ok(Math.abs(Date.parse((await callAdmin('GET', '/accounts/other/clock')).json().now) - Date.now()) < 60_000);
});

t.test("a running clock is ahead of the machine's clock by the sum of all steps", async (t) => {
  let now = Date.parse('2026-05-06T12:00:00Z');
  const { app } = await startTestServer(t, fixtures(), () => now);
  const clock = '/__mock/accounts/a/clock';
  const advance = async (ms: number) =>
    (await app.inject({ method: 'POST', url: `${clock}/advance`, payload: { ms } })).json();
  t.same(await advance(60_000), { now: '2026-05-06T12:01:00.000Z', frozen: false });
  now += 1000;
  t.same(await advance(3_600_000), { now: '2026-05-06T13:01:01.000Z', frozen: false });
});
