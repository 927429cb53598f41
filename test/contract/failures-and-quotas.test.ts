import t from 'tap';
import { matchList } from '../support/match-list.ts';
import { fixtures, person, startTestServer } from '../support/test-server.ts';

const accounts = [
  { name: 'capped', kind: 'test' as const, daily_quota: 3, tokens: ['t1', 't2'] },
  { name: 'capped too', kind: 'test' as const, daily_quota: 1, tokens: ['t3'] },
  { name: 'live', tokens: ['live'] },
];

t.test('E6: a test account above its daily quota gets 429 with the seconds until the next UTC midnight', async (t) => {
  let now = Date.parse('2026-05-06T23:59:50.250Z');
  const { app } = await startTestServer(t, fixtures({ accounts }), () => now);
  const search = (as: string, url = '/external/search/') =>
    app.inject({ url, headers: { authorization: `Token ${as}` } });

  t.equal((await search('t1')).statusCode, 200);
  t.equal((await search('t2')).statusCode, 200, 'all tokens of an account share its quota');
  const results = await app.inject({ url: '/enrichment/result/x/', headers: { authorization: 'Bearer t1' } });
  t.equal(results.statusCode, 404, 'calls of every endpoint count, whatever their answer is');

  t.equal(
    (await app.inject({ method: 'HEAD', url: '/external/search/', headers: { authorization: 'Token t1' } })).statusCode,
    429,
  );
  const throttled = await search('t1');
  t.equal(throttled.statusCode, 429);
  t.equal(throttled.body, '{"detail":"Request was throttled. Expected available in 10 seconds."}');
  t.equal(throttled.headers['retry-after'], '10');
  t.notOk('www-authenticate' in throttled.headers);
  t.equal((await search('t1', '/external/search/?limit=x')).statusCode, 429, '429 comes before 400');
  t.equal((await search('nobody')).statusCode, 401, '401 comes before 429');
  t.equal((await search('t3')).statusCode, 200, 'each account has a quota of its own');
  for (let call = 0; call < 10; call += 1)
    t.equal((await search('live')).statusCode, 200, 'a live account has no quota');

  now = Date.parse('2026-05-07T00:00:00.000Z');
  t.equal((await search('t1')).statusCode, 200, 'a new day');
  t.equal((await search('t1')).statusCode, 200);
  t.equal((await search('t1')).statusCode, 200);
  t.equal(
    (await search('t1')).headers['retry-after'],
    '86400',
    'calls that were answered with 429 do not count, and the next day has the same quota',
  );
});

t.test('E5: an unexpected failure is 500; only the log contains its cause', async (t) => {
  const { app, store } = await startTestServer(t, fixtures({ people: [person(1)] }));
  const logged = t.capture(app.log, 'error');
  store.db.exec('DROP TABLE unlocks; DROP TABLE jobs');
  for (const [url, scheme] of [
    ['/external/search/', 'Token'],
    ['/enrichment/result/x/', 'Bearer'],
  ] as const) {
    const answer = await app.inject({ url, headers: { authorization: `${scheme} a` } });
    t.equal(answer.statusCode, 500);
    t.equal(answer.body, '{"detail":"A server error occurred."}');
    t.equal(answer.headers['content-type'], 'application/json');
    t.equal(answer.headers['access-control-allow-origin'], '*');
    matchList(t, logged(), [{ args: [{ err: /no such table/ }] }]);
  }
});

t.test('E5: a failure during the authentication of the first call is 500', async (t) => {
  const { app, store } = await startTestServer(t, fixtures());
  const { findByToken } = store.accounts;
  store.accounts.findByToken = () => {
    store.accounts.findByToken = findByToken;
    throw new Error('broken');
  };
  const search = () => app.inject({ url: '/external/search/', headers: { authorization: 'Token a' } });
  const failed = await search();
  t.equal(failed.statusCode, 500);
  t.equal(failed.body, '{"detail":"A server error occurred."}');
  t.equal((await search()).statusCode, 200);
});

t.test('S11: search is free', async (t) => {
  const { app, store } = await startTestServer(t, fixtures({ accounts: [{ name: 'a', credits: 7, tokens: ['a'] }] }));
  for (const query of ['', '?limit=1000', '?limit=x']) {
    await app.inject({ url: `/external/search/${query}`, headers: { authorization: 'Token a' } });
  }
  t.equal(store.accounts.findByToken('a')?.credits, 7);
});
