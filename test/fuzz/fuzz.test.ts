import t from 'tap';
import { startMock } from '../../src/index.ts';
import { fuzz } from './fuzz.ts';

t.test('E5, R12, S10: no request makes an endpoint break a rule, and a reset restores the server', async (t) => {
  const mock = await startMock({ people: 120 });
  t.teardown(() => mock.close());
  for (const [requests, only, endpoints] of [
    [120, /^\w+ \/(?!__mock)/, 6],
    [25, /^\w+ \/__mock/, 40],
  ] as const) {
    let count = 0;
    for await (const report of fuzz(mock.url, { requests, seed: 1, invalidPercent: 5, only })) {
      t.same(report.breaches, [], report.endpoint);
      count += report.requests;
    }
    t.ok(count >= endpoints * requests, `${count} requests`);
  }
});
