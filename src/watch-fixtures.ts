import { watch } from 'node:fs';
import type { Config } from './config.ts';
import { defaultFolder, loadFixtures } from './seed/fixtures.ts';
import { StartError } from './start-error.ts';
import type { Store } from './store/open.ts';
import { fill, openShared } from './store/shared.ts';

/** Editors write a file in several steps: what follows this soon belongs to the same change. */
const settleMs = 50;

/**
 * Makes the data anew whenever a fixture file changes; a faulty file changes nothing, and stderr says why.
 * @param restarted called when new data has taken the place of the old
 */
export const watchFixtures = (config: Config, store: Store, restarted: () => void, signal: AbortSignal): void => {
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  let hash = loadFixtures(config.fixtures).hash;

  const reload = async (): Promise<void> => {
    try {
      const fixtures = loadFixtures(config.fixtures);
      if (fixtures.hash === hash || signal.aborted) return;
      const next = openShared();
      await fill(next, fixtures, config.seed, config.people, signal);
      store.restart(next, Date.now());
      hash = fixtures.hash;
      restarted();
      process.stderr.write('ecore-mock: the fixtures have changed; the data was made anew\n');
    } catch (error) {
      if (signal.aborted) return;
      const { message } = error as Error;
      process.stderr.write(
        `ecore-mock: nothing was changed: ${error instanceof StartError ? message : String(error)}\n`,
      );
    }
  };

  watch(config.fixtures ?? defaultFolder, { recursive: true, signal }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(reload);
    }, settleMs);
  });
};
