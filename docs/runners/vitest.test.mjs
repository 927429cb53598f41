import { startMock } from 'ecore-mock';
import { afterAll, beforeAll, expect, test } from 'vitest';

let mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

test('the second search succeeds after a 429', async () => {
  const mine = await mock.account();
  await mine.injectFault({ status: 429, times: 1 });
  const search = () => fetch(`${mock.url}/external/search/`, { headers: { authorization: `Token ${mine.token}` } });
  expect((await search()).status).toBe(429);
  expect((await search()).status).toBe(200);
  expect(await mine.requests()).toHaveLength(2);
});
