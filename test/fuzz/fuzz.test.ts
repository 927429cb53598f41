import t from 'tap';
import { startMock } from '../../src/index.ts';
import { fuzz } from './fuzz.ts';

t.test(
  'E5, R12, S10: whatever is sent, each endpoint answers soundly, and all is as it was after a reset',
  async (t) => {
    const mock = await startMock({ people: 120 });
    t.teardown(() => mock.close());
    for (const [requests, only, endpoints] of [
      [120, /^\w+ \/(?!__mock)/, 6],
      [25, /^\w+ \/__mock/, 40],
    ] as const) {
      let asked = 0;
      for await (const report of fuzz(mock.url, { requests, seed: 1, alone: 5, only })) {
        t.same(report.breaches, [], report.endpoint);
        asked += report.requests;
      }
      t.ok(asked >= endpoints * requests, `${asked} requests`);
    }
  },
);
