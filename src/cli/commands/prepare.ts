import { loadSeedData } from '../../db/prepared/load-seed-data.ts';
import { cacheFolder } from '../../db/prepared/prepared-files.ts';
import { openSeedData } from '../../db/prepared/seed-data.ts';
import { createInitialData } from '../../fixtures/create-initial-data.ts';
import type { Fixtures } from '../../fixtures/load/load-fixtures.ts';
import type { Command } from '../../lib/command-options.ts';
import { StartError } from '../../lib/start-error.ts';
import { type ServerOptions, type ServerOptionsSchema, serverOptions } from '../../server/server-options.ts';
import { progressLine } from '../progress.ts';

/** It takes the options of serving, so that those of a start that is to come can be given as they are. */
export const prepareCommand: Command<typeof ServerOptionsSchema> = {
  ...serverOptions,
  name: 'prepare',
  purpose: 'Makes the data for a start with the same options and keeps it, so that such a start takes no time.',
  exitCodes: '0 it is kept, 1 wrong options, fixtures or cache folder.',
};

/** @throws StartError where the data can't be kept */
export const prepare = async (config: ServerOptions, fixtures: Fixtures, signal: AbortSignal): Promise<void> => {
  const refuse = (why: string): void => {
    throw new StartError(`${why}; name another folder by --cache`);
  };
  const folder = config.cache ?? cacheFolder(process.env);
  if (folder === undefined) return refuse('there is no home folder to keep data in');
  const madeAgain = (why: string): void => {
    process.stderr.write(`ecore-mock: ${why}\n`);
  };
  const initialData = createInitialData(fixtures, config.seed, config.people);
  const shared = openSeedData();
  try {
    const notices = { notKept: refuse, madeAgain };
    await loadSeedData(shared, initialData, folder, notices, { signal, progress: progressLine() });
    shared.close();
  } catch (error) {
    throw signal.aborted ? new StartError('stopped before the data was made: none is kept') : error;
  }
};
