import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { createExchangeLogs, restartLogs } from '../../admin/exchange-logs.ts';
import { repeatDamaged } from '../../db/connection/damaged-data.ts';
import { describeOrigin } from '../../db/initial-data.ts';
import { openStore } from '../../db/open-store.ts';
import { loadSeedData } from '../../db/prepared/load-seed-data.ts';
import { cacheFolder } from '../../db/prepared/prepared-files.ts';
import { openSeedData } from '../../db/prepared/seed-data.ts';
import { createInitialData } from '../../fixtures/create-initial-data.ts';
import type { Fixtures } from '../../fixtures/load/load-fixtures.ts';
import { StartError } from '../../lib/start-error.ts';
import { buildServer } from '../../server/build-server.ts';
import { listenOnAddresses, resolveAddresses } from '../../server/listen.ts';
import type { ServerOptions } from '../../server/server-options.ts';
import { watchFixtures } from '../../server/watch-fixtures.ts';
import { progressLine } from '../progress.ts';
import { reachable } from '../reachable-url.ts';

/** How long running answers may go on after a signal. */
const graceMs = 500;

class PortInUse extends StartError {
  override readonly exitCode = 2;
}

/** The address as a client on this machine can use it. */
const urlOf = ({ address, port }: AddressInfo): string => `http://${reachable(address)}:${port}`;

/** What an error of listening means to who asked for it. */
const explain = (error: unknown, { host, port }: ServerOptions): unknown => {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new PortInUse(`port ${port} of ${host} is in use; stop what uses it or give another --port`);
  }
  const listening = syscall === 'listen' || syscall === 'getaddrinfo';
  return listening ? new StartError(`--host ${host} --port ${port} can't be listened on: ${message}`) : error;
};

/**
 * Serves until it is stopped; running answers have half a second to finish then.
 * @throws StartError for a database or an address that can't be used
 */
export const serve = async (config: ServerOptions, fixtures: Fixtures, stop: AbortSignal): Promise<void> => {
  if (stop.aborted) return;
  const initialData = createInitialData(fixtures, config.seed, config.people);
  const shared = openSeedData();
  const store = openStore(shared, {
    file: config.db,
    limit: config['state-limit'],
    origin: describeOrigin(initialData),
  });
  const seeding = Promise.withResolvers<void>();
  seeding.promise.catch(() => {});
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => resolve());
  });
  const logs = createExchangeLogs();
  let watching: Promise<void> | undefined;
  const app = buildServer(config, { shared, store, seeded: seeding.promise, now: Date.now, logs });
  try {
    await listenOnAddresses(app, await resolveAddresses(config.host), config.port);
    const warn = (why: string): void => app.log.warn(why);
    const folder = config.cache ?? cacheFolder(process.env);
    const notices = { notKept: warn, madeAgain: warn };
    await loadSeedData(shared, initialData, folder, notices, { signal: stop, progress: progressLine() });
    // A signal that came while all this was loaded is heard now.
    await setImmediate(undefined, { signal: stop });
    store.loadInitialState(Date.now());
    logs.journal.continueAfter(store.credits.lastRequest());
    seeding.resolve();
    process.stdout.write(`ecore-mock ready on ${urlOf(app.server.address() as AddressInfo)}\n`);
    if (config.watch) watching = watchFixtures(config, store, fixtures.hash, () => restartLogs(logs), stop);
    await repeatDamaged(() => store.people.warmUp(stop));
    await stopped;
  } catch (error) {
    seeding.reject(error);
    if (!stop.aborted) throw explain(error, config);
  } finally {
    const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
    await app.close();
    clearTimeout(late);
    await watching;
    store.close();
    shared.close();
  }
};
