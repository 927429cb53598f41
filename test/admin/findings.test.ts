import { connect } from 'node:net';
import t, { type Test } from 'tap';
import type { AccountClient } from '../../src/index.ts';
import { type AdminMock, startAdminMock } from '../support/admin-api.ts';
import { completedJobId, takeFindingMessages } from '../support/findings.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { minCpuTime } from '../support/min-cpu-time.ts';
import { fc } from '../support/property.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';

const mock = await startAdminMock(t, { people: 50 });

t.test('a finding is in the journal, in the list of its account and in a header of the answer', async (t) => {
  const mine = await mock.account({ name: 'mine' });
  await mine.clock.set({ now: '2026-05-06T14:23:11Z', frozen: true });
  const plain = await mock.search(mine.token, '?limit=1');
  t.equal(plain.headers['x-mock-finding'], undefined);
  const answer = await mock.search(mine.token, '?limit=2&jobLevel=C%20Level&limit=3');
  t.equal(answer.status, 200);
  const expected = [
    {
      kind: 'doubled-parameter',
      clause: 'E8',
      message: 'parameter limit is sent 2 times, and only the last value counts: send it once',
    },
    {
      kind: 'unknown-parameter',
      clause: 'E8',
      message: 'unknown parameter "jobLevel" is ignored: did you mean job_level?',
    },
  ];
  t.equal(answer.headers['x-mock-finding'], expected.map(({ kind, message }) => `${kind}: ${message}`).join('; '));
  t.equal(
    answer.headers['access-control-expose-headers'],
    'Content-Disposition, Retry-After, WWW-Authenticate, X-Mock-Finding',
  );
  const [first, second] = await mine.requests();
  t.same(first?.findings, []);
  t.same(second?.findings, expected);
  const call = {
    request_id: second?.id,
    at: '2026-05-06T14:23:11.000Z',
    endpoint: 'search',
    path: '/external/search/',
  };
  t.same((await mock.callAdmin('GET', '/accounts/mine/findings')).json(), {
    findings: expected.map((finding) => ({ ...call, ...finding })),
    dropped: 0,
  });
  t.same(await mock.findings(), [], 'another account does not have the finding');
  await mine.reset();
  t.same(await mine.findings(), []);
});

t.test('no request can break the finding header or make it endless', async (t) => {
  const mine = await mock.account();
  const names = ['%0D%0AX-Evil:%201', '%E7%BE%8E', 'x'.repeat(5000), '%00', '%7F', 'a', 'b', 'c'];
  const answer = await mock.search(mine.token, `?${names.map((name) => `${name}=1`).join('&')}`);
  const header = String(answer.headers['x-mock-finding']);
  t.equal(answer.status, 200);
  t.equal(answer.headers['x-evil'], undefined);
  t.match(header, /^[ -~]{1,2000}$/);
  t.match(header, '"\\r\\nX-Evil: 1"');
  t.match(header, '"\\u7f8e"');
  t.match(header, /; and 3 more$/);
  t.equal((await mine.findings()).length, names.length);
  await mine.clearRequests();
  await mock.search(mine.token, `?${Array.from({ length: 500 }, (_, index) => `n${index}`).join('&')}`);
  t.equal((await mine.findings()).length, 20, 'a request has at most 20 findings');
});

t.test('the header has five findings and the number of further findings', async (t) => {
  const strict = await startAdminMock(t, { people: 50, strict: true });
  for (let count = 1; count <= 8; count += 1) {
    const query = `?${Array.from({ length: count }, (_, index) => `n${index}=1`).join('&')}`;
    const mine = await mock.account();
    const header = String((await mock.search(mine.token, query)).headers['x-mock-finding']);
    const strictError = (await strict.search('demo-token', query)).json().error;
    for (const text of [header, strictError]) {
      t.equal(text.match(/unknown parameter "/g)?.length, Math.min(count, 5), text);
      t.equal(text.match(/; and (\d+) more$/)?.[1], count > 5 ? `${count - 5}` : undefined, text);
    }
  }
});

t.test('at most 20 findings of a request are kept, whether they are about its URL or its body', async (t) => {
  const mine = await mock.account();
  const unknown = Array.from({ length: 15 }, (_, index) => `n${index}`);
  const answer = await sendRequest(`${mock.url}/external/unlock/?${unknown.join('&')}`, {
    method: 'POST',
    headers: { ...token(mine.token), 'content-type': 'application/json' },
    body: JSON.stringify({ uuids: [], unlock_type: 'email', ...Object.fromEntries(unknown.map((name) => [name, 1])) }),
  });
  t.match(answer.headers['x-mock-finding'], /; and 15 more$/);
  const findings = await takeFindingMessages(mine);
  t.equal(findings.length, 20);
  t.match(findings[14], /^unknown parameter "n14"/);
  t.match(findings[19], /^unknown field "n4"/);
});

/** A known or unknown parameter with a value of any letters and length. */
const parameter = fc.tuple(
  fc.oneof(
    fc.constantFrom('offset', 'limit', 'page', 'page_size', 'report_type', 'job_level', 'revenue_range', 'industry'),
    fc.string({ unit: 'binary', maxLength: 200 }),
  ),
  fc.oneof(
    fc.constantFrom('csv', 'json', '1', ''),
    fc.integer({ min: 1, max: 6000 }).map((length) => '9'.repeat(length)),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), fc.nat(200)).map(([a, n]) => a.repeat(n)),
  ),
);

/** Sends requests with random query strings, and checks the length of their findings. */
const checkLengths = (t: Test, server: AdminMock, mine: AccountClient) =>
  fc.asyncProperty(fc.array(parameter, { minLength: 1, maxLength: 8 }), fc.boolean(), async (parameters, isSearch) => {
    const query = parameters.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
    fc.pre(query.length < 16_000);
    const path = isSearch ? '/external/search/' : `/enrichment/result/${completedJobId}/`;
    const headers = isSearch ? token(mine.token) : bearer(mine.token);
    const answer = await sendRequest(`${server.url}${path}?${query}`, { headers });
    t.match(answer.headers['x-mock-finding'] ?? '', /^[ -~]{0,4096}$/);
    if (answer.status === 400) t.ok(answer.text.length <= 4096, `${answer.text.length}`);
    const [request] = await mine.requests({ limit: 1 });
    for (const { message } of request?.findings ?? []) {
      t.match(message, /^[ -~]{1,1000}$/);
      const echoed = parameters.flat().find((text) => text.length > 100 && message.includes(text.slice(0, 101)));
      t.equal(echoed, undefined, message);
    }
  });

t.test('a finding contains at most 100 characters of a value, and the header has at most 4 KB', async (t) => {
  const strict = await startAdminMock(t, { people: 50, strict: true });
  for (const server of [mock, strict]) await fc.assert(checkLengths(t, server, await server.account()));
  const mine = await mock.account();
  const largeNumber = '9'.repeat(4300);
  const [search, results] = [
    `/external/search/?offset=${largeNumber}`,
    `/enrichment/result/${completedJobId}/?page=${largeNumber}`,
  ];
  t.equal((await fetch(mock.url + search, { headers: token(mine.token) })).status, 200);
  t.equal((await fetch(mock.url + results, { headers: bearer(mine.token) })).status, 200);
  const nines = `9{60}\\.\\.\\. is past the end: `;
  matchList(t, await takeFindingMessages(mine), [
    new RegExp(`^offset ${nines}the search has 50 results$`),
    new RegExp(`^page ${nines}the last page is 3$`),
  ]);
});

t.test('very many unknown names cost little more time than reading them', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  const search = (names: string[]) => app.inject({ url: `/external/search/?${names.join('&')}`, headers: token('a') });
  const unknown = Array.from({ length: 4000 }, (_, index) => index.toString(36));
  const [many, known] = [
    await minCpuTime(() => search(unknown)),
    await minCpuTime(() => search(Array(2600).fill('limit'))),
  ];
  t.ok(many < 30 * known, `${many} ms for 4000 unknown parameters, and ${known} ms for 2600 known ones`);

  const payload = JSON.stringify(Object.fromEntries(Array.from({ length: 80_000 }, (_, index) => [`n${index}`, 1])));
  const headers = { ...token('a'), 'content-type': 'application/json' };
  const unlock = () => app.inject({ method: 'POST', url: '/external/unlock/', headers, payload });
  const [call, parsing] = [await minCpuTime(unlock), await minCpuTime(() => JSON.parse(payload))];
  t.ok(call < 6 * parsing, `${call} ms for 80,000 unknown fields, which are read in ${parsing} ms`);
  t.match((await unlock()).headers['x-mock-finding'], /; and 15 more$/);
  const { findings } = (await app.inject('/__mock/accounts/a/findings')).json();
  t.match(
    findings.at(-1),
    { message: /^unknown field "n19" is ignored: unlock takes / },
    'the first 20 findings are kept',
  );
});

t.test('the journal has the findings of a call whose connection breaks before the answer', async (t) => {
  const mine = await mock.account();
  await mine.injectFault({ connection: 'reset', times: 1 });
  const socket = connect(Number(new URL(mock.url).port), '127.0.0.1').on('error', () => {});
  socket.write(`GET /external/search/?nope=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${mine.token}\r\n\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  t.same(
    (await mine.requests()).map(({ status, findings }) => [status, findings.map(({ kind }) => kind)]),
    [[null, ['unknown-parameter']]],
  );
});
