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

const noCurl = spawnSync('curl', ['--version']).error ? 'curl is not on this machine' : false;
const faults = '/accounts/demo/faults';

const statuses = async (search: AdminMock['search'], calls: number, as = 'demo-token'): Promise<number[]> => {
  const seen: number[] = [];
  for (let call = 0; call < calls; call += 1) seen.push((await search(as)).status);
  return seen;
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
  const waits = await answer({ status: 429, headers: { 'Retry-After': '7' } });
  t.equal(waits.headers['retry-after'], '7');
  t.equal(waits.text, '{"detail":"Request was throttled. Expected available in 7 seconds."}', 'the same in both (E6)');
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
    t.equal(
      (await answer({ status })).text,
      JSON.stringify({ detail }),
      `${status}, as E3, E4, E12, E13 and E14 have it`,
    );
  }

  const html = await answer({ status: 502, body: '<h1>Bad gateway</h1>', headers: { 'Content-Type': 'text/html' } });
  t.match([html.status, html.text, html.headers['content-type']], [502, '<h1>Bad gateway</h1>', 'text/html']);
  t.same((await answer({ status: 200, body: { success: false } })).json(), { success: false });
  t.equal((await answer({ body: [] })).text, '[]');
  for (const status of [204, 304]) {
    const { text, headers, ...rest } = await answer({ status });
    t.match([rest.status, text, headers['content-type']], [status, '', undefined], 'without a body');
  }
  const real = await answer({ headers: { 'X-Extra': 'yes' } });
  t.match(
    [real.status, real.headers['x-extra'], real.json().success],
    [200, 'yes', true],
    'the real answer, with headers',
  );
});

t.test('skip, times and probability; the first match wins; an endpoint is hit alone', async (t) => {
  const { callAdmin, search, results } = await startAdminMock(t);
  await callAdmin('POST', faults, { status: 503, endpoint: 'search', skip: 1, times: 2 });
  await callAdmin('POST', faults, { status: 500, times: 1 });
  t.same(
    await statuses(search, 5),
    [500, 503, 503, 200, 200],
    'while the first lets a call through, the next one may fire',
  );
  const { faults: list } = (await callAdmin('GET', faults)).json();
  matchList(t, list, [
    { id: 1, status: 503, skip: 1, times: 2, seen: 3, fired: 2 },
    { id: 2, status: 500, seen: 1, fired: 1 },
  ]);
  t.equal((await results('demo-token', '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60')).status, 200);
  t.same(await statuses(search, 1, 'other-token'), [200], "another account's calls are its own");

  t.equal((await callAdmin('DELETE', `${faults}/1`)).status, 204);
  t.equal((await callAdmin('GET', faults)).json().faults.length, 1);
  await callAdmin('DELETE', faults);
  await callAdmin('POST', faults, { status: 503, probability: 0.5 });
  const drawn = await statuses(search, 40);
  const failed = drawn.filter((status) => status === 503).length;
  t.ok(failed > 8 && failed < 32, `${failed} of 40`);
  const again = await startAdminMock(t);
  await again.callAdmin('POST', faults, { status: 503, probability: 0.5 });
  t.same(await statuses(again.search, 40), drawn, 'drawn from the seed');
});

t.test(
  '/__mock/faults hits callers without an account, and nobody else; no fault hits steering or health',
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

t.test('Prefer: what is none is passed over, however long it is', async (t) => {
  const { search, callAdmin } = await startAdminMock(t);
  for (const prefer of [`code=${' '.repeat(30_000)}""x`, `code${' '.repeat(30_000)}`, '='.repeat(30_000), 'code=1=2']) {
    const { status } = await search('demo-token', '', { prefer });
    t.equal(status, prefer.includes('""') ? 400 : 200, `${prefer.slice(0, 8)} …`);
  }
  t.equal((await callAdmin('GET', faults)).json().faults.length, 0);
});

t.test('Prefer: code and delay do the same for one call, with nothing stored', async (t) => {
  const { callAdmin, search } = await startAdminMock(t);
  const prefer = (text: string, as = 'demo-token') => search(as, '', { prefer: text });
  t.equal((await prefer('code=503')).text, '{"detail":"A server error occurred."}');
  t.equal((await prefer('code=429')).status, 429);
  for (const text of ['delay=1, code=502', 'code=502,delay=1', 'code=502; delay=1', 'delay=1;code=502'])
    t.equal((await prefer(text)).status, 502, text);
  t.equal((await prefer('delay=1')).status, 200);
  t.equal((await prefer('respond-async; wait=10')).status, 200, 'other preferences are not ours');
  t.equal((await prefer('code=500', 'nobody')).status, 500);
  for (const text of ['code=abc', 'code=9999', 'delay=-1', 'delay=1e3']) {
    const refused = await prefer(text);
    t.equal(refused.status, 400, text);
    t.match(refused.json().error, /^Prefer: (code|delay) must be a whole number from/);
  }
  t.same(await statuses(search, 1), [200]);
  t.same((await callAdmin('GET', faults)).json(), { faults: [] });
});

t.test('delay_ms holds an answer up; a client that goes away frees it', async (t) => {
  const { callAdmin, search, url, requests } = await startAdminMock(t);
  for (const max of [60, 30]) {
    t.equal((await callAdmin('POST', faults, { delay_ms: { min: 30, max }, times: 1 })).status, 201);
    t.equal((await search('demo-token')).status, 200);
    const late = (await requests()).at(-1);
    t.ok(late && late.duration_ms >= 30, `${late?.duration_ms} ms`);
  }
  await callAdmin('POST', faults, { delay_ms: 600_000 });
  const gone = new AbortController();
  const call = fetch(`${url}/external/search/`, { headers: token('demo-token'), signal: gone.signal });
  await waitUntil(async () => (await callAdmin('GET', faults)).json().faults[2]?.fired === 1);
  gone.abort();
  await t.rejects(call);
  await waitUntil(async () => (await requests()).length === 3);
  t.match((await requests())[2], { status: null, fault: 3 });
});

const csvPath = '/enrichment/result/00000000-0000-4000-8000-00000000000a/?report_type=csv';

/** All that a raw socket gets until the other side ends it, and how it ended. */
const raw = async (
  url: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ text: string; error: string | undefined }> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  let error: string | undefined;
  socket.on('data', (chunk) => (text += chunk)).on('error', (each: NodeJS.ErrnoException) => (error = each.code));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.join('')}\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  return { text, error };
};

/** curl's exit code for a call, without blocking this process, in which the mock is. */
const curl = async (url: string, headers: Record<string, string>, ...more: string[]): Promise<number> => {
  const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const [code] = await once(spawn('curl', ['-s', '-o', '/dev/null', ...flags, ...more, url]), 'close');
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
    t.test(`connection ${connection} of ${what} is seen as such by fetch, curl and a raw socket`, async (t) => {
      const { callAdmin, url } = await startAdminMock(t);
      const whole = await (await fetch(url + path, { headers })).text();
      await callAdmin('POST', faults, { connection });

      const answered = fetch(url + path, { headers });
      if (connection === 'truncate') {
        t.equal((await answered).status, 200);
        await t.rejects((await answered).text(), { name: 'TypeError' });
      } else await t.rejects(answered, { name: 'TypeError', message: 'fetch failed' });

      const { text, error } = await raw(url, path, headers);
      t.equal(error, connection === 'reset' ? 'ECONNRESET' : undefined);
      if (connection === 'truncate') {
        const body = text.slice(text.indexOf('\r\n\r\n') + 4).replace(/\r\n$/, what === 'csv' ? '' : '\r\n');
        t.ok(body.length > 100 && body.length < whole.length, `${body.length} of ${whole.length}`);
        t.notMatch(body, /[\r\n]$/, 'in the middle of a row');
      } else t.equal(text, '');
      if (!noCurl) t.equal(await curl(url + path, headers), curlCode);
    });
  }
}

t.test('connection stall stops for good after the headers: seen so by fetch, curl and a raw socket', async (t) => {
  const { callAdmin, url } = await startAdminMock(t);
  await callAdmin('POST', faults, { connection: 'stall' });
  /** That nothing more comes is seen by what comes later having come. */
  const later = () => callAdmin('GET', '').then(() => 'still waiting');
  for (const { path, headers } of [search, csv]) {
    const stop = new AbortController();
    const answer = await fetch(url + path, { headers, signal: stop.signal });
    t.equal(answer.status, 200);
    const body = answer.text();
    t.equal(await Promise.race([body.catch(() => 'ended'), later()]), 'still waiting');
    stop.abort();
    await t.rejects(body);

    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\n\r\n`);
    const [head] = await once(socket, 'data');
    t.match(String(head), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/, 'the headers and no more');
    const more = new Promise((resolve) => socket.on('data', () => resolve('data')).on('close', () => resolve('ended')));
    t.equal(await Promise.race([more, later()]), 'still waiting');
    socket.destroy();
    if (!noCurl) t.equal(await curl(url + path, headers, '--max-time', '0.3'), 28, 'curl times out');
  }
});

t.test('connection trickle sends the whole body in slow pieces: seen so by fetch, curl and a raw socket', async (t) => {
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

t.test('in-process fetch sees a broken connection as one, too', async (t) => {
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

t.test('a call that a fault answers does nothing else, however its connection ends', async (t) => {
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

t.test("a fault's headers are those of the answer, whatever they are; those that frame it are refused", async (t) => {
  const mock = await startAdminMock(t);
  for (const type of ['text/plain; charset=utf-8', 'bogus']) {
    const mine = await mock.account();
    await mine.injectFault({ headers: { 'Content-Type': type, 'X-A': 'b' } });
    const answer = await mock.search(mine.token);
    t.match([answer.status, answer.headers['content-type'], answer.headers['x-a']], [200, type, 'b']);
    t.equal(answer.json().success, true);
  }
  for (const name of ['Transfer-Encoding', 'Trailer', 'Content-Length', 'Connection', 'Keep-Alive', 'Upgrade']) {
    await t.rejects(mock.injectFault({ status: 200, headers: { [name]: 'x' } }), { message: /how a body is sent/ });
  }
});

t.test('a fault may answer null, and 401 as the endpoint does', async (t) => {
  const mock = await startAdminMock(t);
  await mock.injectFault({ body: null, times: 1 });
  t.equal((await mock.search(mock.token)).text, 'null');
  await mock.injectFault({ status: 401 });
  t.equal((await mock.search(mock.token)).text, '{"detail":"Invalid token."}');
  t.equal((await mock.results(mock.token, 'x')).headers['www-authenticate'], 'Bearer');
});

t.test('truncate cuts inside a row however long the rows are, and a body of one byte to none', async (t) => {
  const mock = await startAdminMock(t);
  for (let rows = 1; rows <= 12; rows += 1) {
    const mine = await mock.account();
    const { job_id } = await mine.createJob({ records: Array.from({ length: rows }, () => ({ a: 'bbb' })), raw: true });
    await mine.injectFault({ connection: 'truncate' });
    const path = `/enrichment/result/${job_id}/?report_type=csv`;
    const { text } = await raw(mock.url, path, { authorization: `Bearer ${mine.token}` });
    const body = text.slice(text.indexOf('\r\n\r\n') + 4);
    t.match(body, /(^|\n)b{1,2}(\r\n)?$/, `${rows} rows: ${JSON.stringify(body)}`);
  }
  await mock.injectFault({ status: 200, body: 'x', connection: 'truncate' });
  await t.rejects(
    fetch(`${mock.url}/external/search/`, { headers: token(mock.token) }).then((answer) => answer.text()),
  );
});

t.test('truncate cuts inside a line wherever the lines of a body end, and however', async (t) => {
  const mock = await startAdminMock(t);
  const line = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('\n', '\r', '\r\n'));
  const bodies = fc
    .array(line, { minLength: 1, maxLength: 8 })
    .filter((lines) => lines.some(([length]) => length > 1))
    .map((lines) => lines.map(([length, end]) => 'x'.repeat(length) + end).join(''));
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      await mock.injectFault({ status: 200, body, connection: 'truncate', times: 1 });
      const { text } = await raw(mock.url, search.path, search.headers);
      const part = text.slice(text.indexOf('\r\n\r\n') + 4);
      assert.ok(body.startsWith(part), JSON.stringify({ body, part }));
      assert.equal(body.slice(part.length - 1, part.length + 1), 'xx', JSON.stringify({ body, part }));
    }),
  );
});

t.test('what is deleted or advanced while a fault holds a call up counts when it goes on', async (t) => {
  const mock = await startAdminMock(t);
  const delay_ms = 598_765;
  const delayed: (() => void)[] = [];
  const { setTimeout } = globalThis;
  // The delay ends when the test ends it, so that a slow machine does not end it before the change.
  t.intercept(globalThis, 'setTimeout', {
    value: (run: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      if (ms !== delay_ms) return setTimeout(() => run(...values), ms);
      delayed.push(run);
      return undefined;
    },
  });
  const changes: [what: string, status: number, change: (mine: AccountClient) => Promise<unknown>][] = [
    ['nothing', 200, async () => {}],
    ['its token expires', 401, (mine) => mine.update({ token_expired: true })],
    ['it is deleted', 401, (mine) => mine.delete()],
    ['everything is reset', 401, () => mock.reset()],
  ];
  const hold = async (mine: AccountClient) => {
    await mine.injectFault({ delay_ms, times: 1 });
    const late = mock.search(mine.token);
    await waitUntil(() => delayed.length === 1);
    return async () => {
      delayed.pop()?.();
      return (await late).status;
    };
  };
  for (const kind of ['live', 'test'] as const) {
    for (const [what, status, change] of changes) {
      const mine = await mock.account({ kind });
      const goOn = await hold(mine);
      await change(mine);
      t.equal(await goOn(), status, `${what}, ${kind}`);
    }
  }
  const mine = await mock.account({ kind: 'test', daily_quota: 1 });
  await mine.clock.set({ now: '2026-05-06T23:00:00Z', frozen: true });
  t.same(await statuses(mock.search, 2, mine.token), [200, 429]);
  const goOn = await hold(mine);
  await mine.clock.advance(3_600_000);
  t.equal(await goOn(), 200, 'a new day has begun');
});

t.test('which calls a fault hits is drawn for each seed, account and fault apart', async (t) => {
  const fault = { status: 503, probability: 0.5 };
  const drawn = async (seed: number): Promise<number[][]> => {
    const { callAdmin, search, account } = await startAdminMock(t, { people: 20, seed });
    const other = await account({ name: 'other-account' });
    await callAdmin('POST', faults, fault);
    await other.injectFault(fault);
    return [await statuses(search, 40), await statuses(search, 40, other.token)];
  };
  const first = await drawn(1);
  t.strictNotSame(first[0], first[1]);
  t.strictNotSame((await drawn(2))[0], first[0]);
  t.same(await drawn(1), first);

  const mock = await startAdminMock(t);
  for (let number = 0; number < 2; number += 1) await mock.injectFault({ delay_ms: 0, probability: 0.5 });
  await statuses(mock.search, 40);
  const hit = new Set((await mock.requests()).map((request) => request.fault));
  t.same(hit, new Set([null, 1, 2]), 'the second hits calls that the first does not');
});

t.test('how long a fault delays a call is drawn apart from whether it fires', async (t) => {
  const { callAdmin, search, requests } = await startAdminMock(t);
  await callAdmin('POST', faults, { probability: 0.25, delay_ms: { min: 0, max: 400 } });
  await statuses(search, 40);
  const longest = Math.max(...(await requests()).map(({ duration_ms }) => duration_ms));
  t.ok(longest >= 250, `${longest} ms of 400`);
});
