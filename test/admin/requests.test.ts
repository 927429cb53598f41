import t from 'tap';
import { entriesPerAccount } from '../../src/admin/journal/account-log.ts';
import { createJournal } from '../../src/admin/journal/journal.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { sendRaw } from '../support/raw-connection.ts';

const path = '/accounts/demo/requests';

t.test('the journal has the request and the answer of each call', async (t) => {
  const { callAdmin, search, results, url } = await startAdminMock(t);
  await callAdmin('PUT', '/accounts/demo/clock', { now: '2026-05-06T14:23:11Z', frozen: true });
  const searchAnswer = await search('demo-token', '?limit=3&limit=2&x=%C3%A9');
  await callAdmin('POST', '/accounts/demo/faults', { status: 503, times: 1, endpoint: 'results' });
  await results('demo-token', '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60');
  const csv = await results('demo-token', '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60', '?report_type=csv');
  await sendRequest(`${url}/api/v1/external/search/`, {
    method: 'POST',
    headers: { authorization: 'Token YOUR_API_TOKEN' },
  });
  const { requests, dropped } = (await callAdmin('GET', path)).json();
  t.equal(dropped, 0);
  matchList(t, requests, [
    {
      id: 1,
      at: '2026-05-06T14:23:11.000Z',
      account: 'demo',
      token: 'demo…',
      endpoint: 'search',
      method: 'GET',
      path: '/external/search/',
      query: { limit: '2', x: 'é' },
      status: 200,
      duration_ms: Number,
      fault: null,
      bytes: Buffer.byteLength(searchAnswer.text),
      rows: 2,
    },
    { id: 2, endpoint: 'results', status: 503, fault: 1, rows: 0 },
    { id: 3, endpoint: 'results', status: 200, fault: null, bytes: Buffer.byteLength(csv.text), rows: 123 },
    { id: 4, method: 'POST', path: '/api/v1/external/search/', status: 405, token: 'YOUR…' },
  ]);
});

t.test('the journal can be filtered by endpoint, status, since and limit, and counted', async (t) => {
  const { callAdmin, search, results } = await startAdminMock(t);
  await callAdmin('PUT', '/accounts/demo/clock', { now: '2026-05-06T12:00:00Z', frozen: true });
  await search('demo-token');
  await search('demo-token', '?limit=x');
  await callAdmin('POST', '/accounts/demo/clock/advance', { ms: 60_000 });
  await results('demo-token', 'x');
  const ids = async (query: string) =>
    (await callAdmin('GET', `${path}?${query}`)).json().requests.map(({ id }: { id: number }) => id);
  t.same(await ids(''), [1, 2, 3]);
  t.same(await ids('endpoint=search'), [1, 2]);
  t.same(await ids('status=400'), [2]);
  t.same(await ids('since=2026-05-06T12:00:30Z'), [3]);
  t.same(await ids('since=2026-05-06T12:01:00Z'), [3], 'since includes its own time');
  t.same(await ids('limit=2'), [2, 3]);
  t.same(await ids('limit=0'), []);
  t.same((await callAdmin('GET', `${path}/count?endpoint=search`)).json(), { count: 2 });
  t.same((await callAdmin('GET', '/accounts/other/requests/count')).json(), { count: 0 });
  t.equal((await callAdmin('DELETE', path)).status, 204);
  t.same((await callAdmin('GET', `${path}/count`)).json(), { count: 0 });
});

t.test('a short list of requests has a Content-Length, and a long list is streamed', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  await search('demo-token');
  const short = await callAdmin('GET', path);
  t.equal(Number(short.headers['content-length']), Buffer.byteLength(short.text));
  const query = `?industry=${'x'.repeat(2000)}`;
  for (let call = 0; call < 50; call += 1) await search('demo-token', query);
  const long = await callAdmin('GET', path);
  t.notOk(long.headers['content-length']);
  t.equal(long.json().requests.length, 51);
  t.same(Object.keys(long.json()), ['requests', 'dropped']);
});

t.test('a long URL is never cut inside an escape or a multi-byte letter, and counting takes no limit', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const letters = ['a', 'é', '\u20ac', '\u{1f600}'];
  const expected: string[] = [];
  for (const letter of letters) {
    for (let shift = 0; shift < 12; shift += 1) {
      const start = `${'x'.repeat(shift)}`;
      const encoded = encodeURIComponent(letter);
      await search('demo-token', `?industry=${start}${encoded.repeat(3000 / encoded.length)}`);
      expected.push(start);
    }
  }
  const { requests } = (await callAdmin('GET', path)).json();
  t.equal(requests.length, expected.length);
  for (const [index, { query, url_truncated }] of requests.entries()) {
    const letter = letters[Math.floor(index / 12)] as string;
    t.match(query.industry.slice(expected[index]?.length), new RegExp(`^(${letter})+$`, 'u'));
    t.ok(url_truncated && encodeURIComponent(query.industry).length > 2000);
  }
  t.match((await callAdmin('GET', `${path}/count?limit=1`)).json(), {
    error: /^unknown parameter "limit"/,
    path: '/limit',
  });
});

t.test(
  '/__mock/requests has all calls including rejected ones, but no calls of the admin API or health checks',
  async (t) => {
    const { callAdmin, search, url } = await startAdminMock(t);
    await search('demo-token');
    await search('nobody-knows-this-one');
    await sendRequest(`${url}/external/search/`, { headers: bearer('demo-token') });
    await sendRequest(`${url}/nowhere/`);
    await search('other-token');
    await sendRequest(`${url}/livez`);
    await sendRequest(`${url}/readyz`);
    const { requests } = (await callAdmin('GET', '/requests')).json();
    t.same(
      requests.map((request: Record<string, unknown>) => [
        request.account,
        request.token,
        request.endpoint,
        request.status,
      ]),
      [
        ['demo', 'demo…', 'search', 200],
        [null, 'nobo…', 'search', 401],
        ['demo', 'demo…', 'search', 401],
        [null, null, null, 404],
        ['other', 'othe…', 'search', 200],
      ],
    );
    t.same((await callAdmin('GET', '/requests/count?status=401')).json(), { count: 2 });
    t.notMatch(JSON.stringify(requests), /demo-token|nobody-knows/);
  },
);

t.test(
  'the journal has HEAD without rows, paths without scheme and host, and paths that cannot be decoded',
  async (t) => {
    const { url } = await startAdminMock(t);
    const csv = '/enrichment/result/9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60/?report_type=csv';
    await sendRequest(url + csv, { method: 'HEAD', headers: bearer('demo-token') });
    await sendRequest(`${url}/external/search/`, { method: 'HEAD', headers: token('demo-token') });
    await sendRequest(`${url}/enrichment/result/%FF/`, { headers: bearer('demo-token') });
    await sendRaw(
      url,
      'GET http://proxied.example/external/search/?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    const { requests } = (await sendRequest(`${url}/__mock/requests`)).json();
    matchList(t, requests, [
      { endpoint: 'results', method: 'HEAD', status: 200, bytes: 0, rows: 0 },
      { endpoint: 'search', method: 'HEAD', status: 200, bytes: 0, rows: 0 },
      { endpoint: 'results', path: '/enrichment/result/%FF/', status: 404, account: 'demo' },
      { endpoint: 'search', path: '/external/search/', query: { limit: '1' }, status: 401 },
    ]);
  },
);

t.test('clearing the journal does not restart the ids, and a reset does', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const ids = async (): Promise<number[]> =>
    (await callAdmin('GET', '/requests')).json().requests.map(({ id }: { id: number }) => id);
  await search('demo-token');
  await search('demo-token');
  t.same(await ids(), [1, 2]);
  await callAdmin('DELETE', '/requests');
  await search('demo-token');
  t.same(await ids(), [3]);
  await callAdmin('POST', '/reset');
  await search('demo-token');
  t.same(await ids(), [1]);
});

const entry = {
  at: 0,
  token: null,
  endpoint: null,
  method: 'GET',
  url: '/',
  status: 200,
  duration_ms: 1,
  fault: null,
  bytes: 0,
  rows: 0,
  findings: [],
};

/** Creates a journal and a function that adds a call of an account to it. */
const createJournalWithAdd = (maxBytes?: number) => {
  const journal = createJournal(maxBytes);
  const add = (account: string): void => {
    journal.add(journal.startEntry(), { ...entry, account });
  };
  return { journal, add };
};

t.test('the journal is bounded: the oldest entries are removed first and counted', async (t) => {
  const { journal, add } = createJournalWithAdd();
  add('quiet');
  for (let number = 0; number < 3 * entriesPerAccount + 5; number += 1) add('loud');
  const { entries, count, dropped } = journal.read('loud', {});
  t.equal(count, entriesPerAccount);
  t.equal([...entries].at(-1)?.id, 3 * entriesPerAccount + 6);
  t.equal(dropped(), 2 * entriesPerAccount + 5);
  t.equal(journal.read('quiet', {}).count, 1, 'an account never removes the entries of another account');
  journal.clear('loud');
  const cleared = journal.read('loud', {});
  t.same([cleared.count, cleared.dropped(), ...cleared.entries], [0, 0]);
});

t.test(
  'a list whose client does not read keeps no requests in memory: requests that are removed meanwhile are left out',
  async (t) => {
    const { journal, add } = createJournalWithAdd(1_000_000);
    for (let number = 0; number < 1000; number += 1) add(`account ${number % 3}`);
    for (const account of [undefined, 'account 0']) {
      const { entries, count, dropped } = journal.read(account, {});
      const list = entries[Symbol.iterator]();
      list.next();
      for (let number = 0; number < 3000; number += 1) add(`account ${number % 3}`);
      const rest = [...{ [Symbol.iterator]: () => list }].length;
      t.ok(rest < 100, `${rest} of ${count} requests were read before they were removed`);
      t.ok(dropped() >= count - rest - 1);
    }
  },
);

t.test('a list that was opened before the journal restarts contains no request from after the restart', async (t) => {
  const { journal, add } = createJournalWithAdd();
  for (let number = 0; number < 1000; number += 1) add('a');
  const { entries } = journal.read('a', {});
  const list = entries[Symbol.iterator]();
  list.next();
  journal.restart();
  for (let number = 0; number < 1000; number += 1) add('a');
  t.ok([...{ [Symbol.iterator]: () => list }].length < 100);
});

t.test('the journal has all rows and bytes of a CSV that is sent in several parts', async (t) => {
  const mock = await startAdminMock(t);
  const mine = await mock.account();
  const { job_id } = await mine.createJob({ records: Array.from({ length: 450 }, (_, ä) => ({ ä, ö: 'ü' })) });
  const { text } = await mock.results(mine.token, job_id, '?report_type=csv');
  matchList(t, await mine.requests(), [{ rows: 450, bytes: Buffer.byteLength(text) }]);
});

t.test('the journal has a call as soon as its client has the whole answer, under load too', async (t) => {
  const mock = await startAdminMock(t);
  const records = Array.from({ length: 450 }, (_, number) => ({ number }));
  const client = async (): Promise<number[]> => {
    const mine = await mock.account();
    const { job_id } = await mine.createJob({ records });
    const calls = [
      () => mock.results(mine.token, job_id, '?report_type=csv'),
      () => mock.results(mine.token, job_id, '?page_size=200'),
      () => mock.search(mine.token, '?limit=1000'),
    ];
    const counts: number[] = [];
    for (let index = 0; index < 30; index += 1) {
      await (calls[index % calls.length] as (typeof calls)[0])();
      counts.push(await mine.countRequests());
    }
    return counts;
  };
  const counts = await Promise.all(Array.from({ length: 10 }, client));
  const expected = Array.from({ length: 30 }, (_, index) => index + 1);
  t.same(
    counts,
    counts.map(() => expected),
  );
});
