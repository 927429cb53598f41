import t from 'tap';
import { createAccountHistories } from '../../../src/admin/linter/account-history.ts';

t.test('histories are bounded in bytes: the histories of the least recently active accounts are removed', async (t) => {
  const maxBytes = 600_000;
  const histories = createAccountHistories(maxBytes);
  const poll = { at: 0, updated_at: 0 };
  const fill = (account: string): void => {
    for (let index = 0; index < 600; index += 1) histories.get(account).polls.set(`${index}`, poll);
    histories.get(account);
  };
  for (const account of ['a', 'b', 'c', 'd']) fill(account);
  histories.get('a');
  for (const account of ['e', 'f']) fill(account);
  t.ok(histories.bytes() <= maxBytes);
  t.same(histories.get('a').polls.get('599'), poll, 'the account called recently');
  t.same(histories.get('f').polls.get('599'), poll);
  t.equal(histories.get('b').polls.get('599'), undefined);
  for (const account of ['a', 'b', 'c', 'd', 'e', 'f']) histories.clear(account);
  t.equal(histories.bytes(), 0);
});
