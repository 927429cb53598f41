import assert from 'node:assert/strict';
import t from 'tap';
import { lruCache } from '../../src/lib/lru-cache.ts';
import { fc } from '../support/property.ts';

const most = 100;
const key = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  fc.record({ does: fc.constant('set' as const), key, weighs: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ does: fc.constant('delete' as const), key, weighs: fc.constant(0) }),
);

t.test(
  'what is kept is what was set last, never weighs more than its bound, and nothing once it is deleted',
  async () => {
    await fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        const map = lruCache<string, object>(most);
        const last = new Map<string, { weighs: number } | undefined>();
        for (const each of steps) {
          const { does, key, weighs } = each;
          if (does === 'delete') map.delete(key);
          else map.set(key, each, weighs);
          last.set(key, does === 'delete' ? undefined : each);
          const kept = [...last].filter(([name]) => map.get(name) !== undefined);
          for (const [name, value] of kept) assert.equal(map.get(name), value);
          assert.equal(map.size(), kept.length);
          assert.equal(
            map.weight(),
            kept.reduce((sum, [, value]) => sum + (value?.weighs ?? 0), 0),
          );
          assert.ok(map.weight() <= most);
        }
      }),
    );
  },
);

t.test('what was set last is there, as much as half of the bound', async (t) => {
  const map = lruCache<number, string>(most);
  for (let each = 0; each < 1000; each += 1) map.set(each, `${each}`);
  for (let each = 950; each < 1000; each += 1) t.equal(map.get(each), `${each}`);
  t.equal(map.get(0), undefined);
  map.set(1, 'too much', 51);
  t.equal(map.get(1), undefined);
});

t.test('what was set longest ago goes first; what is set again is not older for it', async (t) => {
  const map = lruCache<string, number>(4);
  for (const [index, each] of ['a', 'b', 'a', 'c', 'd', 'e', 'f'].entries()) map.set(each, index);
  t.same(['a', 'b', 'c', 'd', 'e', 'f'].map(map.get), [undefined, undefined, 3, 4, 5, 6]);
});
