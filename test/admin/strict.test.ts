import t from 'tap';
import { type AccountClient, startMock } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { serve, tinyDataOptions } from '../support/command.ts';
import { completedJobId } from '../support/findings.ts';
import { bearer, type RequestOptions, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';

const mock = await startAdminMock(t, { people: 50, strict: true });
const get = (path: string, headers: Record<string, string>, options: RequestOptions = {}) =>
  sendRequest(mock.url + path, { headers, ...options });
const post = (path: string, headers: Record<string, string>, body: unknown) =>
  sendRequest(mock.url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

t.test(
  'a mistake is answered with 400 and the finding as its error, and the correct call is answered normally',
  async (t) => {
    const mine = await mock.account();
    const results = `/enrichment/result/${completedJobId}/`;
    const cases: [string, (token: string) => Record<string, string>, string, string][] = [
      ['/external/search/', token, '?pageSize=1', '?limit=1'],
      ['/external/search/', token, '?limit=1&limit=2', '?limit=2'],
      ['/external/search/', token, '?job_level=Boss', '?job_level=C%20Level'],
      [results, bearer, '?report_type=csv&page=2', '?report_type=csv'],
    ];
    for (const [path, scheme, wrongQuery, correctQuery] of cases) {
      const refused = await get(path + wrongQuery, scheme(mine.token));
      t.equal(refused.status, 400, wrongQuery);
      t.equal(refused.headers['content-type'], 'application/json');
      const [finding] = (await mine.requests()).at(-1)?.findings ?? [];
      t.same(refused.json(), { error: finding?.message });
      t.equal(refused.headers['x-mock-finding'], `${finding?.kind}: ${finding?.message}`);
      t.equal((await get(path + correctQuery, scheme(mine.token))).status, 200, correctQuery);
    }
  },
);

t.test('a missing slash and a wrong scheme word are answered with 400', async (t) => {
  const mine = await mock.account();
  const bare = await get('/external/search?limit=1', token(mine.token));
  t.equal(bare.status, 400);
  t.match(bare.json(), { error: /without the trailing slash is redirected: use "\/external\/search\/"$/ });
  t.equal(bare.headers.location, undefined);
  t.equal(bare.headers['content-type'], 'application/json');
  t.equal(bare.headers['access-control-allow-origin'], '*');
  const head = await get('/external/search', token(mine.token), { method: 'HEAD' });
  t.match([head.status, head.text], [400, '']);
  const scheme = await get('/external/search/', bearer(mine.token));
  t.equal(scheme.status, 400);
  t.match(scheme.json(), { error: /^Bearer is the scheme word of results, status, control: send / });
  matchList(t, await mine.requests(), [{ status: 400, endpoint: null }, { status: 400 }, { status: 400 }]);
  const postAnswer = await post('/external/unlock', token(mine.token), {});
  t.match(
    [postAnswer.status, postAnswer.json()],
    [400, { error: /as a GET without the body: use "\/external\/unlock\/"$/ }],
  );
});

t.test('the error for very many mistakes names the first ones and counts the others', async (t) => {
  const mine = await mock.account();
  const names = Array.from({ length: 2000 }, (_, index) => `n${index}`);
  const { error } = (await get(`/external/search/?${names.join('&')}`, token(mine.token))).json();
  t.match(error, /^unknown parameter "n0" .*; and 1995 more$/);
  t.equal((await mine.findings()).length, 20);
  const body = Object.fromEntries(names.map((name) => [name, 1]));
  const unlocked = await post('/external/unlock/', token(mine.token), body);
  t.match(unlocked.json(), { error: /^unknown field "n0" .*; and 1995 more$/ });
});

t.test('a finding about something that may be intended does not change the answer', async (t) => {
  const mine = await mock.account();
  for (const query of ['?offset=50', '?limit=3']) {
    t.equal((await mock.search(mine.token, query)).status, 200, query);
  }
  await mine.injectFault({ status: 429, headers: { 'Retry-After': '9' }, times: 1 });
  await mock.search(mine.token, '?limit=4');
  t.equal((await mock.search(mine.token, '?limit=4')).status, 200);
  matchList(t, await mine.findings(), [{ kind: 'page-past-end' }, { kind: 'retry-after-ignored' }]);
});

t.test(
  'a call that --strict rejects changes nothing, is no poll, costs nothing and does not count for faults',
  async (t) => {
    const mine: AccountClient = await mock.account({ kind: 'test', daily_quota: 1 });
    const { job_id } = await mine.createJob({ generate: 1, timeline: [{ status: 'completed', after_polls: 1 }] });
    const { id } = await mine.injectFault({ endpoint: 'status', status: 503, times: 1 });
    const status = (query: string) => get(`/enrichment/status/${job_id}/${query}`, bearer(mine.token));
    t.equal((await status('?x=1')).status, 400);
    matchList(t, await mine.faults(), [{ id, seen: 0 }]);
    await mine.clearFaults();
    t.equal((await status('?x=1')).status, 400);
    t.equal((await mine.getJob(job_id)).polls, 0);
    t.equal((await status('')).status, 200, 'the rejected calls did not count for the quota');
    t.equal((await status('')).status, 429);

    const rich = await mock.account();
    const unlock = (body: unknown) => post('/external/unlock/', token(rich.token), body);
    const uuids = ['a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d'];
    const refused = await unlock({ uuids, unlock_type: 'email', dryRun: true });
    t.equal(refused.status, 400);
    t.match(refused.json(), { error: /^unknown field "dryRun" is ignored: unlock takes uuids, unlock_type$/ });
    t.equal((await rich.credits()).balance, 500);
    t.equal((await unlock({ uuids, unlock_type: 'email' })).status, 200);
  },
);

t.test('a call without a valid token is answered with 401 first', async (t) => {
  const answer = await mock.search('nobody-has-this', '?pageSize=1');
  t.match([answer.status, answer.text], [401, '{"detail":"Invalid token."}']);
  t.match(answer.headers['x-mock-finding'], /^unknown-parameter: /);
});

t.test('without strict the same is answered; strict is true or false', async (t) => {
  await using lenient = await startMock({ people: 0 });
  const answer = await lenient.fetch('/external/search/?pageSize=1', { headers: token(lenient.token) });
  t.equal(answer.status, 200);
  t.match(answer.headers.get('x-mock-finding'), /^unknown-parameter: /);
  await t.rejects(startMock({ strict: 'yes' } as object), {
    name: 'TypeError',
    message: /strict must be true or false/,
  });
});

t.test('--strict works with --no-admin, and a Prefer header then has no effect', async (t) => {
  const { url } = await serve(t, ['--strict', '--no-admin', ...tinyDataOptions]);
  const answer = await sendRequest(`${url}/external/search/?pageSize=1`, { headers: token('demo-token') });
  t.equal(answer.status, 400);
  t.match(answer.json(), { error: /^unknown parameter "pageSize"/ });
  t.equal((await sendRequest(`${url}/external/search/`, { headers: token('demo-token') })).status, 200);
  for (const prefer of ['code=503', 'code=none', 'delay=-1']) {
    const preferred = { headers: { ...token('demo-token'), prefer } };
    t.equal((await sendRequest(`${url}/external/search/`, preferred)).status, 200, prefer);
  }
  t.equal((await sendRequest(`${url}/__mock`)).status, 404);
});
