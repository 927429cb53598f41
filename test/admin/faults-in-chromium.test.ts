import t from 'tap';
import type { FaultBody } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { noChromium } from '../support/browser.ts';
import { fixtures, mockFor } from '../support/mock.ts';
import { runInChromium } from '../support/script-in-chromium.ts';
import { waitUntil } from '../support/wait-until.ts';

/** In a page: what it sees of a call, which is a status and a body, or at which of the two it failed. */
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
  'each broken connection is seen by a page, on a connection that was used before',
  { skip: noChromium },
  async (t) => {
    const mock = await startAdminMock(t);
    const mine = await mock.account();
    const [{ uuid }] = (await mock.search(mine.token)).json().results;
    const step = async (connection: 'reset' | null): Promise<unknown> => {
      if (connection !== null) return mine.injectFault({ connection, times: 1 });
      const [fault] = await mine.faults();
      const hit = (await mine.requests()).filter((request) => request.fault === fault?.id);
      await mine.clearFaults();
      return [fault?.fired, [...new Set(hit.map(({ status }) => status))], hit.length > 1];
    };
    const seen = await runInChromium(
      t,
      `const url = ${JSON.stringify(mock.url)};
    ${call}
    const authorization = ${JSON.stringify(`Token ${mine.token}`)};
    const body = ${JSON.stringify(JSON.stringify({ uuids: [uuid], unlock_type: 'email' }))};
    const calls = {
      GET: ['/external/search/?limit=5', { headers: { authorization } }],
      POST: ['/external/unlock/', { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body }],
    };
    const seen = {};
    for (const kind of ['reset', 'empty', 'truncate', 'trickle']) {
      for (const [method, given] of Object.entries(calls)) {
        await call(...given);
        await step(kind);
        seen[kind + ' ' + method] = [await call(...given), ...(await step(null)), await call(...given)];
      }
    }
    return seen;`,
      step,
    );
    const whole = '200 {"success":true';
    const expected = (method: string) => ({
      // More than once in the journal: Chromium has sent the call again by itself.
      [`reset ${method}`]: ['TypeError: Failed to fetch', 1, [null], true, whole],
      [`empty ${method}`]: ['TypeError: Failed to fetch', 1, [null], true, whole],
      [`truncate ${method}`]: ['200 TypeError: Failed to fetch', 1, [200], false, whole],
      [`trickle ${method}`]: [whole, 1, [200], false, whole],
    });
    t.same(seen, { ...expected('GET'), ...expected('POST') });
  },
);

t.test('a page sees the headers of an answer that stalls, and no body', { skip: noChromium }, async (t) => {
  const mock = await startAdminMock(t);
  await mock.anonymous.injectFault({ status: 503, connection: 'stall', times: 1 });
  const seen = await runInChromium(
    t,
    `const answer = await fetch(${JSON.stringify(`${mock.url}/external/search/`)});
    const body = answer.text().then(() => 'ended', () => 'ended');
    return [answer.status, await Promise.race([body, step(null).then(() => 'still waiting')])];`,
    mock.info,
  );
  t.same(seen, [503, 'still waiting']);
});

t.test('a page with connections in store sees a one-shot reset', { skip: noChromium }, async (t) => {
  const clock = { now: Date.UTC(2026, 4, 6) };
  const { app } = await mockFor(t, fixtures(), () => clock.now);
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
  // Without a token, since a call with one sends a preflight first, which would use the connection.
  const ways = {
    'of six that were used': `
      await step('late');
      await Promise.all([1, 2, 3, 4, 5, 6].map((limit) => call('/external/search/?limit=' + limit)));`,
    'of one that was opened ahead of need': `
      const link = document.createElement('link');
      Object.assign(link, { rel: 'preconnect', crossOrigin: 'anonymous', href: url });
      document.head.append(link);
      await step('is open');`,
  };
  for (const [way, script] of Object.entries(ways)) {
    opened = 0;
    const seen = await runInChromium(
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
    t.same(seen, ['TypeError: Failed to fetch', 1, '401 {"detail":"Inva'], way);
    await callAdmin('DELETE');
  }
});
