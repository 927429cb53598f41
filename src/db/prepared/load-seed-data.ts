import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { StartError } from '../../lib/start-error.ts';
import { createReadGuard } from '../connection/damaged-data.ts';
import type { InitialData } from '../initial-data.ts';
import type { RecordSet } from '../repositories/record-repository.ts';
import type { SeedData } from '../seed-data.ts';
import { createSeedDataOn, type FillOptions, fillSeedData, openSeedData, replaceSeedData } from './fill-seed-data.ts';
import { createPrepared, openPrepared } from './prepared-database.ts';
import {
  checkFile,
  findFile,
  makeFolder,
  markUsed,
  prune,
  removeFile,
  syncFile,
  syncFolder,
} from './prepared-files.ts';
import { computeKey } from './prepared-key.ts';

/** Receives messages about files. Each is one line without a full stop. */
type Notices = {
  /** Called with the reason why no file is stored. Each start then generates the data in memory. */
  onNotStored: (why: string) => void;
  /** Called with the file that can't be used and the reason. Its data is then generated again. */
  onRegenerated: (why: string) => void;
};

/** An open file with prepared data. */
type PreparedFile = { db: Database; stats: Stats; recordSets: RecordSet[] };

/** @throws Error for a file that is damaged or has no prepared data */
const open = (file: string): PreparedFile => {
  const stats = findFile(file) as Stats;
  const db = openPrepared(file);
  try {
    const recordSets = db.prepare<[], string>('SELECT record_sets FROM made_from').pluck().get();
    return { db, stats, recordSets: JSON.parse(recordSets as string) };
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Opens the file of an earlier start. A file that can't be used is removed. */
const openExisting = (file: string, { onRegenerated }: Notices): PreparedFile | undefined => {
  const stats = findFile(file);
  if (!stats) return undefined;
  try {
    checkFile(file, stats);
    return open(file);
  } catch (error) {
    onRegenerated(`${file} can't be used: ${(error as Error).message}; its data is generated again`);
    if (stats.isFile()) removeFile(file, stats);
    return undefined;
  }
};

const write = async (part: string, initialData: InitialData, options: FillOptions): Promise<void> => {
  const seedData = createPrepared(part);
  try {
    await fillSeedData(seedData, initialData, options);
    seedData.db
      .prepare('INSERT INTO made_from (record_sets) VALUES (?)')
      .run(JSON.stringify(seedData.loaded?.recordSets));
  } finally {
    seedData.close();
  }
};

/** Generates the data into a file, and renames the file once it is complete. So a start never finds an incomplete file. */
const makeFile = async (file: string, initialData: InitialData, options: FillOptions): Promise<PreparedFile> => {
  const part = file.replace(/\.data$/, `-${randomUUID()}.part`);
  try {
    await write(part, initialData, options);
    syncFile(part);
    // Open the file before the rename. After the rename, another start may replace or remove the file at any time.
    const prepared = open(part);
    try {
      renameSync(part, file);
      syncFolder(dirname(file));
      prune(dirname(file), basename(file));
      return prepared;
    } catch (error) {
      prepared.db.close();
      throw error;
    }
  } finally {
    rmSync(part, { force: true });
  }
};

/** The parameters of loadSeedData. */
type Loading = {
  seedData: SeedData;
  initialData: InitialData;
  folder: string | undefined;
  notices: Notices;
  options: FillOptions;
};

/** Whether an error has nothing to do with the folder. */
const isUnrelated = (error: unknown): boolean => error instanceof StartError || (error as Error).name === 'AbortError';

/**
 * Loads the data from a file in a folder. Returns undefined if the folder can't have files.
 * @param damaged the file that was used until now and is damaged
 */
const loadFromFolder = async (
  loading: Loading,
  folder: string,
  damaged: Stats | undefined,
): Promise<SeedData | undefined> => {
  const { initialData, notices, options } = loading;
  try {
    const file = join(folder, `${computeKey(initialData)}.data`);
    makeFolder(folder);
    if (damaged) removeFile(file, damaged);
    const { db, stats, recordSets } = openExisting(file, notices) ?? (await makeFile(file, initialData, options));
    markUsed(file);
    const guard = createReadGuard(db, (why) => {
      notices.onRegenerated(`${file} is damaged: ${why}; its data is generated again`);
      return load(loading, stats);
    });
    return { ...createSeedDataOn(db, guard), loaded: { initialData, recordSets } };
  } catch (error) {
    if (isUnrelated(error)) throw error;
    notices.onNotStored(`data can't be kept in ${folder}: ${(error as Error).message}`);
    return undefined;
  }
};

const makeInMemory = async (initialData: InitialData, options: FillOptions): Promise<SeedData> => {
  const seedData = openSeedData();
  await fillSeedData(seedData, initialData, options);
  return seedData;
};

const load = async (loading: Loading, damaged?: Stats): Promise<void> => {
  const { seedData, initialData, folder, options } = loading;
  const before = seedData.db;
  const prepared = folder === undefined ? undefined : await loadFromFolder(loading, folder, damaged);
  const next = prepared ?? (await makeInMemory(initialData, options));
  // Changed fixtures may have replaced the data in the meantime. In this case, their data stays.
  if (seedData.db === before) replaceSeedData(seedData, next);
  else next.close();
};

/**
 * Replaces seed data by the data that the random seed and the fixtures determine. The data comes from the file of an earlier
 * start, or is generated and stored for the next start. If the folder can't be used, the data is generated in memory. If a later read
 * finds the file damaged, the data is loaded again in the same way.
 * @param folder the folder of such files; undefined for none
 * @throws what the iterables of `initialData` throw, and AbortError
 */
export const loadSeedData = (
  seedData: SeedData,
  initialData: InitialData,
  folder: string | undefined,
  notices: Notices,
  options: FillOptions = {},
): Promise<void> => load({ seedData, initialData, folder, notices, options });
