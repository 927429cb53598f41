import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findingKinds, mistakeKinds } from '../../../src/domain/finding-kinds.ts';
import type { AccountClient, FindingKind } from '../../../src/index.ts';
import { startAdminMock } from '../../support/admin-api.ts';
import { serve, tinyDataOptions } from '../../support/command.ts';
import { completedJobId, readFindingKinds } from '../../support/findings.ts';
import { type Answer, bearer, sendRequest, token } from '../../support/http.ts';
import { fixtures, startTestServer } from '../../support/test-server.ts';

const mock = await startAdminMock(t, { people: 50 });
const strict = await startAdminMock(t, { people: 50, strict: true });

type Calls = (server: typeof mock, mine: AccountClient) => Promise<Answer[]>;

/** Sends calls one after the other. */
const sendInOrder = async (...calls: (() => Promise<Answer>)[]): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (const call of calls) answers.push(await call());
  return answers;
};
const createSearches =
  (...queries: string[]): Calls =>
  (server, mine) =>
    sendInOrder(...queries.map((query) => () => server.search(mine.token, query)));
const createGet =
  (path: string, scheme: (token: string) => Record<string, string>): Calls =>
  (server, mine) =>
    sendInOrder(() => sendRequest(server.url + path, { headers: scheme(mine.token) }));

/** For each kind, calls that cause a finding of this kind. */
const callsFor: Record<FindingKind, Calls> = {
  'unknown-parameter': createSearches('?pageSize=1'),
  'doubled-parameter': createSearches('?limit=1&limit=2'),
  'parameter-without-effect': (server, mine) =>
    sendInOrder(() => server.results(mine.token, completedJobId, '?report_type=csv&page=2')),
  'missing-slash': createGet('/external/search', token),
  'wrong-scheme': createGet('/external/search/', bearer),
  'outside-vocabulary': createSearches('?job_level=Boss'),
  'not-acceptable': async (server, mine) => [await server.search(mine.token, '', { accept: 'text/csv' })],
  'page-past-end': createSearches('?offset=50'),
  'retry-after-ignored': async (server, mine) => {
    await mine.injectFault({ status: 429, headers: { 'Retry-After': '9' }, times: 1 });
    return createSearches('', '')(server, mine);
  },
  'polled-too-soon': async (server, mine) => {
    const { job_id } = await mine.createJob({ generate: 5, timeline: [{ status: 'completed', after_ms: 3_600_000 }] });
    const poll = () => sendRequest(`${server.url}/enrichment/status/${job_id}/`, { headers: bearer(mine.token) });
    return sendInOrder(poll, poll);
  },
  'unusual-number': createSearches('?limit=1_0'),
  'malformed-job-id': createGet(`/enrichment/status/${completedJobId.toUpperCase()}/`, bearer),
};

t.test('a muted finding is neither in the journal nor in the header until it is unmuted', async (t) => {
  for (const kind of findingKinds) {
    const mine = await mock.account({ mute_findings: [kind] });
    const answers = await callsFor[kind](mock, mine);
    t.same(await readFindingKinds(mine), [], kind);
    t.same(
      answers.map(({ headers }) => headers['x-mock-finding']),
      answers.map(() => undefined),
    );
    await mine.update({ mute_findings: [] });
    await callsFor[kind](mock, mine);
    t.ok((await readFindingKinds(mine)).includes(kind), kind);
  }
});

t.test('--strict rejects all mistakes except muted ones', async (t) => {
  for (const kind of mistakeKinds) {
    const mine = await strict.account();
    const statuses = async () => (await callsFor[kind](strict, mine)).map(({ status }) => status);
    const refusal = kind === 'not-acceptable' ? 406 : 400;
    t.same(await statuses(), [refusal], kind);
    await mine.update({ mute_findings: mistakeKinds.filter((otherKind) => otherKind !== kind) });
    t.same(await statuses(), [refusal], `${kind} is not muted`);
    await mine.update({ mute_findings: [kind] });
    const [status] = await statuses();
    t.equal(status, { 'missing-slash': 301, 'wrong-scheme': 401 }[kind as string] ?? 200, kind);
  }
  const mine = await strict.account({ mute_findings: ['wrong-scheme'] });
  const [answer] = await createGet('/external/search/?pageSize=1', bearer)(strict, mine);
  t.equal(answer?.status, 401, 'a call without a valid token is answered with 401 first');
  t.match(answer?.headers['x-mock-finding'], /^unknown-parameter: [^;]*$/);
});

t.test('muting applies to one kind and to one account only', async (t) => {
  const [mine, other] = [await mock.account({ mute_findings: ['doubled-parameter'] }), await mock.account()];
  const both = '?pageSize=3&limit=1&limit=2';
  t.match((await mock.search(mine.token, both)).headers['x-mock-finding'], /^unknown-parameter: [^;]*$/);
  t.match((await mock.search(other.token, both)).headers['x-mock-finding'], /^unknown-.*; doubled-parameter: /);
  await mine.update({ mute_findings: ['unknown-parameter'] });
  t.match((await mock.search(mine.token, `${both}0`)).headers['x-mock-finding'], /^doubled-parameter: [^;]*$/);
});

t.test('a muted finding counts for the coverage', async (t) => {
  const mine = await mock.account({ mute_findings: ['unknown-parameter'] });
  const readCoveredCalls = async () => (await mock.coverage()).clauses.find(({ id }) => id === 'E8')?.met ?? 0;
  const before = await readCoveredCalls();
  await mock.search(mine.token, '?pageSize=1');
  t.equal(await readCoveredCalls(), before + 1);
});

t.test('mute_findings is a list of known kinds; it is shown with the account and is part of its state', async (t) => {
  const { callAdmin } = mock;
  const readMutedKinds = async (name: string) => (await callAdmin('GET', `/accounts/${name}`)).json().mute_findings;
  const invalidValues: [unknown, string, RegExp][] = [
    [['page-past-edn'], '/mute_findings/0', /^expected one of unknown-parameter, .*; found "page-past-edn"$/],
    [['page-past-end', null], '/mute_findings/1', /^expected one of unknown-parameter, /],
    ['page-past-end', '/mute_findings', /^expected a list; found "page-past-end"$/],
    [null, '/mute_findings', /^expected a list; found null$/],
  ];
  const { name } = await mock.account({ mute_findings: ['page-past-end'] });
  for (const [mute_findings, path, error] of invalidValues) {
    for (const [method, url] of [
      ['POST', '/accounts'],
      ['PATCH', `/accounts/${name}`],
    ] as const) {
      const answer = await callAdmin(method, url, { mute_findings });
      t.match([answer.status, answer.json()], [400, { path, error }]);
    }
  }
  t.same(await readMutedKinds(name), ['page-past-end']);
  t.same(await readMutedKinds('demo'), []);
  const repeatedKinds = ['page-past-end', 'polled-too-soon', 'page-past-end'];
  const changed = await callAdmin('PATCH', `/accounts/${name}`, { mute_findings: repeatedKinds });
  t.same(changed.json().mute_findings, ['page-past-end', 'polled-too-soon'], 'each kind is stored once');
  await callAdmin('PATCH', `/accounts/${name}`, { credits: 7 });
  await callAdmin('PUT', `/accounts/${name}/clock`, { frozen: true });
  t.same(await readMutedKinds(name), ['page-past-end', 'polled-too-soon'], 'other changes keep the muted kinds');
  await mock.snapshot('muted');
  await callAdmin('PATCH', `/accounts/${name}`, { mute_findings: [] });
  await mock.restore('muted');
  t.same(await readMutedKinds(name), ['page-past-end', 'polled-too-soon']);
  await callAdmin('POST', `/accounts/${name}/reset`);
  t.same(await readMutedKinds(name), ['page-past-end'], 'the initial kinds are restored');
});

t.test('fixtures can mute findings, and a --db file keeps muted kinds', async (t) => {
  const accounts = [{ name: 'a', tokens: ['a'], mute_findings: ['unknown-parameter' as const] }];
  const { app } = await startTestServer(t, fixtures({ accounts }));
  t.same((await app.inject('/__mock/accounts/a')).json().mute_findings, ['unknown-parameter']);
  const { headers } = await app.inject({ url: '/external/search/?pageSize=1', headers: token('a') });
  t.equal(headers['x-mock-finding'], undefined);

  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const args = [...tinyDataOptions, '--db', join(folder, 'state.db')];
  const first = await serve(t, args);
  const demoUrl = (url: string) => `${url}/__mock/accounts/demo`;
  await sendRequest(demoUrl(first.url), { method: 'PATCH', body: '{"mute_findings": ["page-past-end"]}' });
  first.child.kill();
  await first.ended;
  const second = await serve(t, args);
  t.same((await sendRequest(demoUrl(second.url))).json().mute_findings, ['page-past-end']);
});
