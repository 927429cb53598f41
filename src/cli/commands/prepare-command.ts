import { openSeedData } from '../../db/prepared/fill-seed-data.ts';
import { loadSeedData } from '../../db/prepared/load-seed-data.ts';
import { findCacheFolder } from '../../db/prepared/prepared-files.ts';
import { createInitialData } from '../../fixtures/create-initial-data.ts';
import type { Fixtures } from '../../fixtures/load/load-fixtures.ts';
import type { Command } from '../../lib/command-options.ts';
import { StartError } from '../../lib/start-error.ts';
import { type ServerOptions, type ServerOptionsSchema, serverOptions } from '../../server/server-options.ts';
import { createProgressLine } from '../progress.ts';

/** It has the options of the server, so that users can pass the options of the later start unchanged. */
export const prepareCommand: Command<typeof ServerOptionsSchema> = {
  ...serverOptions,
  name: 'prepare',
  purpose: 'Generates and stores the data for a start with the same options, which makes that start faster.',
  exitCodes: '0 the data is stored, 1 wrong options, fixtures or cache folder.',
};

/** @throws StartError if the data can't be stored */
export const prepare = async (options: ServerOptions, fixtures: Fixtures, stop: AbortSignal): Promise<void> => {
  const refuse = (reason: string): void => {
    throw new StartError(`${reason}; name another folder with --cache`);
  };
  const folder = options.cache ?? findCacheFolder(process.env);
  if (folder === undefined) return refuse('the default cache folder needs a home folder, and this user has none');
  const warn = (message: string): void => {
    process.stderr.write(`ecore-mock: ${message}\n`);
  };
  const initialData = createInitialData(fixtures, options.seed, options.people);
  const seedData = openSeedData();
  try {
    const notices = { onNotStored: refuse, onRegenerated: warn };
    await loadSeedData(seedData, initialData, folder, notices, { signal: stop, progress: createProgressLine() });
    seedData.close();
  } catch (error) {
    throw stop.aborted ? new StartError('stopped before the data was complete: nothing is stored') : error;
  }
};
