import assert from 'node:assert/strict';
import t from 'tap';
import { findNearestName } from '../../../src/lib/nearest-name.ts';
import { startAdminMock } from '../../support/admin-api.ts';
import { completedJobId, readFindingKinds, takeFindingMessages } from '../../support/findings.ts';
import { bearer, sendRequest, token } from '../../support/http.ts';
import { matchList } from '../../support/match-list.ts';
import { fc } from '../../support/property.ts';

const mock = await startAdminMock(t, { people: 50 });
const get = (path: string, headers: Record<string, string>) => sendRequest(mock.url + path, { headers });

t.test('unknown-parameter: an unknown name is reported with the name that was probably meant', async (t) => {
  const mine = await mock.account();
  await mock.results(mine.token, completedJobId, '?pageSize=1');
  await mock.results(mine.token, completedJobId, '?page_size=1');
  await mock.results(mine.token, completedJobId, '?limit=1&page_size=2');
  await get(`/enrichment/status/${completedJobId}/?page=1`, bearer(mine.token));
  t.same(await takeFindingMessages(mine), [
    'unknown parameter "pageSize" is ignored: did you mean page_size?',
    'unknown parameter "limit" is ignored: results takes report_type, page, page_size',
    'unknown parameter "page" is ignored: status takes no parameter',
  ]);
  await sendRequest(`${mock.url}/external/search/?nope=1`, { method: 'POST', headers: token(mine.token) });
  t.same(await takeFindingMessages(mine), [], 'a call with an error status has no such finding');
  await get(`/enrichment/status/${completedJobId}/?a&&=b&c=&a%20b=1&`, bearer(mine.token));
  t.same(
    await takeFindingMessages(mine),
    ['a', '', 'c', 'a b'].map((name) => `unknown parameter "${name}" is ignored: status takes no parameter`),
    'the names are those that URLSearchParams reads',
  );
});

t.test('unknown-parameter: an unknown field of a body is reported', async (t) => {
  const mine = await mock.account();
  const post = (body: unknown) =>
    sendRequest(`${mock.url}/enrichment-control/`, {
      method: 'POST',
      headers: { ...bearer(mine.token), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post({ csv_file_id: completedJobId, action: 'pause' });
  await post({ csv_file_id: completedJobId, action: 'pause', dry_run: true });
  await post({ csvFileId: completedJobId, action: 'pause' });
  await post([1]);
  t.same(await takeFindingMessages(mine), [
    'unknown field "dry_run" is ignored: control takes csv_file_id, action',
    'unknown field "csvFileId" is ignored: did you mean csv_file_id?',
  ]);
});

t.test('the nearest name is found in any letter case, and no name if none is similar', async (t) => {
  const known = ['report_type', 'page', 'page_size'];
  for (const [name, expected] of [
    ['pageSize', 'page_size'],
    ['PAGE-SIZE', 'page_size'],
    ['page_sise', 'page_size'],
    ['pages', 'page'],
    ['reportype', 'report_type'],
    ['q', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
    ['constructor', undefined],
  ] as const) {
    t.equal(findNearestName(name, known), expected, name.slice(0, 20));
  }
});

t.test('the nearest of several similar names is found in any order', async () => {
  const name = fc.array(fc.constantFrom('a', 'b'), { minLength: 3, maxLength: 9 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 20 }), fc.nat(), (known, position) => {
      const expected = known[position % known.length] as string;
      assert.equal(findNearestName(expected.toUpperCase(), known), expected);
    }),
  );
});

t.test('doubled-parameter: only a repeated parameter is reported', async (t) => {
  const mine = await mock.account();
  await mock.search(mine.token, '?industry=Technology&industry=Retail&limit=1');
  await mock.search(mine.token, '?industry=Technology&limit=1');
  t.same(await readFindingKinds(mine), ['doubled-parameter']);
});

t.test('parameter-without-effect: page is reported for CSV and not for JSON', async (t) => {
  const mine = await mock.account();
  await mock.results(mine.token, completedJobId, '?page=2&report_type=csv');
  await mock.results(mine.token, completedJobId, '?page=2&report_type=json');
  await mock.results(mine.token, completedJobId, '?page=3');
  await mock.results(mine.token, completedJobId, '?page=&report_type=csv');
  await mock.results(mine.token, completedJobId, '?page=2&report_type=xml');
  const findings = await mine.findings();
  t.match(findings[0], {
    kind: 'parameter-without-effect',
    clause: 'R4',
    message: 'parameter page has no effect with report_type=csv: leave it out, or send report_type=json',
  });
  t.same(
    findings.map(({ kind }) => kind),
    ['parameter-without-effect'],
  );
});

t.test(
  'missing-slash: a redirected path is reported to the account of its token, and a POST with the consequence',
  async (t) => {
    const mine = await mock.account();
    const answer = await get('/api/v1/external/search?limit=1', token(mine.token));
    t.equal(answer.status, 301);
    t.match(answer.headers['x-mock-finding'], /^missing-slash: .*"\/api\/v1\/external\/search\/"$/);
    await get('/api/v1/external/search/?limit=1', token(mine.token));
    await get('/api/v1/nowhere', token(mine.token));
    matchList(t, await mine.findings(), [{ kind: 'missing-slash', clause: 'E2', endpoint: null }]);
    await mine.clearRequests();
    const post = (path: string) =>
      sendRequest(mock.url + path, {
        method: 'POST',
        headers: { ...token(mine.token), 'content-type': 'application/json' },
      });
    t.equal((await post('/external/unlock')).status, 301);
    t.equal((await post('/external/nowhere')).status, 404);
    t.same(await takeFindingMessages(mine), [
      'a path without the trailing slash is redirected, and most clients then repeat the POST as a GET without the body: use "/external/unlock/"',
    ]);
  },
);

t.test('wrong-scheme: a token with the scheme word of other endpoints is reported to its account', async (t) => {
  const mine = await mock.account();
  t.equal((await get('/external/search/', bearer(mine.token))).status, 401);
  await get(`/enrichment/result/${completedJobId}/`, token(mine.token));
  await get('/external/search/', { authorization: `Basic ${mine.token}` });
  await get('/external/search/', bearer('nobody-has-this'));
  await get('/external/search/', bearer('expired-token'));
  t.same(await takeFindingMessages(mine), [
    'Bearer is the scheme word of results, status, control: send "Authorization: Token <token>" to search',
    'Token is the scheme word of search, unlock: send "Authorization: Bearer <token>" to results',
  ]);
});

t.test('findings about an unknown token are in the journal of all calls', async (t) => {
  await mock.search('nobody-has-this', '?nope=1');
  const { requests } = (await mock.callAdmin('GET', '/requests?status=401')).json();
  const { account, findings } = requests.at(-1);
  t.equal(account, null);
  matchList(t, findings, [{ kind: 'unknown-parameter' }]);
});

t.test('outside-vocabulary: a value that is not a standard value and that no person has is reported', async (t) => {
  const mine = await mock.account();
  await mock.search(mine.token, '?job_level=Director');
  await mock.search(mine.token, '?job_level=director%20level');
  await mock.search(mine.token, '?revenue_range=%24100M-%24500M');
  await mock.search(mine.token, '?employee_range=1000-5000');
  await mock.search(mine.token, '?industry=Nonsense');
  t.same(await takeFindingMessages(mine), [
    'job_level "Director" is not a standard value, and no person has it: send one of C Level, Vice President Level, Director Level, Manager Level, Staff Level',
    'employee_range "1000-5000" is not a standard value, and no person has it: send one of 1-10, 11-50, 51-200, 201-500, 501-1000, 1001-5000, 5001-10000, 10001+',
  ]);
  await mine.setPeople([{ first_name: 'Ada', job_level: 'Founder' }]);
  await mock.search(mine.token, '?job_level=founder');
  t.same(await takeFindingMessages(mine), [], 'a person of the account has the value');
});
