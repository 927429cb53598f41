import t from 'tap';
import { createSeedDataPool } from '../../src/db/prepared/seed-data-pool.ts';
import type { SeedData } from '../../src/db/seed-data.ts';

/** Creates a pool with data that records when it is closed. */
const pooled = () => {
  const loaded: string[] = [];
  const closed: string[] = [];
  const pool = createSeedDataPool();
  const use = (key: string) =>
    pool.use(key, async () => {
      loaded.push(key);
      return { close: () => closed.push(key) } as unknown as SeedData;
    });
  return { pool, use, loaded, closed };
};

t.test('mocks of one origin share the data, which is loaded once', async (t) => {
  const { use, loaded, closed } = pooled();
  const [one, two] = await Promise.all([use('a'), use('a')]);
  t.equal(one.data, two.data);
  one.release();
  one.release();
  for (const key of ['b', 'c', 'd']) (await use(key)).release();
  t.same(loaded, ['a', 'b', 'c', 'd']);
  t.notOk(closed.includes('a'), 'a second release of the same use does not count');
});

t.test('of the unused data sets, the two that were used last stay open', async (t) => {
  const { use, loaded, closed } = pooled();
  for (const key of ['a', 'b', 'c', 'b', 'd']) (await use(key)).release();
  await use('d');
  t.same(closed, ['a', 'c']);
  t.same(loaded, ['a', 'b', 'c', 'd'], 'open data is used again');
});

t.test('data whose loading failed is loaded by the next call', async (t) => {
  const { pool, use } = pooled();
  await t.rejects(
    pool.use('a', () => Promise.reject(new Error('no room'))),
    { message: 'no room' },
  );
  t.ok((await use('a')).data);
});
