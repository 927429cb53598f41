import type { AddressInfo, Socket } from 'node:net';
import t, { type Test } from 'tap';
import { defaultLimits } from '../../src/server/limits.ts';
import { parseAnswer } from '../fuzz/parse-answer.ts';
import { type AdminMock, startAdminMock } from '../support/admin-api.ts';
import { sendRequest } from '../support/http.ts';
import { connectTo, readToEnd } from '../support/raw-connection.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const people = 1000;
/** The approximate size of the page that each call below requests; pages are somewhat larger. */
const pageBytes = 350_000;

const get = (path: string, more = '', token = 'demo-token'): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${token}\r\n${more}\r\n`;
/** As many calls as fit into one read of Node. Each call requests another page. */
const calls = (count: number): string =>
  Array.from({ length: count }, (_, index) => get(`/external/search/?limit=1000&offset=${index % 50}`)).join('');

const handled = async (mock: AdminMock): Promise<number> =>
  (await mock.callAdmin('GET', '/accounts/demo/requests/count')).json().count;

/** Waits until no further call starts while the client does not read. @returns the number of calls that have started */
const settled = async (mock: AdminMock): Promise<number> => {
  let [before, same] = [0, 0];
  while (same < 20) {
    const now = await handled(mock);
    same = now === before && now > 0 ? same + 1 : 0;
    before = now;
  }
  return before;
};

/** Reads a number of answers from a connection. @returns their bodies in order */
const bodies = async (socket: Socket, count: number): Promise<string[]> => {
  const bodiesSoFar: string[] = [];
  let rest = Buffer.alloc(0);
  for await (const part of socket.iterator({ destroyOnReturn: false })) {
    rest = Buffer.concat([rest, part]);
    for (let next = parseAnswer(rest, 'GET'); next; next = rest.length > 0 ? parseAnswer(rest, 'GET') : undefined) {
      bodiesSoFar.push(String(next.answer.body));
      rest = rest.subarray(next.end);
    }
    if (bodiesSoFar.length >= count) return bodiesSoFar;
  }
  return bodiesSoFar;
};

const begun = async (t: Test) => {
  const mock = await startAdminMock(t, { people });
  const socket = await connectTo(mock.url);
  t.teardown(() => socket.destroy());
  return { mock, socket: socket.pause() };
};

t.test(
  'a client that does not read its answers gets a limited number of them, and the rest once it reads',
  async (t) => {
    const { mock, socket } = await begun(t);
    socket.write(calls(300));
    const waiting = await settled(mock);
    // Besides the buffers of the mock, those of the system hold a few megabytes.
    t.ok(waiting < 60, `${waiting} of 300 calls are handled`);
    const pages = await bodies(socket, 300);
    t.equal(pages.length, 300);
    t.same(
      pages.map((body) => JSON.parse(body).results.length),
      Array.from({ length: 300 }, (_, index) => people - (index % 50)),
      'all answers are complete and in order',
    );
    t.ok(Math.min(...pages.map(({ length }) => length)) > pageBytes);
    t.equal(await handled(mock), 300);
  },
);

t.test('pipelined requests beyond the limit of one connection are all answered, in order', async (t) => {
  const { mock, socket } = await begun(t);
  const count = 5000;
  socket.write(Array.from({ length: count }, (_, index) => get(`/external/search/?limit=1&offset=${index}`)).join(''));
  await settled(mock);
  const pages = await bodies(socket, count);
  t.equal(pages.length, count);
  const offsets = (await mock.requests({ endpoint: 'search' })).map(({ query }) => Number(query.offset));
  t.same(
    offsets,
    Array.from({ length: count }, (_, index) => index),
  );
});

const body = '{"name": "piped"}';
const post = `POST /__mock/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`;

t.test('a request starts only after the previous request is answered', async (t) => {
  const { mock, socket } = await begun(t);
  await mock.injectFault({ connection: 'stall' });
  socket.write(get('/external/search/') + post + body);
  await settled(mock);
  t.equal((await mock.callAdmin('GET', '/accounts/piped')).status, 404);
});

t.test('a delayed body is read, and the requests after it are answered', async (t) => {
  const { mock, socket } = await begun(t);
  await mock.injectFault({ delay_ms: 20, times: 1 });
  socket.write(get('/external/search/?limit=1') + get('/livez') + post + body.slice(0, 5));
  await settled(mock);
  socket.write(body.slice(5) + get('/__mock/accounts/piped'));
  const [search = '', alive, created, listed] = await bodies(socket, 4);
  t.equal(JSON.parse(search).results.length, 1);
  t.equal(alive, '{"status":"alive"}');
  t.match(created, /"name":"piped"/);
  t.equal(listed, created);
});

t.test('held requests do not start after their client has disconnected', async (t) => {
  const { mock, socket } = await begun(t);
  socket.write(calls(300));
  const waiting = await settled(mock);
  socket.destroy();
  await waitUntil(async () => (await mock.requests()).length >= waiting);
  t.ok((await settled(mock)) < 60);
  t.equal((await sendRequest(`${mock.url}/livez`)).status, 200);
});

t.test('when the server stops, held requests do not start, and running requests are answered', async (t) => {
  const { app } = await startTestServer(t, fixtures());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const faults = '/__mock/accounts/a/faults';
  await app.inject({ method: 'POST', url: faults, payload: '{"delay_ms": 50, "times": 1}' });
  const socket = await connectTo(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
  socket.write(get('/external/search/?limit=1', '', 'a') + get('/external/search/?limit=2', '', 'a').repeat(200));
  await waitUntil(async () => (await app.inject(faults)).json().faults[0].fired === 1);
  const [text] = await Promise.all([readToEnd(socket), app.close()]);
  t.match(text, /^HTTP\/1\.1 200 OK.*\}$/s);
  t.equal(text.split('HTTP/1.1 ').length, 2, 'one answer alone');
});

t.test('the memory of held requests is bounded: a connection that sends too many is closed', async (t) => {
  const { app } = await startTestServer(
    t,
    fixtures(),
    undefined,
    {},
    { ...defaultLimits, maxHeldRequestBytes: 200_000 },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  await app.inject({
    method: 'POST',
    url: '/__mock/accounts/a/faults',
    payload: '{"connection": "stall", "times": 2}',
  });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const stalled = get('/external/search/', '', 'a');
  const large = get('/external/search/', `X-Large: ${'x'.repeat(20_000)}\r\n`, 'a');
  const [few, many] = await Promise.all([connectTo(url), connectTo(url)]);
  t.teardown(() => [few, many].map((socket) => socket.destroy()));
  few.resume().write(stalled + large.repeat(5));
  many.resume().write(stalled + large.repeat(20));
  await waitUntil(async () => many.destroyed || many.readableEnded);
  t.notOk(few.destroyed || few.readableEnded);
  const socketAfter = await connectTo(url);
  const answered = bodies(socketAfter, 8);
  socketAfter.write(get('/livez') + large.repeat(6) + get('/livez'));
  t.equal((await answered).length, 8, 'the bytes of the closed connection are free again');
  socketAfter.destroy();
});
