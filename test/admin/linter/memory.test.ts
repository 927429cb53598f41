import t from 'tap';
import { openMemories } from '../../../src/admin/linter/account-history.ts';

t.test('what calls are compared with is bounded in bytes: accounts that were idle for longest lose it', async (t) => {
  const maxBytes = 1_000_000;
  const memories = openMemories(maxBytes);
  const fill = (account: string): void => {
    for (let index = 0; index < 600; index += 1) memories.of(account).polls.set(`${index}`, { at: 0, updated_at: 0 });
    memories.of(account);
  };
  for (const account of ['a', 'b', 'c', 'd']) fill(account);
  memories.of('a');
  for (const account of ['e', 'f']) fill(account);
  t.ok(memories.bytes() <= maxBytes);
  t.ok(memories.find('a'), 'it was used lately');
  t.notOk(memories.find('b'));
  t.ok(memories.find('f')?.polls.get('599'));
  for (const account of ['a', 'c', 'd', 'e', 'f']) memories.remove(account);
  t.equal(memories.bytes(), 0);
});
