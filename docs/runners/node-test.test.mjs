import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startMock } from 'ecore-mock';

let mock;
before(async () => {
  mock = await startMock();
});
after(() => mock.close());

test('the second search succeeds after a 429', async () => {
  const mine = await mock.account();
  await mine.injectFault({ status: 429, times: 1 });
  const search = () => fetch(`${mock.url}/external/search/`, { headers: { authorization: `Token ${mine.token}` } });
  assert.equal((await search()).status, 429);
  assert.equal((await search()).status, 200);
  assert.equal((await mine.requests()).length, 2);
});
