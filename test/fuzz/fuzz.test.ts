import t from 'tap';
import { startMock } from '../../src/index.ts';
import { fuzz } from './fuzz.ts';

t.test(
  'E5, R12, S10: whatever is sent, each endpoint answers soundly, and all is as it was after a reset',
  async (t) => {
    const mock = await startMock({ people: 120 });
    t.teardown(() => mock.close());
    let asked = 0;
    for await (const { endpoint, requests, breaches } of fuzz(mock.url, { requests: 150, seed: 1, alone: 5 })) {
      t.same(breaches, [], endpoint);
      asked += requests;
    }
    t.ok(asked >= 40 * 150, `${asked} requests`);
  },
);
