import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { type AccountClient, startMock } from '../../src/index.ts';
import { type AdminMock, startAdminMock } from '../support/admin-api.ts';
import { sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { fc } from '../support/property.ts';
import { waitUntil } from '../support/wait-until.ts';

const noCurl = spawnSync('curl', ['--version']).error ? 'curl is not installed' : false;
const faults = '/accounts/demo/faults';

const statuses = async (search: AdminMock['search'], calls: number, as = 'demo-token'): Promise<number[]> => {
  const answers: number[] = [];
  for (let call = 0; call < calls; call += 1) answers.push((await search(as)).status);
  return answers;
};

t.test("a fault answers with its status and the vendor's body, or with its own body and headers", async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const answer = async (fault: object) => {
    await callAdmin('DELETE', faults);
    t.equal((await callAdmin('POST', faults, fault)).status, 201);
    return search('demo-token');
  };
  for (const status of [500, 502, 503]) {
    const { text, headers, ...rest } = await answer({ status });
    t.equal(rest.status, status);
    t.equal(text, '{"detail":"A server error occurred."}');
    t.equal(headers['content-type'], 'application/json');
    t.equal(headers['access-control-allow-origin'], '*');
  }
  const throttled = await answer({ status: 429 });
  t.match(throttled.json(), { detail: /^Request was throttled\. Expected available in \d+ seconds\.$/ });
  t.match(throttled.headers['retry-after'], /^\d+$/);
  const withHeader = await answer({ status: 429, headers: { 'Retry-After': '7' } });
  t.equal(withHeader.headers['retry-after'], '7');
  t.equal(
    withHeader.text,
    '{"detail":"Request was throttled. Expected available in 7 seconds."}',
    'header and body have the same seconds (E6)',
  );
  for (const [status, detail] of [
    [404, 'Not found.'],
    [405, 'Method "GET" not allowed.'],
    [406, 'Could not satisfy the request Accept header.'],
    [408, 'Request timed out.'],
    [413, 'Request body too large.'],
    [414, 'Request URI too long.'],
    [415, 'Unsupported media type "" in request.'],
    [431, 'Request header fields too large.'],
    [418, "I'm a Teapot."],
  ] as const) {
    t.equal((await answer({ status })).text, JSON.stringify({ detail }), `${status}, as E3, E4, E12, E13 and E14 say`);
  }

  const html = await answer({ status: 502, body: '<h1>Bad gateway</h1>', headers: { 'Content-Type': 'text/html' } });
  t.match([html.status, html.text, html.headers['content-type']], [502, '<h1>Bad gateway</h1>', 'text/html']);
  t.same((await answer({ status: 200, body: { success: false } })).json(), { success: false });
  t.equal((await answer({ body: [] })).text, '[]');
  for (const status of [204, 304]) {
    const { text, headers, ...rest } = await answer({ status });
    t.match([rest.status, text, headers['content-type']], [status, '', undefined], 'the answer has no body');
  }
  const real = await answer({ headers: { 'X-Extra': 'yes' } });
  t.match(
    [real.status, real.headers['x-extra'], real.json().success],
    [200, 'yes', true],
    'the real answer gets the headers',
  );
});

t.test('skip, times, probability and endpoint select the calls; the first matching fault applies', async (t) => {
  const { callAdmin, search, results } = await startAdminMock(t);
  await callAdmin('POST', faults, { status: 503, endpoint: 'search', skip: 1, times: 2 });
  await callAdmin('POST', faults, { status: 500, times: 1 });
  t.same(
    await statuses(search, 5),
    [500, 503, 503, 200, 200],
    'while the first fault skips a call, the next fault may fire',
  );
  const { faults: list } = (await callAdmin('GET', faults)).json();
  matchList(t, list, [
    { id: 1, status: 503, skip: 1, times: 2, seen: 3, fired: 2 },
    { id: 2, status: 500, seen: 1, fired: 1 },
  ]);
  t.equal((await results('demo-token', '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60')).status, 200);
  t.same(await statuses(search, 1, 'other-token'), [200], 'another account is not affected');

  t.equal((await callAdmin('DELETE', `${faults}/1`)).status, 204);
  t.equal((await callAdmin('GET', faults)).json().faults.length, 1);
  await callAdmin('DELETE', faults);
  await callAdmin('POST', faults, { status: 503, probability: 0.5 });
  const firstStatuses = await statuses(search, 40);
  const failed = firstStatuses.filter((status) => status === 503).length;
  t.ok(failed > 8 && failed < 32, `${failed} of 40`);
  const sameSeed = await startAdminMock(t);
  await sameSeed.callAdmin('POST', faults, { status: 503, probability: 0.5 });
  t.same(await statuses(sameSeed.search, 40), firstStatuses, 'the calls depend on the seed');
});

t.test(
  '/__mock/faults applies only to callers without an account; no fault applies to the admin API or health checks',
  async (t) => {
    const { callAdmin, search, url } = await startAdminMock(t);
    await callAdmin('POST', '/faults', { status: 503 });
    t.same(await statuses(search, 1, 'nobody'), [503]);
    t.same(await statuses(search, 1), [200]);
    await callAdmin('POST', faults, { status: 500 });
    t.equal((await callAdmin('GET', '')).status, 200);
    for (const path of ['/livez', '/readyz']) t.equal((await fetch(url + path)).status, 200);
    t.equal((await callAdmin('GET', '/faults')).json().faults[0].fired, 1);
    await callAdmin('DELETE', '/faults');
    t.same(await statuses(search, 1, 'nobody'), [401]);
  },
);

t.test('Prefer: an invalid preference is ignored, however long it is', async (t) => {
  const { search, callAdmin } = await startAdminMock(t);
  for (const prefer of [`code=${' '.repeat(30_000)}""x`, `code${' '.repeat(30_000)}`, '='.repeat(30_000), 'code=1=2']) {
    const { status } = await search('demo-token', '', { prefer });
    t.equal(status, prefer.includes('""') ? 400 : 200, `${prefer.slice(0, 8)} …`);
  }
  t.equal((await callAdmin('GET', faults)).json().faults.length, 0);
});

t.test('Prefer: code and delay inject a fault into a single call and store nothing', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const prefer = (text: string, as = 'demo-token') => search(as, '', { prefer: text });
  t.equal((await prefer('code=503')).text, '{"detail":"A server error occurred."}');
  t.equal((await prefer('code=429')).status, 429);
  for (const text of ['delay=1, code=502', 'code=502,delay=1', 'code=502; delay=1', 'delay=1;code=502'])
    t.equal((await prefer(text)).status, 502, text);
  t.equal((await prefer('delay=1')).status, 200);
  t.equal((await prefer('respond-async; wait=10')).status, 200, 'other preferences are ignored');
  t.equal((await prefer('code=500', 'nobody')).status, 500);
  for (const text of ['code=abc', 'code=9999', 'delay=-1', 'delay=1e3']) {
    const refused = await prefer(text);
    t.equal(refused.status, 400, text);
    t.match(refused.json().error, /^Prefer: (code|delay) must be a whole number from/);
  }
  t.same(await statuses(search, 1), [200]);
  t.same((await callAdmin('GET', faults)).json(), { faults: [] });
});

t.test('delay_ms delays an answer, and the delay ends if the client disconnects', async (t) => {
  const { callAdmin, search, url, requests } = await startAdminMock(t);
  for (const max of [60, 30]) {
    t.equal((await callAdmin('POST', faults, { delay_ms: { min: 30, max }, times: 1 })).status, 201);
    t.equal((await search('demo-token')).status, 200);
    const delayedRequest = (await requests()).at(-1);
    t.ok(delayedRequest && delayedRequest.duration_ms >= 30, `${delayedRequest?.duration_ms} ms`);
  }
  await callAdmin('POST', faults, { delay_ms: 600_000 });
  const abort = new AbortController();
  const call = fetch(`${url}/external/search/`, { headers: token('demo-token'), signal: abort.signal });
  await waitUntil(async () => (await callAdmin('GET', faults)).json().faults[2]?.fired === 1);
  abort.abort();
  await t.rejects(call);
  await waitUntil(async () => (await requests()).length === 3);
  t.match((await requests())[2], { status: null, fault: 3 });
});

const csvPath = '/enrichment/result/00000000-0000-4000-8000-00000000000a/?report_type=csv';

/** Sends a request on a socket. Returns all bytes until the connection closes, and the error if there was one. */
const requestOnSocket = async (
  url: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ text: string; error: string | undefined }> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  let error: string | undefined;
  socket
    .on('data', (chunk) => (text += chunk))
    .on('error', (socketError: NodeJS.ErrnoException) => (error = socketError.code));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.join('')}\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  return { text, error };
};

/** Runs curl without blocking this process, in which the mock runs. Returns the exit code. */
const curl = async (url: string, headers: Record<string, string>, ...options: string[]): Promise<number> => {
  const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const [code] = await once(spawn('curl', ['-s', '-o', '/dev/null', ...flags, ...options, url]), 'close');
  return code;
};

const search = { path: '/external/search/?limit=20', headers: { authorization: 'Token demo-token' } };
const csv = { path: csvPath, headers: { authorization: 'Bearer demo-token' } };

for (const [connection, curlCode] of [
  ['reset', 56],
  ['empty', 52],
  ['truncate', 18],
] as const) {
  for (const [what, { path, headers }] of Object.entries({ search, csv })) {
    t.test(`connection ${connection} of ${what} causes the expected error in fetch, curl and a socket`, async (t) => {
      const { callAdmin, url } = await startAdminMock(t);
      const whole = await (await fetch(url + path, { headers })).text();
      await callAdmin('POST', faults, { connection });

      const answerPromise = fetch(url + path, { headers });
      if (connection === 'truncate') {
        t.equal((await answerPromise).status, 200);
        await t.rejects((await answerPromise).text(), { name: 'TypeError' });
      } else await t.rejects(answerPromise, { name: 'TypeError', message: 'fetch failed' });

      const { text, error } = await requestOnSocket(url, path, headers);
      t.equal(error, connection === 'reset' ? 'ECONNRESET' : undefined);
      if (connection === 'truncate') {
        const body = text.slice(text.indexOf('\r\n\r\n') + 4).replace(/\r\n$/, what === 'csv' ? '' : '\r\n');
        t.ok(body.length > 100 && body.length < whole.length, `${body.length} of ${whole.length}`);
        t.notMatch(body, /[\r\n]$/, 'the body ends inside of a row');
      } else t.equal(text, '');
      if (!noCurl) t.equal(await curl(url + path, headers), curlCode);
    });
  }
}

t.test('connection stall sends only the headers to fetch, curl and a socket', async (t) => {
  const { callAdmin, url } = await startAdminMock(t);
  await callAdmin('POST', faults, { connection: 'stall' });
  /** Resolves after another call. If the stalled answer sent more, it would have arrived before. */
  const waitForOtherCall = () => callAdmin('GET', '').then(() => 'still waiting');
  for (const { path, headers } of [search, csv]) {
    const stop = new AbortController();
    const answer = await fetch(url + path, { headers, signal: stop.signal });
    t.equal(answer.status, 200);
    const body = answer.text();
    t.equal(await Promise.race([body.catch(() => 'ended'), waitForOtherCall()]), 'still waiting');
    stop.abort();
    await t.rejects(body);

    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\n\r\n`);
    const [head] = await once(socket, 'data');
    t.match(String(head), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/, 'the answer has only headers');
    const moreData = new Promise((resolve) =>
      socket.on('data', () => resolve('data')).on('close', () => resolve('ended')),
    );
    t.equal(await Promise.race([moreData, waitForOtherCall()]), 'still waiting');
    socket.destroy();
    if (!noCurl) t.equal(await curl(url + path, headers, '--max-time', '0.3'), 28, 'curl times out');
  }
});

t.test('connection trickle sends the whole body in slow pieces to fetch, curl and a socket', async (t) => {
  const { callAdmin, url, search: find } = await startAdminMock(t);
  const whole = (await find('demo-token', '?limit=20')).text;
  await callAdmin('POST', faults, { connection: 'trickle', delay_ms: 3 });
  const answer = await fetch(url + search.path, { headers: search.headers });
  const pieces: string[] = [];
  for await (const piece of answer.body ?? []) pieces.push(Buffer.from(piece).toString('latin1'));
  t.equal(Buffer.from(pieces.join(''), 'latin1').toString(), whole);
  t.ok(pieces.length >= 5, `${pieces.length} pieces`);

  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `GET ${search.path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${search.headers.authorization}\r\n\r\n`,
  );
  let parts = 0;
  socket.on('data', () => {
    parts += 1;
  });
  await once(socket, 'close');
  t.ok(parts >= 5, `${parts} parts`);
  if (!noCurl) t.equal(await curl(url + search.path, search.headers), 0);
});

t.test('in-process fetch rejects if the connection is broken', async (t) => {
  await using mock = await startMock({ people: 0 });
  for (const connection of ['reset', 'empty', 'truncate'] as const) {
    await mock.injectFault({ connection, times: 1 });
    await t.rejects(
      mock.fetch('/external/search/', { headers: token(mock.token) }).then((answer) => answer.text()),
      { name: 'TypeError' },
      connection,
    );
  }
  await mock.injectFault({ connection: 'stall', times: 1 });
  const timeout = AbortSignal.timeout(50);
  await t.rejects(mock.fetch('/external/search/', { headers: token(mock.token), signal: timeout }), {
    name: 'TimeoutError',
  });
  t.equal((await mock.fetch('/external/search/', { headers: token(mock.token) })).status, 200);
});

t.test('a call that a fault answers has no other effect, whatever happens to its connection', async (t) => {
  const mock = await startAdminMock(t);
  for (const connection of [undefined, 'truncate', 'trickle'] as const) {
    for (const method of ['GET', 'OPTIONS', 'PROPFIND']) {
      const mine = await mock.account();
      const { job_id } = await mine.createJob({ generate: 1, timeline: [{ status: 'completed', after_polls: 5 }] });
      await mine.injectFault({ status: 503, delay_ms: 1, ...(connection && { connection }) });
      const url = `${mock.url}/enrichment/result/${job_id}/`;
      await sendRequest(url, { method, headers: { authorization: `Bearer ${mine.token}` } }).catch(() => {});
      t.equal((await mine.getJob(job_id)).polls, 0, `${connection} ${method}`);
      matchList(t, await mine.requests(), [{ status: 503, fault: 1 }]);
    }
  }
});

t.test('a fault can set any header of the answer except the headers about its length and connection', async (t) => {
  const mock = await startAdminMock(t);
  for (const type of ['text/plain; charset=utf-8', 'bogus']) {
    const mine = await mock.account();
    await mine.injectFault({ headers: { 'Content-Type': type, 'X-A': 'b' } });
    const answer = await mock.search(mine.token);
    t.match([answer.status, answer.headers['content-type'], answer.headers['x-a']], [200, type, 'b']);
    t.equal(answer.json().success, true);
  }
  for (const name of ['Transfer-Encoding', 'Trailer', 'Content-Length', 'Connection', 'Keep-Alive', 'Upgrade']) {
    await t.rejects(mock.injectFault({ status: 200, headers: { [name]: 'x' } }), {
      message: /describes the transfer of the body/,
    });
  }
});

t.test('a fault can answer null, and a 401 has the body of the endpoint', async (t) => {
  const mock = await startAdminMock(t);
  await mock.injectFault({ body: null, times: 1 });
  t.equal((await mock.search(mock.token)).text, 'null');
  await mock.injectFault({ status: 401 });
  t.equal((await mock.search(mock.token)).text, '{"detail":"Invalid token."}');
  t.equal((await mock.results(mock.token, 'x')).headers['www-authenticate'], 'Bearer');
});

t.test('truncate cuts inside of a row for any length of rows, and leaves nothing of a body of one byte', async (t) => {
  const mock = await startAdminMock(t);
  for (let rows = 1; rows <= 12; rows += 1) {
    const mine = await mock.account();
    const { job_id } = await mine.createJob({
      records: Array.from({ length: rows }, () => ({ a: 'bbb' })),
      raw: true,
    });
    await mine.injectFault({ connection: 'truncate' });
    const path = `/enrichment/result/${job_id}/?report_type=csv`;
    const { text } = await requestOnSocket(mock.url, path, { authorization: `Bearer ${mine.token}` });
    const body = text.slice(text.indexOf('\r\n\r\n') + 4);
    t.match(body, /(^|\n)b{1,2}(\r\n)?$/, `${rows} rows: ${JSON.stringify(body)}`);
  }
  await mock.injectFault({ status: 200, body: 'x', connection: 'truncate' });
  await t.rejects(
    fetch(`${mock.url}/external/search/`, { headers: token(mock.token) }).then((answer) => answer.text()),
  );
});

t.test('truncate cuts inside of a line for any line ends', async (t) => {
  const mock = await startAdminMock(t);
  const line = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('\n', '\r', '\r\n'));
  const bodies = fc
    .array(line, { minLength: 1, maxLength: 8 })
    .filter((lines) => lines.some(([length]) => length > 1))
    .map((lines) => lines.map(([length, end]) => 'x'.repeat(length) + end).join(''));
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      await mock.injectFault({ status: 200, body, connection: 'truncate', times: 1 });
      const { text } = await requestOnSocket(mock.url, search.path, search.headers);
      const part = text.slice(text.indexOf('\r\n\r\n') + 4);
      assert.ok(body.startsWith(part), JSON.stringify({ body, part }));
      assert.equal(body.slice(part.length - 1, part.length + 1), 'xx', JSON.stringify({ body, part }));
    }),
  );
});

t.test('a change during the delay of a call counts when the call continues', async (t) => {
  const mock = await startAdminMock(t);
  const delay_ms = 598_765;
  const delayedCallbacks: (() => void)[] = [];
  const { setTimeout } = globalThis;
  // The test ends the delay itself, so that it never ends before the change on a slow machine.
  t.intercept(globalThis, 'setTimeout', {
    value: (run: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      if (ms !== delay_ms) return setTimeout(() => run(...values), ms);
      delayedCallbacks.push(run);
      return undefined;
    },
  });
  const changes: [what: string, status: number, change: (mine: AccountClient) => Promise<unknown>][] = [
    ['nothing', 200, async () => {}],
    ['its token expires', 401, (mine) => mine.update({ token_expired: true })],
    ['its account is deleted', 401, (mine) => mine.delete()],
    ['everything is reset', 401, () => mock.reset()],
  ];
  const startDelayedCall = async (mine: AccountClient) => {
    await mine.injectFault({ delay_ms, times: 1 });
    const delayedRequest = mock.search(mine.token);
    await waitUntil(() => delayedCallbacks.length === 1);
    return async () => {
      delayedCallbacks.pop()?.();
      return (await delayedRequest).status;
    };
  };
  for (const kind of ['live', 'test'] as const) {
    for (const [what, status, change] of changes) {
      const mine = await mock.account({ kind });
      const endDelay = await startDelayedCall(mine);
      await change(mine);
      t.equal(await endDelay(), status, `${what}, ${kind}`);
      const account = (await mock.callAdmin('GET', '/requests')).json().requests.at(-1)?.account;
      const removed = ['its account is deleted', 'everything is reset'];
      t.equal(account, removed.includes(what) ? undefined : mine.name, `the journal after: ${what}, ${kind}`);
      await mock.callAdmin('DELETE', '/requests');
    }
  }
  const mine = await mock.account({ kind: 'test', daily_quota: 1 });
  await mine.clock.set({ now: '2026-05-06T23:00:00Z', frozen: true });
  t.same(await statuses(mock.search, 2, mine.token), [200, 429]);
  const endDelay = await startDelayedCall(mine);
  await mine.clock.advance(3_600_000);
  t.equal(await endDelay(), 200, 'the call counts for the new day');
});

t.test('the calls that a fault hits depend on the seed, the account and the fault', async (t) => {
  const fault = { status: 503, probability: 0.5 };
  const readStatuses = async (seed: number): Promise<number[][]> => {
    const { callAdmin, search, account } = await startAdminMock(t, { people: 20, seed });
    const other = await account({ name: 'other-account' });
    await callAdmin('POST', faults, fault);
    await other.injectFault(fault);
    return [await statuses(search, 40), await statuses(search, 40, other.token)];
  };
  const first = await readStatuses(1);
  t.strictNotSame(first[0], first[1]);
  t.strictNotSame((await readStatuses(2))[0], first[0]);
  t.same(await readStatuses(1), first);

  const mock = await startAdminMock(t);
  for (let number = 0; number < 2; number += 1) await mock.injectFault({ delay_ms: 0, probability: 0.5 });
  await statuses(mock.search, 40);
  const faultIds = new Set((await mock.requests()).map((request) => request.fault));
  t.same(faultIds, new Set([null, 1, 2]), 'the second fault hits calls that the first does not hit');
});

t.test('the random delay of a fault does not depend on whether it fires', async (t) => {
  const { callAdmin, search, requests } = await startAdminMock(t);
  await callAdmin('POST', faults, { probability: 0.25, delay_ms: { min: 0, max: 400 } });
  await statuses(search, 40);
  const longest = Math.max(...(await requests()).map(({ duration_ms }) => duration_ms));
  t.ok(longest >= 250, `${longest} ms of 400`);
});
