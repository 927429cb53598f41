import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runProgram } from '../support/child-process.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { type Call, type MeasuredMock, startMeasured } from '../support/measured-mock.ts';

const index = join(import.meta.dirname, '..', '..', 'src', 'index.ts');

// Thousands of calls are slow on a busy machine.
t.setTimeout(0);

/** A small heap, so that a leak shows after few calls. The mock itself takes about 40 MB. */
const heapMegabytes = 128;

/** The token in README. Its account has unlocked some people. */
const [asToken, asBearer] = [token('YOUR_API_TOKEN'), bearer('YOUR_API_TOKEN')];

const measured = async (t: Test): Promise<MeasuredMock> => {
  const mock = await startMeasured(heapMegabytes);
  t.teardown(() => mock.stop());
  return mock;
};

const callAdmin = (mock: MeasuredMock, method: string, path: string, body?: unknown) =>
  sendRequest(`${mock.url}/__mock${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });

/** Checks that each kind of data is within the memory limit that GET /__mock shows. */
const checkLimits = async (t: Test, mock: MeasuredMock): Promise<Record<string, { bytes: number }>> => {
  const { memory } = (await callAdmin(mock, 'GET', '')).json();
  for (const [kind, { bytes, limit }] of Object.entries<{ bytes: number; limit: number }>(memory))
    t.ok(bytes <= limit, `${kind}: ${bytes} of ${limit} bytes`);
  return memory;
};

t.test('answers with unlocked people do not stay in memory: 600 answers of 413 KB each', async (t) => {
  const mock = await measured(t);
  const search: Call = { path: '/external/search/?limit=1000', headers: asToken };
  t.same([...(await mock.calls(600, () => search))], [[200, 600]]);
  const memory = await checkLimits(t, mock);
  t.ok(memory.disclosures && memory.disclosures.bytes > 0, 'the disclosures are counted');
});

t.test('pages of results do not stay in memory: 5,000 pages of one record', async (t) => {
  const mock = await measured(t);
  const page = (index: number): Call => ({
    path: `/enrichment/result/00000000-0000-4000-8000-00000000000a/?page_size=1&page=${index + 1}`,
    headers: asBearer,
  });
  await mock.calls(500, page);
  const before = await mock.measure();
  t.same([...(await mock.calls(5000, page))], [[200, 5000]]);
  const grown = (await mock.measure()).heap - before.heap;
  t.ok(grown < 10 * 2 ** 20, `a heap that grew by ${grown} bytes`);
});

t.test('the journal is limited in bytes: 8,000 URLs of 15 KB, with and without a token', async (t) => {
  const mock = await measured(t);
  const long = 'x'.repeat(15_000);
  const names = Array.from({ length: 2200 }, (_, index) => `n${index}=&`).join('');
  const statuses = await mock.calls(8_000, (index) => ({
    path: index % 2 ? `/x?${names}${index}` : `/external/search/?company_name=${index}${long}`,
    ...(index % 4 && { headers: { ...asToken, authorization: `Token ${index % 3 ? 'YOUR_API_TOKEN' : long}` } }),
  }));
  t.ok([...statuses.keys()].every((status) => status < 500));
  await checkLimits(t, mock);
  const { requests, dropped } = (await callAdmin(mock, 'GET', '/requests?limit=1')).json();
  matchList(t, requests, [{ id: 8_000, url_truncated: true }]);
  const { count } = (await callAdmin(mock, 'GET', '/requests/count')).json();
  t.equal(count + dropped, 8_000, 'dropped has the number of removed requests');
  const all = await sendRequest(`${mock.url}/__mock/requests`);
  t.equal(all.json().requests.length, count, 'all of them can be read');
});

t.test('records of 1 MB can be read many times: their disclosures are references', async (t) => {
  const mock = await measured(t);
  const value = `${'x'.repeat(1_000_000)}@long.example`;
  const created = await callAdmin(mock, 'POST', '/accounts/demo/jobs', { records: [{ contact_email: value }] });
  const path = `/enrichment/result/${created.json().job_id}/`;
  t.same([...(await mock.calls(150, () => ({ path, headers: asBearer })))], [[200, 150]]);
  await checkLimits(t, mock);
  const { disclosures } = (await sendRequest(`${mock.url}/__mock/accounts/demo/disclosures`)).json();
  t.equal(disclosures.length, 150);
  t.equal(disclosures[149].value, value);
  t.equal((await callAdmin(mock, 'DELETE', `/accounts/demo/jobs/${created.json().job_id}`)).status, 204);
  await checkLimits(t, mock);
  const left = (await callAdmin(mock, 'GET', '/accounts/demo/disclosures')).json();
  t.equal(left.disclosures.length + left.dropped, 150, 'the latest values of a deleted job are kept');
  t.equal(left.disclosures.at(-1).value, value);
});

t.test('large bodies that arrive at once are handled one at a time: 10 bodies of 3 MB', async (t) => {
  const mock = await measured(t);
  const letters = 'x'.repeat(280);
  const people = Array.from({ length: 10_000 }, (_, index) => ({ first_name: `${index}`, last_name: letters }));
  const body = JSON.stringify(people);
  const put = (index: number): Call => ({
    path: `/__mock/accounts/${['demo', 'other', 'trial', 'empty'][index % 4]}/people`,
    method: 'PUT',
    body,
  });
  t.same([...(await mock.calls(10, put))], [[200, 10]]);
});

t.test('mock.fetch keeps nothing in memory: 4,000 calls in a heap of 64 MB', async (t) => {
  const program = `
    const mock = await (await import(${JSON.stringify(index)})).startMock({ people: 20 });
    const headers = { authorization: 'Token YOUR_API_TOKEN' };
    for (let call = 0; call < 4000; call += 1) await (await mock.fetch('/external/search/', { headers })).text();
    await mock.close();`;
  const { code, output } = await runProgram(process.execPath, [
    ...['--max-old-space-size=64', '--input-type=module', '--eval', program],
  ]);
  t.equal(code, 0, output);
});

t.test('the state is limited: a snapshot over the limit is refused, and other calls are answered', async (t) => {
  const mock = await measured(t);
  const people = Array.from({ length: 10_000 }, (_, index) => ({
    first_name: `${index} ${'x'.repeat(500)}`,
    company_name: `Company ${index}`,
  }));
  t.equal((await callAdmin(mock, 'PUT', '/accounts/demo/people', people)).status, 200);
  const statuses: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    const { status, text } = await callAdmin(mock, 'PUT', `/snapshots/${index}`);
    statuses.push(status);
    if (status !== 204) t.match(text, /^\{"error":"the state in memory would be larger than 128 MiB/);
  }
  t.same([...new Set(statuses)], [204, 413]);
  const { snapshots } = (await callAdmin(mock, 'GET', '/snapshots')).json();
  t.equal(snapshots.length, statuses.filter((status) => status === 204).length, 'refused snapshots are not stored');
  await checkLimits(t, mock);
  t.equal((await sendRequest(`${mock.url}/external/search/`, { headers: asToken })).status, 200);
  t.equal((await callAdmin(mock, 'DELETE', '/snapshots/0')).status, 204);
  t.equal((await callAdmin(mock, 'PUT', '/snapshots/again')).status, 204, 'a deleted snapshot makes room');
});
