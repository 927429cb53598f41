import t from 'tap';
import type { SeedData } from '../../src/db/prepared/seed-data.ts';
import { createSeedDataPool } from '../../src/db/prepared/seed-data-pool.ts';

/** A pool, and data whose closing is noted down. */
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

t.test('mocks of one origin share its data, which is loaded once', async (t) => {
  const { use, loaded, closed } = pooled();
  const [one, two] = await Promise.all([use('a'), use('a')]);
  t.equal(one.data, two.data);
  one.release();
  one.release();
  for (const key of ['b', 'c', 'd']) (await use(key)).release();
  t.same(loaded, ['a', 'b', 'c', 'd']);
  t.notOk(closed.includes('a'), 'a second release of the same use does not count');
});

t.test('of data that no mock uses, the two that were used last stay open', async (t) => {
  const { use, loaded, closed } = pooled();
  for (const key of ['a', 'b', 'c', 'b', 'd']) (await use(key)).release();
  await use('d');
  t.same(closed, ['a', 'c']);
  t.same(loaded, ['a', 'b', 'c', 'd'], 'what is open is used again');
});

t.test('data that could not be loaded is loaded by the next call', async (t) => {
  const { pool, use } = pooled();
  await t.rejects(
    pool.use('a', () => Promise.reject(new Error('no room'))),
    { message: 'no room' },
  );
  t.ok((await use('a')).data);
});
