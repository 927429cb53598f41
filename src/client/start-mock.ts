import type { AddressInfo } from 'node:net';
import { createExchangeLogs } from '../admin/exchange-logs.ts';
import { openStore } from '../db/open-store.ts';
import { findCacheFolder } from '../db/prepared/prepared-files.ts';
import { createInitialData } from '../fixtures/create-initial-data.ts';
import { type Fixtures, loadFixtures } from '../fixtures/load/load-fixtures.ts';
import { buildServer } from '../server/build-server.ts';
import { createInProcessFetch } from '../server/in-process-fetch.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { createMockClient, type Mock } from './mock-client.ts';
import { type MockOptions, readMockOptions } from './mock-options.ts';
import { useSharedSeedData } from './shared-seed-data.ts';

/** The account `demo`, or the first account, with its first valid token. */
const findMainAccount = ({ accounts }: Fixtures): { name: string; token: string } => {
  const account = accounts.find(({ name }) => name === 'demo') ?? accounts[0];
  const tokens = (account?.tokens ?? []).map((token) =>
    typeof token === 'string' ? { token, state: 'valid' } : token,
  );
  const { token = '' } = tokens.find(({ state }) => state === 'valid') ?? tokens[0] ?? {};
  return { name: account?.name ?? '', token };
};

/** Does what `startMock()` in index.ts promises. The caller has checked the version of Node. */
export const startServerInProcess = async (mockOptions: MockOptions): Promise<Mock> => {
  const { seed, people, port, strict, stateLimit, ...folders } = readMockOptions(mockOptions);
  const fixtures = loadFixtures(folders.fixtures);
  const initialData = createInitialData(fixtures, seed, people);
  await using cleanup = new AsyncDisposableStack();
  const { data: seedData, release } = await useSharedSeedData(
    initialData,
    folders.cache ?? findCacheFolder(process.env),
  );
  cleanup.defer(release);
  const store = openStore(seedData, { limit: stateLimit });
  cleanup.defer(store.close);
  store.loadInitialState(Date.now());
  const options = { 'log-level': 'silent', 'no-admin': false, strict } satisfies Partial<ServerOptions>;
  const app = buildServer(options, {
    seedData,
    store,
    dataLoaded: Promise.resolve(),
    now: Date.now,
    logs: createExchangeLogs(),
  });
  const closing = new AbortController();
  cleanup.defer(() => {
    closing.abort();
    app.server.closeAllConnections();
    return app.close();
  });
  await app.listen({ host: '127.0.0.1', port });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const fetch = createInProcessFetch(app, url, closing.signal);
  // Everything has started: from here on, the client closes it.
  const started = cleanup.move();
  return createMockClient(url, findMainAccount(fixtures), { fetch, close: () => started.disposeAsync() });
};
