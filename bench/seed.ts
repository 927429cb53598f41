// How long the data takes to make, by size: medians of three runs in this process, after one that warms up.
import { loadFixtures } from '../src/seed/fixtures.ts';
import { fill, openShared } from '../src/store/shared.ts';

const once = async (people: number): Promise<number> => {
  const shared = openShared();
  const begun = performance.now();
  await fill(shared, loadFixtures(), 1, people);
  shared.close();
  return performance.now() - begun;
};

await once(1000);
for (const people of [0, 10_000, 100_000]) {
  const times = [await once(people), await once(people), await once(people)].sort((a, b) => a - b);
  process.stdout.write(`${people} people: ${Math.round(times[1] ?? 0)} ms\n`);
}
