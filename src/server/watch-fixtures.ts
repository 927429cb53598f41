import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../db/open-store.ts';
import { fillSeedData, openSeedData } from '../db/prepared/fill-seed-data.ts';
import { createInitialData } from '../fixtures/create-initial-data.ts';
import { defaultFolder, loadFixtures } from '../fixtures/load/load-fixtures.ts';
import { StartError } from '../lib/start-error.ts';
import type { ServerOptions } from './server-options.ts';

/** How often the folder is checked. It is polled because file events do not work for mounted folders and replaced files. */
const pollIntervalMs = 150;

/** Describes all files of a folder. The text changes if a file is written, replaced, added, removed or gets other rights. */
const describeFiles = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = statSync(join(folder, name), { throwIfNoEntry: false });
      return `${name} ${file?.ino} ${file?.size} ${file?.mtimeMs} ${file?.ctimeMs}`;
    })
    .join('\n');

/**
 * Returns a function that is to be called once per poll. It returns true if the files have changed since it last returned
 * true and did not change since the previous poll, so that a change of several files is waited for.
 */
const createChangeDetector = (folder: string): (() => boolean) => {
  let loaded: string | undefined;
  let previous: string | undefined;
  return () => {
    const current = describeFiles(folder);
    const hasSettled = current === previous;
    previous = current;
    if (!hasSettled || current === loaded) return false;
    loaded = current;
    return true;
  };
};

/**
 * Reloads the fixtures whenever a file changes, until the signal is aborted. Fixtures with errors change nothing, and stderr
 * gets the errors.
 * @param loadedHash the hash of the fixtures that are loaded
 * @param onReload called when the new data has replaced the old
 */
export const watchFixtures = async (
  options: ServerOptions,
  store: Store,
  loadedHash: string,
  onReload: () => void,
  signal: AbortSignal,
): Promise<void> => {
  let currentHash = loadedHash;
  let lastError = '';

  const reload = async (): Promise<void> => {
    const fixtures = loadFixtures(options.fixtures);
    if (fixtures.hash === currentHash) return;
    const next = openSeedData();
    try {
      await fillSeedData(next, createInitialData(fixtures, options.seed, options.people), { signal });
      store.restart(next, Date.now());
    } catch (error) {
      next.close();
      throw error;
    }
    currentHash = fixtures.hash;
    onReload();
    process.stderr.write('ecore-mock: the fixtures have changed and were reloaded\n');
  };

  const hasChanged = createChangeDetector(options.fixtures ?? defaultFolder);
  while (!signal.aborted) {
    try {
      if (hasChanged()) await reload();
      lastError = '';
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof StartError ? error.message : String(error);
      if (message !== lastError) {
        process.stderr.write(`ecore-mock: the fixtures were not reloaded, and the data is unchanged: ${message}\n`);
      }
      lastError = message;
    }
    await pause(pollIntervalMs, undefined, { signal }).catch(() => {});
  }
};
