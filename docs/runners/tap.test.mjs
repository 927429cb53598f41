import { startMock } from 'ecore-mock';
import t from 'tap';

const mock = await startMock();
t.teardown(() => mock.close());

t.test('the second search succeeds after a 429', async (t) => {
  const mine = await mock.account();
  await mine.injectFault({ status: 429, times: 1 });
  const search = () => fetch(`${mock.url}/external/search/`, { headers: { authorization: `Token ${mine.token}` } });
  t.equal((await search()).status, 429);
  t.equal((await search()).status, 200);
  t.equal((await mine.requests()).length, 2);
});
