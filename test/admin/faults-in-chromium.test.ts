import t from 'tap';
import type { FaultBody } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { noChromium } from '../support/browser.ts';
import { runInChromium } from '../support/script-in-chromium.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A script for a page: makes a call and returns its status and body, or the error of the failed part. */
const call = `
const call = async (path, options) => {
  let answer;
  try {
    answer = await fetch(url + path, options);
  } catch (error) {
    return String(error);
  }
  return answer.status + ' ' + (await answer.text().then((text) => text.slice(0, 15), String));
};`;

t.test(
  'a page gets every kind of broken connection on a connection that was used before',
  { skip: noChromium },
  async (t) => {
    const mock = await startAdminMock(t);
    const mine = await mock.account();
    const [{ uuid }] = (await mock.search(mine.token)).json().results;
    const step = async (connection: 'reset' | null): Promise<unknown> => {
      if (connection !== null) return mine.injectFault({ connection, times: 1 });
      const [fault] = await mine.faults();
      const hitRequests = (await mine.requests()).filter((request) => request.fault === fault?.id);
      await mine.clearFaults();
      return [fault?.fired, [...new Set(hitRequests.map(({ status }) => status))], hitRequests.length > 1];
    };
    const results = await runInChromium(
      t,
      `const url = ${JSON.stringify(mock.url)};
    ${call}
    const authorization = ${JSON.stringify(`Token ${mine.token}`)};
    const body = ${JSON.stringify(JSON.stringify({ uuids: [uuid], unlock_type: 'email' }))};
    const calls = {
      GET: ['/external/search/?limit=5', { headers: { authorization } }],
      POST: ['/external/unlock/', { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body }],
    };
    const results = {};
    for (const kind of ['reset', 'empty', 'truncate', 'trickle']) {
      for (const [method, request] of Object.entries(calls)) {
        await call(...request);
        await step(kind);
        results[kind + ' ' + method] = [await call(...request), ...(await step(null)), await call(...request)];
      }
    }
    return results;`,
      step,
    );
    const whole = '200 {"success":true';
    const expected = (method: string) => ({
      // The call is in the journal more than once, because Chromium repeats it.
      [`reset ${method}`]: ['TypeError: Failed to fetch', 1, [null], true, whole],
      [`empty ${method}`]: ['TypeError: Failed to fetch', 1, [null], true, whole],
      [`truncate ${method}`]: ['200 TypeError: Failed to fetch', 1, [200], false, whole],
      [`trickle ${method}`]: [whole, 1, [200], false, whole],
    });
    t.same(results, { ...expected('GET'), ...expected('POST') });
  },
);

t.test('a page gets the headers of a stalled answer and no body', { skip: noChromium }, async (t) => {
  const mock = await startAdminMock(t);
  await mock.anonymous.injectFault({ status: 503, connection: 'stall', times: 1 });
  const results = await runInChromium(
    t,
    `const answer = await fetch(${JSON.stringify(`${mock.url}/external/search/`)});
    const body = answer.text().then(() => 'ended', () => 'ended');
    return [answer.status, await Promise.race([body, step(null).then(() => 'still waiting')])];`,
    mock.info,
  );
  t.same(results, [503, 'still waiting']);
});

t.test('a page with open connections gets a one-shot reset', { skip: noChromium }, async (t) => {
  const clock = { now: Date.UTC(2026, 4, 6) };
  const { app } = await startTestServer(t, fixtures(), () => clock.now);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  let opened = 0;
  app.server.on('connection', () => {
    opened += 1;
  });
  const callAdmin = (method: 'GET' | 'POST' | 'DELETE', payload?: FaultBody) =>
    app.inject({ method, url: '/__mock/faults', ...(payload && { payload }) });
  const steps = {
    late: () => callAdmin('POST', { delay_ms: 300 }),
    'is open': () => waitUntil(() => opened > 0),
    reset: async () => {
      clock.now += 101;
      await callAdmin('DELETE');
      await callAdmin('POST', { connection: 'reset', times: 1 });
    },
    fired: async () => (await callAdmin('GET')).json().faults[0].fired,
  };
  // The calls have no token, because a call with a token sends a preflight first, which would use the connection.
  const preparations = {
    'six used connections': `
      await step('late');
      await Promise.all([1, 2, 3, 4, 5, 6].map((limit) => call('/external/search/?limit=' + limit)));`,
    'a connection opened in advance': `
      const link = document.createElement('link');
      Object.assign(link, { rel: 'preconnect', crossOrigin: 'anonymous', href: url });
      document.head.append(link);
      await step('is open');`,
  };
  for (const [preparation, script] of Object.entries(preparations)) {
    opened = 0;
    const results = await runInChromium(
      t,
      `const url = ${JSON.stringify(url)};
      ${call}
      ${script}
      await step('reset');
      return [await call('/external/search/'), await step('fired'), await call('/external/search/')];`,
      async (name: keyof typeof steps) => {
        const result = await steps[name]();
        return name === 'fired' ? result : null;
      },
    );
    t.same(results, ['TypeError: Failed to fetch', 1, '401 {"detail":"Inva'], preparation);
    await callAdmin('DELETE');
  }
});
