import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../db/open-store.ts';
import { fillSeedData, openSeedData } from '../db/prepared/seed-data.ts';
import { createInitialData } from '../fixtures/create-initial-data.ts';
import { defaultFolder, loadFixtures } from '../fixtures/load/load-fixtures.ts';
import { StartError } from '../lib/start-error.ts';
import type { Config } from './server-options.ts';

/** How often the folder is looked at. Looking, because events don't come for mounted folders and replaced files. */
const everyMs = 150;

/** The same as long as no file of the folder is written, replaced, added, removed or given other rights. */
const looks = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = statSync(join(folder, name), { throwIfNoEntry: false });
      return `${name} ${file?.ino} ${file?.size} ${file?.mtimeMs} ${file?.ctimeMs}`;
    })
    .join('\n');

/**
 * Makes the data anew whenever a fixture file changes, until it is stopped; a faulty file changes nothing, and stderr
 * says why.
 * @param hash that of the fixtures that the data is made from now
 * @param restarted called when new data has taken the place of the old
 */
export const watchFixtures = async (
  config: Config,
  store: Store,
  hash: string,
  restarted: () => void,
  signal: AbortSignal,
): Promise<void> => {
  const folder = config.fixtures ?? defaultFolder;
  let current = hash;
  let seen: string | undefined;
  let last: string | undefined;
  /** The fault that was told last. */
  let said = '';

  const reload = async (): Promise<void> => {
    const fixtures = loadFixtures(config.fixtures);
    if (fixtures.hash === current) return;
    const next = openSeedData();
    await fillSeedData(next, createInitialData(fixtures, config.seed, config.people), { signal });
    store.restart(next, Date.now());
    current = fixtures.hash;
    restarted();
    process.stderr.write('ecore-mock: the fixtures have changed; the data was made anew\n');
  };

  /** A change that goes on, such as that of several files, is waited for. */
  const settled = (): boolean => {
    const before = last;
    last = looks(folder);
    const changed = last === before && last !== seen;
    if (changed) seen = last;
    return changed;
  };

  while (!signal.aborted) {
    try {
      if (settled()) await reload();
      said = '';
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof StartError ? error.message : String(error);
      if (message !== said) process.stderr.write(`ecore-mock: nothing was changed: ${message}\n`);
      said = message;
    }
    await pause(everyMs, undefined, { signal }).catch(() => {});
  }
};
