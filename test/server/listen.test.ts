import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { defaultLimits } from '../../src/server/limits.ts';
import { listenOnAddresses, resolveAddresses } from '../../src/server/listen.ts';
import { sendRequest, token } from '../support/http.ts';
import { connectTo, sendRaw } from '../support/raw-connection.ts';
import { fixtures, startTestServer } from '../support/test-server.ts';
import { waitUntil } from '../support/wait-until.ts';

// On Linux, all of 127.0.0.0/8 is this machine. Other systems need to be configured for it.
const skip = process.platform === 'linux' ? false : 'only Linux has 127.0.0.2';
const addresses = ['127.0.0.1', '127.0.0.2'];

const urlOf = (app: FastifyInstance, address: string): string =>
  `http://${address}:${(app.server.address() as AddressInfo).port}`;

/** Starts a server on both addresses. @returns its URL on each address */
const listening = async (t: Parameters<typeof startTestServer>[0], connections = defaultLimits.maxConnections) => {
  const { app } = await startTestServer(
    t,
    fixtures(),
    undefined,
    {},
    { ...defaultLimits, maxConnections: connections },
  );
  await listenOnAddresses(app, addresses, 0);
  return { app, urls: addresses.map((address) => urlOf(app, address)) };
};

t.test('E12: a request that is not HTTP gets the same answer on each address of a host', { skip }, async (t) => {
  const { urls } = await listening(t);
  for (const url of urls) {
    t.equal((await sendRequest(`${url}/external/search/`, { headers: token('a') })).status, 200);
    t.match(await sendRaw(url, 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400 .*\{"detail":"/s, url);
  }
});

t.test('E13: connections are counted over all addresses', { skip }, async (t) => {
  const { urls } = await listening(t, 2);
  const [first = '', second = ''] = urls;
  const held = [await connectTo(first), await connectTo(second)];
  for (const url of urls)
    t.equal((await sendRequest(`${url}/external/search/`, { headers: token('a') })).status, 503, url);
  for (const socket of held) socket.destroy();
});

t.test('closing waits for running answers on all addresses, and closes idle connections', { skip }, async (t) => {
  const { app, urls } = await listening(t);
  const fault = JSON.stringify({ delay_ms: 50 });
  await app.inject({ method: 'POST', url: '/__mock/accounts/a/faults', payload: fault });
  for (const url of urls) {
    const idle = await connectTo(url);
    t.teardown(() => idle.destroy());
    idle.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
  }
  const answers = urls.map((url) => sendRequest(`${url}/external/search/`, { headers: token('a') }));
  await waitUntil(async () => (await app.inject('/__mock/accounts/a/faults')).json().faults[0].fired === urls.length);
  await app.close();
  for (const { status } of await Promise.all(answers)) t.equal(status, 200);
  for (const url of urls) await t.rejects(connectTo(url), { code: 'ECONNREFUSED' });
});

t.test(
  'an address in use is an error, and further addresses that the machine does not have are skipped',
  { skip },
  async (t) => {
    const taken = createServer().listen(0, '127.0.0.2');
    await once(taken, 'listening');
    t.teardown(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const { app } = await startTestServer(t, fixtures());
    await t.rejects(listenOnAddresses(app, addresses, port), { code: 'EADDRINUSE' });

    const other = (await startTestServer(t, fixtures())).app;
    // An address that is reserved for documentation, which no machine has.
    await listenOnAddresses(other, ['127.0.0.1', '192.0.2.1'], 0);
    t.equal((await sendRequest(`${urlOf(other, '127.0.0.1')}/livez`)).status, 200);
  },
);

t.test('a host name is resolved, and an address resolves to itself', async (t) => {
  t.same(await resolveAddresses('127.0.0.1'), ['127.0.0.1']);
  t.same(await resolveAddresses('::1'), ['::1']);
  t.ok((await resolveAddresses('localhost')).every((address) => ['127.0.0.1', '::1'].includes(address)));
  await t.rejects(resolveAddresses('no.such.host.invalid'), /no\.such\.host\.invalid/);
});
