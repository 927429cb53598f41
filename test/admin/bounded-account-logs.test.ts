import assert from 'node:assert/strict';
import t from 'tap';
import { entriesPerAccount } from '../../src/admin/journal/account-log.ts';
import { createBoundedAccountLogs } from '../../src/admin/journal/bounded-account-logs.ts';
import { fc } from '../support/property.ts';

type Entry = { id: number; bytes: number };

const maxBytes = 1000;
const createLogs = () => createBoundedAccountLogs<Entry>({ maxBytes, measureBytes: ({ bytes }) => bytes });

const additions = fc.array(
  fc.record({ account: fc.constantFrom('a', 'b', null), bytes: fc.integer({ min: 1, max: 1200 }) }),
  {
    maxLength: 200,
    size: 'max',
  },
);

t.test('logs never exceed their limit in bytes, keep the latest entries and count the removed entries', async () => {
  await fc.assert(
    fc.property(additions, (all) => {
      const logs = createLogs();
      const added = new Map<string | null, Entry[]>();
      for (const [id, { account, bytes }] of all.entries()) {
        const entry = { id, bytes };
        added.set(account, [...(added.get(account) ?? []), entry]);
        logs.add(account, entry);
        assert.ok(logs.bytes() <= maxBytes);
      }
      let keptBytes = 0;
      for (const [account, every] of added) {
        const { entries, dropped } = logs.read(account);
        assert.deepEqual(entries, every.slice(dropped), 'the latest entries are kept in order');
        keptBytes += entries.reduce((sum, { bytes }) => sum + bytes, 0);
      }
      assert.equal(logs.bytes(), keptBytes);
    }),
  );
});

t.test('an account with many entries never removes the entries of an account with few entries', async () => {
  await fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 300, size: 'max' }), (sizes) => {
      const logs = createLogs();
      for (let id = 0; id < 3; id += 1) logs.add('quiet', { id, bytes: 100 });
      for (const [id, bytes] of sizes.entries()) logs.add('noisy', { id, bytes });
      assert.equal(logs.read('quiet').entries.length, 3);
    }),
  );
});

t.test('an entry that counts for many is removed as soon as 10,000 remain without it', async (t) => {
  const logs = createBoundedAccountLogs<{ count: number }>({
    maxBytes: 1e9,
    measureBytes: () => 1,
    getCount: ({ count }) => count,
  });
  for (let index = 0; index < 7; index += 1) logs.add('a', { count: entriesPerAccount / 2 + 1 });
  t.match(logs.read('a'), { dropped: 5 * (entriesPerAccount / 2 + 1) });
  t.equal(logs.read('a').entries.length, 2);
});

t.test('an account never has 20,000 entries in memory, even if nobody reads them', async (t) => {
  const logs = createBoundedAccountLogs<Entry>({ maxBytes: 1e9, measureBytes: ({ bytes }) => bytes });
  let maxBytesUsed = 0;
  for (let id = 0; id < 3 * entriesPerAccount; id += 1) {
    logs.add('a', { id, bytes: 1 });
    maxBytesUsed = Math.max(maxBytesUsed, logs.bytes());
  }
  t.ok(maxBytesUsed < 2 * entriesPerAccount, `${maxBytesUsed} entries`);
});

t.test('a replaced entry counts with its new size, and cleared entries take no bytes', async (t) => {
  const logs = createLogs();
  for (let id = 0; id < 4; id += 1) logs.add('a', { id, bytes: 10 });
  logs.add('b', { id: 0, bytes: 5 });
  logs.replaceEntries(['a'], ({ id }) => ({ id, bytes: 100 }));
  t.equal(logs.bytes(), 405);
  logs.replaceEntries(['a'], ({ id }) => ({ id, bytes: 300 }));
  t.ok(logs.bytes() <= maxBytes);
  t.equal(logs.read('a').dropped, 2);
  logs.clear('a');
  t.equal(logs.bytes(), 5);
  logs.clearAll();
  t.equal(logs.bytes(), 0);
});

t.test('replacement starts with the newest entry and stops when the limit is reached', async (t) => {
  const logs = createLogs();
  for (let id = 0; id < 50; id += 1) logs.add('a', { id, bytes: 10 });
  const replacedIds: number[] = [];
  logs.replaceEntries(['a'], ({ id }) => {
    replacedIds.push(id);
    return { id, bytes: 300 };
  });
  t.same(replacedIds, [49, 48, 47, 46]);
  t.same(logs.read('a'), { entries: [48, 49].map((id) => ({ id, bytes: 300 })), dropped: 48 });
  t.equal(logs.bytes(), 600);
});

t.test('each account gets a share of the bytes, and the unused part of the other shares', async (t) => {
  const logs = createLogs();
  for (const [account, count] of [
    ['many', 50],
    ['few', 1],
    ['none', 0],
    ['some', 20],
  ] as const) {
    for (let id = 0; id < count; id += 1) logs.add(account, { id, bytes: 1 });
  }
  let replacedCount = 0;
  logs.replaceEntries(logs.accounts(), ({ id }) => {
    replacedCount += 1;
    return { id, bytes: 100 };
  });
  t.same(
    ['many', 'few', 'some'].map((account) => logs.read(account).entries.length),
    [3, 1, 3],
  );
  t.ok(replacedCount <= 12, `${replacedCount} entries replaced`);
});

t.test(
  'iterating over a log returns the entries that still exist, each with the count of all earlier entries',
  async () => {
    const counted = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.property(counted, counted, fc.nat(30), (before, meanwhile, after) => {
        const logs = createBoundedAccountLogs<Entry>({
          maxBytes,
          measureBytes: ({ bytes }) => bytes,
          getCount: ({ bytes }) => bytes,
        });
        const added: number[] = [];
        const add = (bytes: number): void => {
          logs.add('a', { id: added.length, bytes });
          added.push(bytes);
        };
        before.forEach(add);
        const first = logs.read('a').entries[0]?.id ?? 0;
        const iterator = logs.iterate('a')[Symbol.iterator]();
        const firstEntries = [...Array(after)].flatMap(() => iterator.next().value ?? []);
        meanwhile.forEach(add);
        const oldestId = logs.read('a').entries[0]?.id ?? 0;
        const rest = [...{ [Symbol.iterator]: () => iterator }];
        const all = [...firstEntries, ...rest];
        assert.ok(rest.every(({ entry }) => entry.id >= oldestId));
        const expected = before
          .map((_, id) => id)
          .filter((id) => id >= first && (id < first + after || id >= oldestId));
        assert.deepEqual(
          all.map(({ entry }) => entry.id),
          expected,
        );
        for (const { entry, before } of all) {
          assert.equal(
            before,
            added.slice(0, entry.id).reduce((sum, bytes) => sum + bytes, 0),
          );
        }
      }),
    );
  },
);

t.test('iterating over a log ends when the log is cleared', async (t) => {
  for (const empty of ['clear', 'clearAll'] as const) {
    const logs = createLogs();
    for (let id = 0; id < 3; id += 1) logs.add('a', { id, bytes: 1 });
    const iterator = logs.iterate('a')[Symbol.iterator]();
    iterator.next();
    logs[empty]('a');
    logs.add('a', { id: 3, bytes: 1 });
    t.same(iterator.next().value, undefined);
    t.equal(logs.bytes(), 1);
  }
});
