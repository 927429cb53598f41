import assert from 'node:assert/strict';
import { test } from 'node:test';

const { API_BASE_URL, API_TOKEN } = process.env;

const get = async (path, scheme) => {
  const response = await fetch(API_BASE_URL + path, { headers: { authorization: `${scheme} ${API_TOKEN}` } });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
};

test('a search finds people and masks their emails', async () => {
  const { count, results } = await get('/external/search/?industry=Technology&job_level=C%20Level&limit=5', 'Token');
  assert.ok(count >= results.length);
  assert.equal(results[0].contact_email, null);
});

test('a job has results', async () => {
  const { data } = await get('/enrichment/result/9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60/?page_size=1', 'Bearer');
  assert.equal(data[0].imported_first_name, 'Jane');
});
