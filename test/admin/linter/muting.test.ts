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
import { fixtures, mockFor } from '../../support/mock.ts';

const mock = await startAdminMock(t, { people: 50 });
const strict = await startAdminMock(t, { people: 50, strict: true });

type Calls = (server: typeof mock, mine: AccountClient) => Promise<Answer[]>;

/** Calls one after the other. */
const inTurn = async (...calls: (() => Promise<Answer>)[]): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (const call of calls) answers.push(await call());
  return answers;
};
const searches =
  (...queries: string[]): Calls =>
  (server, mine) =>
    inTurn(...queries.map((query) => () => server.search(mine.token, query)));
const get =
  (path: string, scheme: (token: string) => Record<string, string>): Calls =>
  (server, mine) =>
    inTurn(() => sendRequest(server.url + path, { headers: scheme(mine.token) }));

/** For each kind, calls that have a finding of it. */
const callsFor: Record<FindingKind, Calls> = {
  'unknown-parameter': searches('?pageSize=1'),
  'doubled-parameter': searches('?limit=1&limit=2'),
  'parameter-without-effect': (server, mine) =>
    inTurn(() => server.results(mine.token, completedJobId, '?report_type=csv&page=2')),
  'missing-slash': get('/external/search', token),
  'wrong-scheme': get('/external/search/', bearer),
  'outside-vocabulary': searches('?job_level=Boss'),
  'not-acceptable': async (server, mine) => [await server.search(mine.token, '', { accept: 'text/csv' })],
  'page-past-end': searches('?offset=50'),
  'retry-after-ignored': async (server, mine) => {
    await mine.injectFault({ status: 429, headers: { 'Retry-After': '9' }, times: 1 });
    return searches('', '')(server, mine);
  },
  'polled-too-soon': async (server, mine) => {
    const { job_id } = await mine.createJob({ generate: 5, timeline: [{ status: 'completed', after_ms: 3_600_000 }] });
    const poll = () => sendRequest(`${server.url}/enrichment/status/${job_id}/`, { headers: bearer(mine.token) });
    return inTurn(poll, poll);
  },
  'unusual-number': searches('?limit=1_0'),
  'malformed-job-id': get(`/enrichment/status/${completedJobId.toUpperCase()}/`, bearer),
};

t.test('a muted finding is neither in the journal nor in the header, until it is unmuted', async (t) => {
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

t.test('--strict refuses no muted mistake, and all others', async (t) => {
  for (const kind of mistakeKinds) {
    const mine = await strict.account();
    const statuses = async () => (await callsFor[kind](strict, mine)).map(({ status }) => status);
    const refusal = kind === 'not-acceptable' ? 406 : 400;
    t.same(await statuses(), [refusal], kind);
    await mine.update({ mute_findings: mistakeKinds.filter((each) => each !== kind) });
    t.same(await statuses(), [refusal], `${kind} is not muted`);
    await mine.update({ mute_findings: [kind] });
    const [status] = await statuses();
    t.equal(status, { 'missing-slash': 301, 'wrong-scheme': 401 }[kind as string] ?? 200, kind);
  }
  const mine = await strict.account({ mute_findings: ['wrong-scheme'] });
  const [answer] = await get('/external/search/?pageSize=1', bearer)(strict, mine);
  t.equal(answer?.status, 401, 'who has no valid token is told so first');
  t.match(answer?.headers['x-mock-finding'], /^unknown-parameter: [^;]*$/);
});

t.test('one kind is muted alone, and for one account alone', async (t) => {
  const [mine, other] = [await mock.account({ mute_findings: ['doubled-parameter'] }), await mock.account()];
  const both = '?pageSize=3&limit=1&limit=2';
  t.match((await mock.search(mine.token, both)).headers['x-mock-finding'], /^unknown-parameter: [^;]*$/);
  t.match((await mock.search(other.token, both)).headers['x-mock-finding'], /^unknown-.*; doubled-parameter: /);
  await mine.update({ mute_findings: ['unknown-parameter'] });
  t.match((await mock.search(mine.token, `${both}0`)).headers['x-mock-finding'], /^doubled-parameter: [^;]*$/);
});

t.test('what is muted is met all the same', async (t) => {
  const mine = await mock.account({ mute_findings: ['unknown-parameter'] });
  const met = async () => (await mock.coverage()).clauses.find(({ id }) => id === 'E8')?.met ?? 0;
  const before = await met();
  await mock.search(mine.token, '?pageSize=1');
  t.equal(await met(), before + 1);
});

t.test('mute_findings is a list of known kinds, shown with the account, and part of its state', async (t) => {
  const { callAdmin } = mock;
  const shown = async (name: string) => (await callAdmin('GET', `/accounts/${name}`)).json().mute_findings;
  const wrong: [unknown, string, RegExp][] = [
    [['page-past-edn'], '/mute_findings/0', /^expected one of unknown-parameter, .*; found "page-past-edn"$/],
    [['page-past-end', null], '/mute_findings/1', /^expected one of unknown-parameter, /],
    ['page-past-end', '/mute_findings', /^expected a list; found "page-past-end"$/],
    [null, '/mute_findings', /^expected a list; found null$/],
  ];
  const { name } = await mock.account({ mute_findings: ['page-past-end'] });
  for (const [mute_findings, path, error] of wrong) {
    for (const [method, url] of [
      ['POST', '/accounts'],
      ['PATCH', `/accounts/${name}`],
    ] as const) {
      const answer = await callAdmin(method, url, { mute_findings });
      t.match([answer.status, answer.json()], [400, { path, error }]);
    }
  }
  t.same(await shown(name), ['page-past-end']);
  t.same(await shown('demo'), []);
  const twice = ['page-past-end', 'polled-too-soon', 'page-past-end'];
  const changed = await callAdmin('PATCH', `/accounts/${name}`, { mute_findings: twice });
  t.same(changed.json().mute_findings, ['page-past-end', 'polled-too-soon'], 'each once');
  await callAdmin('PATCH', `/accounts/${name}`, { credits: 7 });
  await callAdmin('PUT', `/accounts/${name}/clock`, { frozen: true });
  t.same(await shown(name), ['page-past-end', 'polled-too-soon'], 'another change leaves them alone');
  await mock.snapshot('muted');
  await callAdmin('PATCH', `/accounts/${name}`, { mute_findings: [] });
  await mock.restore('muted');
  t.same(await shown(name), ['page-past-end', 'polled-too-soon']);
  await callAdmin('POST', `/accounts/${name}/reset`);
  t.same(await shown(name), ['page-past-end'], 'as it was made');
});

t.test('fixtures mute findings, too, and a --db file keeps what is muted', async (t) => {
  const accounts = [{ name: 'a', tokens: ['a'], mute_findings: ['unknown-parameter' as const] }];
  const { app } = await mockFor(t, fixtures({ accounts }));
  t.same((await app.inject('/__mock/accounts/a')).json().mute_findings, ['unknown-parameter']);
  const { headers } = await app.inject({ url: '/external/search/?pageSize=1', headers: token('a') });
  t.equal(headers['x-mock-finding'], undefined);

  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const args = [...tinyDataOptions, '--db', join(folder, 'state.db')];
  const first = await serve(t, args);
  const demo = (url: string) => `${url}/__mock/accounts/demo`;
  await sendRequest(demo(first.url), { method: 'PATCH', body: '{"mute_findings": ["page-past-end"]}' });
  first.child.kill();
  await first.ended;
  const second = await serve(t, args);
  t.same((await sendRequest(demo(second.url))).json().mute_findings, ['page-past-end']);
});
