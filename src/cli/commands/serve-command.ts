import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createExchangeLogs, restartLogs } from '../../admin/exchange-logs.ts';
import { repeatDamaged } from '../../db/connection/damaged-data.ts';
import { describeOrigin } from '../../db/initial-data.ts';
import { openStore } from '../../db/open-store.ts';
import { openSeedData } from '../../db/prepared/fill-seed-data.ts';
import { loadSeedData } from '../../db/prepared/load-seed-data.ts';
import { findCacheFolder } from '../../db/prepared/prepared-files.ts';
import { createInitialData } from '../../fixtures/create-initial-data.ts';
import type { Fixtures } from '../../fixtures/load/load-fixtures.ts';
import { buildServer } from '../../server/build-server.ts';
import { explainListenError, listenOnAddresses, resolveAddresses } from '../../server/listen.ts';
import type { ServerOptions } from '../../server/server-options.ts';
import { watchFixtures } from '../../server/watch-fixtures.ts';
import { createProgressLine } from '../progress.ts';
import { toReachableHost } from '../reachable-host.ts';

/** How long running requests may take after a signal. */
const graceMs = 500;

/** The URL with which a client on this machine reaches an address. */
const formatUrl = ({ address, port }: AddressInfo): string => `http://${toReachableHost(address)}:${port}`;

/** Resolves when the signal is aborted. */
const waitForAbort = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });

/** Closes the server. Connections that are still open after a moment are cut. */
const closeServer = async (app: FastifyInstance): Promise<void> => {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  await app.close();
  clearTimeout(timer);
};

/**
 * Runs the server until the signal is aborted. It listens before the data is loaded, so that /livez answers and other
 * requests wait.
 * @throws StartError if the database or the address can't be used
 */
export const serve = async (options: ServerOptions, fixtures: Fixtures, stop: AbortSignal): Promise<void> => {
  if (stop.aborted) return;
  const initialData = createInitialData(fixtures, options.seed, options.people);
  const seedData = openSeedData();
  const store = openStore(seedData, {
    file: options.db,
    limit: options['state-limit'],
    origin: describeOrigin(initialData),
  });
  const loading = Promise.withResolvers<void>();
  // Without a handler, a failure before the first request would end the process as an unhandled rejection.
  loading.promise.catch(() => {});
  const stopped = waitForAbort(stop);
  const logs = createExchangeLogs();
  let watching: Promise<void> | undefined;
  const app = buildServer(options, { seedData, store, dataLoaded: loading.promise, now: Date.now, logs });
  try {
    await listenOnAddresses(app, await resolveAddresses(options.host), options.port);
    const warn = (message: string): void => app.log.warn(message);
    const folder = options.cache ?? findCacheFolder(process.env);
    const notices = { onNotStored: warn, onRegenerated: warn };
    await loadSeedData(seedData, initialData, folder, notices, { signal: stop, progress: createProgressLine() });
    // Let a signal that arrived during the load abort the start here.
    await setImmediate(undefined, { signal: stop });
    store.loadInitialState(Date.now());
    logs.journal.continueAfter(store.credits.findLastRequestId());
    loading.resolve();
    process.stdout.write(`ecore-mock ready on ${formatUrl(app.server.address() as AddressInfo)}\n`);
    const warmUp = async (): Promise<void> => repeatDamaged(() => store.people.warmUp(stop));
    const onReload = (): void => {
      restartLogs(logs);
      warmUp().catch((error: unknown) => app.log.error({ err: error }, 'the search index was not built'));
    };
    if (options.watch) watching = watchFixtures(options, store, fixtures.hash, onReload, stop);
    await warmUp();
    await stopped;
  } catch (error) {
    loading.reject(error);
    if (!stop.aborted) throw explainListenError(error, options);
  } finally {
    await closeServer(app);
    await watching;
    store.close();
    seedData.close();
  }
};
