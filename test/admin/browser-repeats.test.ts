import { once } from 'node:events';
import type { Socket } from 'node:net';
import t, { type Test } from 'tap';
import type { FaultBody, FaultView, JournalEntry } from '../../src/index.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';
import { connectTo } from '../support/raw-connection.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const chromium =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const jsdom = 'Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/26.1.0';
const search = '/external/search/';

type Call = { method?: string; path?: string; as?: string; client?: string; connection?: string };

/** Sends a call on a connection as a browser does. Returns its status, or "broken" if the connection ends before an answer. */
const send = async (socket: Socket, call: Call = {}): Promise<number | 'broken'> => {
  const { method = 'GET', path = search, as = 'a', client = chromium, connection = 'Connection: keep-alive' } = call;
  const lines = ['Host: x', connection, `Authorization: Token ${as}`, `User-Agent: ${client}`, 'Content-Length: 0'];
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  let text = '';
  const part = (bytes: Buffer): void => {
    text += bytes;
  };
  socket.on('data', part);
  const isComplete = (): boolean => {
    const [head = '', body] = text.split('\r\n\r\n');
    return body !== undefined && body.length >= Number(/content-length: (\d+)/i.exec(head)?.[1]);
  };
  await waitUntil(() => isComplete() || socket.destroyed || socket.readableEnded);
  socket.off('data', part);
  return text === '' ? 'broken' : Number(text.slice(9, 12));
};

/** Starts a server with two accounts and a clock that only the test moves, and opens connections to it. */
const startWithFixedClock = async (t: Test) => {
  const clock = { now: Date.UTC(2026, 4, 6) };
  const { app } = await startTestServer(t, fixtures(), () => clock.now);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const sockets: Socket[] = [];
  const callAdmin = async (method: 'POST' | 'GET' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
    const answer = await app.inject({ method, url: `/__mock${path}`, ...(payload && { payload }) });
    return answer.body === '' ? undefined : answer.json();
  };
  /** Opens a connection and waits until the server has accepted it. */
  const open = async (): Promise<Socket> => {
    const accepted = once(app.server, 'connection');
    const socket = await connectTo(url);
    await accepted;
    sockets.push(socket);
    return socket;
  };
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  return {
    clock,
    callAdmin,
    open,
    /** Opens a connection and gets an answer on it. */
    openUsed: async (call: Call = {}): Promise<Socket> => {
      const socket = await open();
      t.not(await send(socket, { ...call, path: '/' }), 'broken');
      return socket;
    },
    /** Injects a fault for the account "a". */
    injectFault: (fault: FaultBody): Promise<FaultView> => callAdmin('POST', '/accounts/a/faults', fault),
    faults: async (): Promise<FaultView[]> => (await callAdmin('GET', '/accounts/a/faults')).faults,
    requests: async (): Promise<JournalEntry[]> => (await callAdmin('GET', '/requests')).requests,
  };
};

for (const connection of ['reset', 'empty'] as const) {
  for (const method of ['GET', 'POST']) {
    t.test(
      `a one-shot ${connection} of a ${method} on a reused connection also breaks the repeated call and counts once`,
      async (t) => {
        for (const client of [chromium, firefox]) {
          const mock = await startWithFixedClock(t);
          const socket = await mock.openUsed();
          const { id } = await mock.injectFault({ connection, times: 1 });
          const call = { method, client };
          t.equal(await send(socket, call), 'broken');
          t.equal(await send(await mock.open(), call), 'broken', `${client} repeats it`);
          const [, ...calls] = await mock.requests();
          matchList(t, calls, [
            { status: null, fault: id },
            { status: null, fault: id },
          ]);
          matchList(t, await mock.faults(), [{ seen: 1, fired: 1 }]);
          t.not(
            await send(await mock.open(), call),
            'broken',
            'the browser has reported the error, so the next call is a new one',
          );
          t.match((await mock.requests()).at(-1), { fault: null });
        }
      },
    );
  }
}

t.test('a browser repeats a call on each of its open connections and then on a new one', async (t) => {
  const mock = await startWithFixedClock(t);
  const openUsed = [await mock.openUsed(), await mock.openUsed(), await mock.openUsed()];
  const unusedConnection = await mock.open();
  await mock.injectFault({ connection: 'reset', times: 1 });
  for (const socket of [...openUsed, unusedConnection]) t.equal(await send(socket), 'broken');
  t.equal(await send(await mock.open()), 'broken', 'the call on the new connection');
  t.equal(await send(await mock.open()), 200);
  matchList(t, await mock.faults(), [{ seen: 1, fired: 1 }]);
});

t.test('a connection that a browser opened in advance counts as a reused connection', async (t) => {
  for (const [ms, client, repeats] of [
    [101, chromium, true],
    [100, chromium, false],
    [101, 'node', false],
  ] as const) {
    const mock = await startWithFixedClock(t);
    const unusedConnection = await mock.open();
    mock.clock.now += ms;
    await mock.injectFault({ connection: 'empty', times: 1 });
    t.equal(await send(unusedConnection, { client }), 'broken');
    t.equal(await send(await mock.open(), { client }), repeats ? 'broken' : 200, `${client} after ${ms} ms`);
    t.equal(await send(await mock.open(), { client }), 200);
  }
});

t.test('a delay before the break does not make a new connection a reused one', async (t) => {
  const mock = await startWithFixedClock(t);
  await mock.injectFault({ connection: 'reset', delay_ms: 50, times: 1 });
  const first = send(await mock.open());
  await waitUntil(async () => (await mock.faults())[0]?.fired === 1);
  mock.clock.now += 500;
  t.equal(await first, 'broken');
  t.equal(await send(await mock.open()), 200);
});

t.test('other clients, and proxies that forward the User-Agent of a browser, are hit once', async (t) => {
  const proxy = { client: chromium, connection: 'X-Connection: keep-alive' };
  for (const call of [{ client: 'node' }, { client: jsdom }, { client: 'python-requests/2.32.3' }, proxy]) {
    const mock = await startWithFixedClock(t);
    const socket = await mock.openUsed(call);
    await mock.injectFault({ connection: 'reset', times: 1 });
    t.equal(await send(socket, call), 'broken');
    t.equal(await send(await mock.open(), call), 200, JSON.stringify(call));
  }
});

t.test('only the same call counts as repeated', async (t) => {
  for (const other of [{ method: 'PUT' }, { path: `${search}?limit=1` }, { as: 'b' }, { client: firefox }]) {
    const mock = await startWithFixedClock(t);
    const socket = await mock.openUsed();
    await mock.injectFault({ connection: 'reset', times: 1 });
    t.equal(await send(socket), 'broken');
    t.not(await send(await mock.open(), other), 'broken', JSON.stringify(other));
    t.equal(await send(await mock.open()), 'broken', 'the repeated call is still expected');
  }
});

t.test('a repeated call is expected as long as the fault exists, for at most five seconds', async (t) => {
  for (const [what, repeats] of [
    [{ wait: 5000 }, true],
    [{ wait: 5001 }, false],
    [{ method: 'PATCH', path: '/accounts/a/faults/1', body: { times: 2 } }, true],
    [{ method: 'PATCH', path: '/accounts/a/faults/1', body: { enabled: false } }, false],
    [{ method: 'PATCH', path: '/accounts/a/faults/1', body: { connection: 'trickle', times: 1 } }, false],
    [{ method: 'DELETE', path: '/accounts/a/faults/1' }, false],
    [{ method: 'POST', path: '/accounts/a/reset' }, false],
    [{ method: 'POST', path: '/reset' }, false],
  ] as const) {
    const mock = await startWithFixedClock(t);
    const socket = await mock.openUsed();
    await mock.injectFault({ connection: 'reset', times: 1 });
    t.equal(await send(socket), 'broken');
    if ('wait' in what) mock.clock.now += what.wait;
    else await mock.callAdmin(what.method, what.path, 'body' in what ? what.body : undefined);
    t.equal(await send(await mock.open()), repeats ? 'broken' : 200, JSON.stringify(what));
  }
});

t.test('repeated calls without a valid token are recognized, and each of two parallel calls counts once', async (t) => {
  const mock = await startWithFixedClock(t);
  const call = { as: 'nobody' };
  const [first, second] = [await mock.openUsed(call), await mock.openUsed(call)];
  await mock.callAdmin('POST', '/faults', { connection: 'reset' });
  t.same([await send(first, call), await send(second, call)], ['broken', 'broken']);
  t.same([await send(await mock.open(), call), await send(await mock.open(), call)], ['broken', 'broken']);
  matchList(t, (await mock.callAdmin('GET', '/faults')).faults, [{ seen: 2, fired: 2 }]);
});

t.test("Node's fetch gets a one-shot reset once, even on a reused connection", async (t) => {
  const mock = await startAdminMock(t);
  const call = () => fetch(`${mock.url}${search}`, { headers: token(mock.token) }).then((answer) => answer.text());
  for (const connection of ['reset', 'empty'] as const) {
    await call();
    await mock.injectFault({ connection, times: 1 });
    await t.rejects(call(), { name: 'TypeError', message: 'fetch failed' });
    t.match(await call(), /^\{"success":true/, 'a client that tries again at once gets an answer');
  }
});
