import t from 'tap';
import { computeDelay } from '../../src/admin/faults/match-faults.ts';
import type { AccountClient, FaultBody } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { fc } from '../support/property.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const counts = async (mine: AccountClient) => (await mine.faults()).map(({ seen, fired }) => [seen, fired]);

t.test('a call waits for the sum of all delays and gets the outcome of the first fault with an outcome', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account();
  for (const delay_ms of [40, 50]) await mine.injectFault({ delay_ms });
  await mine.injectFault({ status: 503, delay_ms: 60, times: 1 });
  await mine.injectFault({ delay_ms: 70, times: 1 });
  t.equal((await mock.search(mine.token)).status, 503);
  t.equal((await mock.search(mine.token)).status, 200);
  const calls = await mine.requests();
  matchList(
    t,
    calls,
    [{ fault: 3 }, { fault: 1 }],
    'the fault with the outcome, or the first fault that delayed the call',
  );
  const [failed, delayed] = calls;
  t.ok(failed && failed.duration_ms >= 219, `${failed?.duration_ms} ms of 220`);
  t.ok(delayed && delayed.duration_ms >= 89, `${delayed?.duration_ms} ms of 90`);
  t.same(await counts(mine), [
    [2, 2],
    [2, 2],
    [1, 1],
    [1, 1],
  ]);
});

t.test('a second fault with an outcome is skipped: it does not delay the call and does not count it', async (t) => {
  const mock = await startAdminMock(t);
  for (const first of [
    { status: 500 },
    { body: 'x' },
    { headers: { 'X-A': 'b' } },
    { connection: 'trickle' as const },
  ]) {
    const mine = await mock.account();
    await mine.injectFault({ ...first, delay_ms: 1 });
    await mine.injectFault({ status: 503, times: 1, skip: 1, delay_ms: 600_000 });
    for (let call = 0; call < 3; call += 1) t.not((await mock.search(mine.token)).status, 503);
    t.same(await counts(mine), [
      [3, 3],
      [0, 0],
    ]);
  }
});

t.test(
  'the delay_ms of a trickle is the time between pieces; delays of other faults come before the answer',
  async (t) => {
    const mock = await startAdminMock(t);
    const mine = await mock.account();
    await mine.injectFault({ delay_ms: 50 });
    // A body of one byte is one piece.
    await mine.injectFault({ connection: 'trickle', body: 'x', delay_ms: 600_000 });
    t.equal((await mock.search(mine.token)).text, 'x');
    const [call] = await mine.requests();
    t.equal(call?.fault, 2);
    t.ok(call && call.duration_ms >= 49, `${call?.duration_ms} ms`);
  },
);

t.test('a Prefer header has precedence over all faults', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account();
  await mine.injectFault({ status: 503, times: 2 });
  const preferred = async (prefer: string): Promise<number> => (await mock.search(mine.token, '', { prefer })).status;
  t.same([await preferred('code=500'), await preferred('delay=50')], [500, 503]);
  t.same(await counts(mine), [[1, 1]]);
  await mine.injectFault({ delay_ms: 50 });
  t.same([await preferred('delay=50'), await preferred('delay=50')], [503, 200]);
  const calls = await mine.requests();
  t.same(
    calls.map(({ fault }) => fault),
    ['prefer', 1, 1, 'prefer'],
  );
  const waited = calls.map(({ duration_ms }) => duration_ms);
  t.ok(Number(waited[1]) >= 49 && Number(waited[2]) >= 99 && Number(waited[3]) >= 99, waited.join());
});

/** A model of the documents: the answers to calls of Search with these faults, and what each fault counts. */
const model = (faults: readonly FaultBody[], calls: number) => {
  const counted = faults.map(() => ({ seen: 0, fired: 0 }));
  const answers = Array.from({ length: calls }, () => {
    let outcome: number | undefined;
    let firstDelay: number | undefined;
    for (const [index, { enabled = true, endpoint = 'search', status, skip = 0, times = 1e9 }] of faults.entries()) {
      const count = counted[index] as { seen: number; fired: number };
      const isDelay = status === undefined;
      if (!enabled || endpoint !== 'search' || count.fired === times || !(isDelay || outcome === undefined)) continue;
      count.seen += 1;
      if (count.seen <= skip) continue;
      count.fired += 1;
      if (isDelay) firstDelay ??= index;
      else outcome = index;
    }
    const used = outcome ?? firstDelay;
    const status = outcome === undefined ? 200 : faults[outcome]?.status;
    return { status, fault: used === undefined ? null : used + 1 };
  });
  return { answers, counted };
};

t.test(
  'with any list of faults, each call gets the documented answer, and each fault counts as documented',
  async (t) => {
    const mock = await startAdminMock(t);
    const fault: fc.Arbitrary<FaultBody> = fc.record(
      {
        status: fc.constantFrom(500, 502, 503, 418),
        delay_ms: fc.constant(1),
        skip: fc.nat(2),
        times: fc.integer({ min: 1, max: 3 }),
        enabled: fc.boolean(),
        endpoint: fc.constantFrom('search' as const, 'unlock' as const),
      },
      { requiredKeys: ['delay_ms'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 6 }), fc.integer({ min: 1, max: 6 }), async (faults, calls) => {
        const mine = await mock.account();
        for (const body of faults) await mine.injectFault(body);
        for (let call = 0; call < calls; call += 1) await mock.search(mine.token);
        const answers = (await mine.requests()).map(({ status, fault: fired }) => ({ status, fault: fired }));
        const counted = (await mine.faults()).map(({ seen, fired }) => ({ seen, fired }));
        t.same({ answers, counted }, model(faults, calls));
        await mine.delete();
      }),
      { numRuns: 40 },
    );
  },
);

t.test('a delay can be any value in its range, with both ends', (t) => {
  const range = fc
    .tuple(fc.nat(600_000), fc.nat(600_000))
    .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
  // Random values have 32 bits.
  const randomValue = fc.nat(2 ** 32 - 1).map((bits) => bits / 2 ** 32);
  fc.assert(
    fc.property(range, randomValue, (delay_ms, random) => {
      const delay = computeDelay({ delay_ms }, random);
      return Number.isInteger(delay) && delay >= delay_ms.min && delay <= delay_ms.max;
    }),
  );
  fc.assert(
    fc.property(
      range,
      ({ min, max }) =>
        computeDelay({ delay_ms: { min, max } }, 0) === min &&
        computeDelay({ delay_ms: { min, max } }, 1 - 2 ** -32) === max,
    ),
  );
  t.end();
});

t.test('after a reset the same faults fire for the same calls', async (t) => {
  const mock = await startAdminMock(t);
  const callWithFaults = async (): Promise<number[]> => {
    const statuses: number[] = [];
    await mock.injectFault({ status: 500, probability: 0.2 });
    await mock.injectFault({ status: 503, probability: 0.5 });
    for (let call = 0; call < 20; call += 1) statuses.push((await mock.search(mock.token)).status);
    await mock.reset();
    return statuses;
  };
  const first = await callWithFaults();
  t.same(new Set(first), new Set([200, 500, 503]));
  t.same(await callWithFaults(), first);
});

t.test('a delayed call ends when its client disconnects', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account();
  for (const delay_ms of [1, 600_000]) await mine.injectFault({ delay_ms });
  await mine.injectFault({ connection: 'reset', delay_ms: 600_000 });
  const abort = new AbortController();
  const call = fetch(`${mock.url}/external/search/`, { headers: token(mine.token), signal: abort.signal });
  await waitUntil(async () => (await mine.faults())[2]?.fired === 1);
  abort.abort();
  await t.rejects(call);
  await waitUntil(async () => (await mine.requests()).length === 1);
  matchList(t, await mine.requests(), [{ status: null, fault: 3 }]);
});

t.test('a failure after a delay is answered as a server error (E5)', async (t) => {
  const { app, store } = await startTestServer(
    t,
    fixtures({ accounts: [{ name: 'a', tokens: ['a'], kind: 'test', daily_quota: 5 }] }),
  );
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  await app.inject({ method: 'POST', url: '/__mock/accounts/a/faults', payload: { delay_ms: 1 } });
  store.accounts.countCall = () => {
    throw new Error('the disk is full');
  };
  const answer = await fetch(`${url}/external/search/`, { headers: token('a') });
  t.equal(answer.status, 500);
  t.same(await answer.json(), { detail: 'A server error occurred.' });
});
