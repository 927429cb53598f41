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
  // What was opened, to be closed in the opposite order. Node 22 has no `await using`.
  const opened: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    const { data: seedData, release } = await useSharedSeedData(
      initialData,
      folders.cache ?? findCacheFolder(process.env),
    );
    opened.push(release);
    const store = openStore(seedData, { limit: stateLimit });
    opened.push(store.close);
    store.loadInitialState(Date.now());
    const options = { 'log-level': 'silent', 'no-admin': false, strict } satisfies Partial<ServerOptions>;
    const logs = createExchangeLogs();
    const app = buildServer(options, { seedData, store, dataLoaded: Promise.resolve(), now: Date.now, logs });
    const closing = new AbortController();
    opened.push(() => {
      closing.abort();
      app.server.closeAllConnections();
      return app.close();
    });
    await app.listen({ host: '127.0.0.1', port });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const fetch = createInProcessFetch(app, url, closing.signal);
    return createMockClient(url, findMainAccount(fixtures), { fetch, close });
  } catch (error) {
    await close();
    throw error;
  }
};
