// What steering costs, in milliseconds: medians of many calls in this process.
import { startMock } from '../src/index.ts';
import { loadFixtures } from '../src/seed/fixtures.ts';
import { openStore } from '../src/store/open.ts';
import { fill, openShared } from '../src/store/shared.ts';

const median = async (calls: number, work: () => unknown): Promise<string> => {
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return (times.sort((a, b) => a - b)[Math.floor(calls / 2)] ?? 0).toFixed(2);
};

const say = (what: string, ms: string): void => {
  process.stdout.write(`${what}: ${ms} ms\n`);
};

for (const people of [10_000, 1_000_000]) {
  const shared = openShared();
  await fill(shared, loadFixtures(), 1, people);
  const store = openStore(shared);
  store.begin(Date.now());
  say(`reset, ${people} people`, await median(200, () => store.snapshots.reset()));
  store.close();
  shared.close();
}

const first = performance.now();
const mock = await startMock();
say('the first startMock', (performance.now() - first).toFixed(2));
say('each further startMock', await median(30, async () => (await startMock()).close()));
say('creating an account, over HTTP', await median(200, () => mock.account()));
say('reset with 200 accounts, over HTTP', await median(1, () => mock.reset()));
say('reset, over HTTP', await median(200, () => mock.reset()));
await mock.close();
