import assert from 'node:assert/strict';
import t from 'tap';
import { createAccountLogs, entriesPerAccount } from '../../src/admin/journal/account-logs.ts';
import { fc } from '../support/property.ts';

type Entry = { id: number; bytes: number };

const maxBytes = 1000;
const open = () => createAccountLogs<Entry>({ maxBytes, bytesOf: ({ bytes }) => bytes });

const additions = fc.array(
  fc.record({ account: fc.constantFrom('a', 'b', null), bytes: fc.integer({ min: 1, max: 1200 }) }),
  {
    maxLength: 200,
    size: 'max',
  },
);

t.test(
  'logs never take more bytes than their bound, keep the latest entries, and count what they removed',
  async () => {
    await fc.assert(
      fc.property(additions, (all) => {
        const logs = open();
        const added = new Map<string | null, Entry[]>();
        for (const [id, { account, bytes }] of all.entries()) {
          const entry = { id, bytes };
          added.set(account, [...(added.get(account) ?? []), entry]);
          logs.add(account, entry);
          assert.ok(logs.bytes() <= maxBytes);
        }
        let kept = 0;
        for (const [account, every] of added) {
          const { entries, dropped } = logs.read(account);
          assert.deepEqual(entries, every.slice(dropped), 'the latest, in order');
          kept += entries.reduce((sum, { bytes }) => sum + bytes, 0);
        }
        assert.equal(logs.bytes(), kept);
      }),
    );
  },
);

t.test('a noisy account never removes what a quiet one has', async () => {
  await fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 300, size: 'max' }), (sizes) => {
      const logs = open();
      for (let id = 0; id < 3; id += 1) logs.add('quiet', { id, bytes: 100 });
      for (const [id, bytes] of sizes.entries()) logs.add('noisy', { id, bytes });
      assert.equal(logs.read('quiet').entries.length, 3);
    }),
  );
});

t.test('entries that count for many are removed as a whole once 10,000 are left without them', async (t) => {
  const logs = createAccountLogs<{ count: number }>({ maxBytes: 1e9, bytesOf: () => 1, countOf: ({ count }) => count });
  for (let index = 0; index < 7; index += 1) logs.add('a', { count: entriesPerAccount / 2 + 1 });
  t.match(logs.read('a'), { dropped: 5 * (entriesPerAccount / 2 + 1) });
  t.equal(logs.read('a').entries.length, 2);
});

t.test('an account never has 20,000 entries in memory, also where nobody reads them', async (t) => {
  const logs = createAccountLogs<Entry>({ maxBytes: 1e9, bytesOf: ({ bytes }) => bytes });
  let most = 0;
  for (let id = 0; id < 3 * entriesPerAccount; id += 1) {
    logs.add('a', { id, bytes: 1 });
    most = Math.max(most, logs.bytes());
  }
  t.ok(most < 2 * entriesPerAccount, `${most} entries`);
});

t.test('another entry in the place of each counts with its own size; what is cleared takes no bytes', async (t) => {
  const logs = open();
  for (let id = 0; id < 4; id += 1) logs.add('a', { id, bytes: 10 });
  logs.add('b', { id: 0, bytes: 5 });
  logs.replaceEach(['a'], ({ id }) => ({ id, bytes: 100 }));
  t.equal(logs.bytes(), 405);
  logs.replaceEach(['a'], ({ id }) => ({ id, bytes: 300 }));
  t.ok(logs.bytes() <= maxBytes);
  t.equal(logs.read('a').dropped, 2);
  logs.clear('a');
  t.equal(logs.bytes(), 5);
  logs.clearAll();
  t.equal(logs.bytes(), 0);
});

t.test('no more entries are made in the place of others than have room, the newest first', async (t) => {
  const logs = open();
  for (let id = 0; id < 50; id += 1) logs.add('a', { id, bytes: 10 });
  const made: number[] = [];
  logs.replaceEach(['a'], ({ id }) => {
    made.push(id);
    return { id, bytes: 300 };
  });
  t.same(made, [49, 48, 47, 46]);
  t.same(logs.read('a'), { entries: [48, 49].map((id) => ({ id, bytes: 300 })), dropped: 48 });
  t.equal(logs.bytes(), 600);
});

t.test('of many accounts, each has a share of the bytes, and what others leave of theirs', async (t) => {
  const logs = open();
  for (const [account, count] of [
    ['many', 50],
    ['few', 1],
    ['none', 0],
    ['some', 20],
  ] as const) {
    for (let id = 0; id < count; id += 1) logs.add(account, { id, bytes: 1 });
  }
  let made = 0;
  logs.replaceEach(logs.accounts(), ({ id }) => {
    made += 1;
    return { id, bytes: 100 };
  });
  t.same(
    ['many', 'few', 'some'].map((account) => logs.read(account).entries.length),
    [3, 1, 3],
  );
  t.ok(made <= 12, `${made} entries made`);
});

t.test(
  'entries that are asked for one by one are those that are still there then, with what was before each',
  async () => {
    const counted = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.property(counted, counted, fc.nat(30), (before, meanwhile, after) => {
        const logs = createAccountLogs<Entry>({
          maxBytes,
          bytesOf: ({ bytes }) => bytes,
          countOf: ({ bytes }) => bytes,
        });
        const added: number[] = [];
        const add = (bytes: number): void => {
          logs.add('a', { id: added.length, bytes });
          added.push(bytes);
        };
        before.forEach(add);
        const first = logs.read('a').entries[0]?.id ?? 0;
        const asked = logs.each('a')[Symbol.iterator]();
        const got = [...Array(after)].flatMap(() => asked.next().value ?? []);
        meanwhile.forEach(add);
        const left = logs.read('a').entries[0]?.id ?? 0;
        const rest = [...{ [Symbol.iterator]: () => asked }];
        const all = [...got, ...rest];
        assert.ok(rest.every(({ entry }) => entry.id >= left));
        const expected = before.map((_, id) => id).filter((id) => id >= first && (id < first + after || id >= left));
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

t.test('entries of an account whose log is emptied are asked for no more', async (t) => {
  for (const empty of ['clear', 'clearAll'] as const) {
    const logs = open();
    for (let id = 0; id < 3; id += 1) logs.add('a', { id, bytes: 1 });
    const asked = logs.each('a')[Symbol.iterator]();
    asked.next();
    logs[empty]('a');
    logs.add('a', { id: 3, bytes: 1 });
    t.same(asked.next().value, undefined);
    t.equal(logs.bytes(), 1);
  }
});
