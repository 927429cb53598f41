import assert from 'node:assert/strict';
import t from 'tap';
import { createLruCache } from '../../src/lib/lru-cache.ts';
import { fc } from '../support/property.ts';

const maxWeight = 100;
const key = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  fc.record({ action: fc.constant('set' as const), key, weight: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ action: fc.constant('delete' as const), key, weight: fc.constant(0) }),
);

t.test(
  'the cache has the last value of each of its keys, never exceeds its weight, and has no deleted key',
  async () => {
    await fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        const cache = createLruCache<string, object>(maxWeight);
        const lastValues = new Map<string, { weight: number } | undefined>();
        for (const value of steps) {
          const { action, key, weight } = value;
          if (action === 'delete') cache.delete(key);
          else cache.set(key, value, weight);
          lastValues.set(key, action === 'delete' ? undefined : value);
          const cached = [...lastValues].filter(([name]) => cache.get(name) !== undefined);
          for (const [name, last] of cached) assert.equal(cache.get(name), last);
          assert.equal(cache.size(), cached.length);
          assert.equal(
            cache.weight(),
            cached.reduce((sum, [, last]) => sum + (last?.weight ?? 0), 0),
          );
          assert.ok(cache.weight() <= maxWeight);
        }
      }),
    );
  },
);

t.test('the cache has the last entries up to half of its weight', async (t) => {
  const cache = createLruCache<number, string>(maxWeight);
  for (let number = 0; number < 1000; number += 1) cache.set(number, `${number}`);
  for (let number = 950; number < 1000; number += 1) t.equal(cache.get(number), `${number}`);
  t.equal(cache.get(0), undefined);
  cache.set(1, 'too heavy', 51);
  t.equal(cache.get(1), undefined);
});

t.test('the oldest entries are dropped first, and an entry that is set again counts as new', async (t) => {
  const cache = createLruCache<string, number>(4);
  for (const [index, name] of ['a', 'b', 'a', 'c', 'd', 'e', 'f'].entries()) cache.set(name, index);
  t.same(['a', 'b', 'c', 'd', 'e', 'f'].map(cache.get), [undefined, undefined, 3, 4, 5, 6]);
});
