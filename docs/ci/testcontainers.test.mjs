import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GenericContainer, Wait } from 'testcontainers';

let container;
let url;

before(async () => {
  container = await new GenericContainer('ecore-mock')
    .withExposedPorts(3267)
    .withWaitStrategy(Wait.forHttp('/readyz', 3267))
    .start();
  url = `http://${container.getHost()}:${container.getMappedPort(3267)}`;
});
after(() => container?.stop());

test('a search without a valid token is refused', async () => {
  const response = await fetch(`${url}/backend/api/v1/external/search/`, {
    headers: { authorization: 'Token unknown' },
  });
  assert.equal(response.status, 401);
});

test('the second search succeeds after a 503', async () => {
  const response = await fetch(`${url}/__mock/accounts`, { method: 'POST', body: '{}' });
  const { name, token } = await response.json();
  await fetch(`${url}/__mock/accounts/${name}/faults`, { method: 'POST', body: '{"status": 503, "times": 1}' });

  const search = () =>
    fetch(`${url}/backend/api/v1/external/search/`, { headers: { authorization: `Token ${token}` } });
  assert.equal((await search()).status, 503);
  assert.equal((await search()).status, 200);
});
