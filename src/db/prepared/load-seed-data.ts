import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { codeFolder, version } from '../../lib/package-info.ts';
import { StartError } from '../../lib/start-error.ts';
import { createReadGuard } from '../connection/damaged-data.ts';
import type { InitialData } from '../initial-data.ts';
import type { RecordSet } from '../repositories/record-repository.ts';
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
import {
  createSeedDataOn,
  type FillOptions,
  fillSeedData,
  openSeedData,
  replaceSeedData,
  type SeedData,
} from './seed-data.ts';

/** What to do with messages about files, each one line without a full stop. */
export type Notices = {
  /** Receives why no file is kept: the data is made in memory, at every start. */
  notKept: (why: string) => void;
  /** Receives which file can't be used and why: its data is made again. */
  madeAgain: (why: string) => void;
};

/** The code that makes the data: what was published by the names of its parts, which change with them; else its text. */
const code = (): string[] => {
  if (!import.meta.url.endsWith('.ts')) return readdirSync(codeFolder).filter((name) => name.endsWith('.js'));
  return ['fixtures/', 'domain/', 'db/']
    .map((path) => new URL(path, codeFolder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|sql)$/.test(name))
        .map((name) => readFileSync(new URL(name, folder), 'utf8')),
    );
};

/** The same for data that is the same. */
const keyOf = ({ origin: { fixtures, seed, people } }: InitialData): string =>
  createHash('sha256')
    .update(JSON.stringify([version, code().sort(), fixtures, seed, people]))
    .digest('hex')
    .slice(0, 32);

/** An open file with prepared data. */
type Kept = { db: Database; found: Stats; recordSets: RecordSet[] };

/** @throws Error for a file that is damaged or has no prepared data */
const open = (file: string): Kept => {
  const found = findFile(file) as Stats;
  const db = openPrepared(file);
  try {
    const recordSets = db.prepare<[], string>('SELECT record_sets FROM made_from').pluck().get();
    return { db, found, recordSets: JSON.parse(recordSets as string) };
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Opens the file that was kept. One that can't be used is removed. */
const openKept = (file: string, { madeAgain }: Notices): Kept | undefined => {
  const found = findFile(file);
  if (!found) return undefined;
  try {
    checkFile(file, found);
    return open(file);
  } catch (error) {
    madeAgain(`${file} can't be used: ${(error as Error).message}; its data is made again`);
    if (found.isFile()) removeFile(file, found);
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

/** Makes the data in a file, which gets its name when it is whole: nobody ever finds half of one. */
const make = async (file: string, initialData: InitialData, options: FillOptions): Promise<Kept> => {
  const part = file.replace(/\.data$/, `-${randomUUID()}.part`);
  try {
    await write(part, initialData, options);
    syncFile(part);
    // Opened under its first name: under the other one, another start may replace or remove it at any time.
    const made = open(part);
    try {
      renameSync(part, file);
      syncFolder(dirname(file));
      prune(dirname(file), basename(file));
      return made;
    } catch (error) {
      made.db.close();
      throw error;
    }
  } finally {
    rmSync(part, { force: true });
  }
};

/** Where data is loaded, and from what. */
type Loading = {
  seedData: SeedData;
  initialData: InitialData;
  folder: string | undefined;
  notices: Notices;
  options: FillOptions;
};

const isOwnMistake = (error: unknown): boolean => error instanceof StartError || (error as Error).name === 'AbortError';

/**
 * The data of a file in this folder; undefined where there can be none.
 * @param damaged the file that was used so far, which is damaged
 */
const fromFolder = async (
  loading: Loading,
  folder: string,
  damaged: Stats | undefined,
): Promise<SeedData | undefined> => {
  const { initialData, notices, options } = loading;
  try {
    const file = join(folder, `${keyOf(initialData)}.data`);
    makeFolder(folder);
    if (damaged) removeFile(file, damaged);
    const { db, found, recordSets } = openKept(file, notices) ?? (await make(file, initialData, options));
    markUsed(file);
    const guard = createReadGuard(db, (why) => {
      notices.madeAgain(`${file} is damaged: ${why}; its data is made again`);
      return load(loading, found);
    });
    return { ...createSeedDataOn(db, guard), loaded: { initialData, recordSets } };
  } catch (error) {
    if (isOwnMistake(error)) throw error;
    notices.notKept(`data can't be kept in ${folder}: ${(error as Error).message}`);
    return undefined;
  }
};

const inMemory = async (initialData: InitialData, options: FillOptions): Promise<SeedData> => {
  const seedData = openSeedData();
  await fillSeedData(seedData, initialData, options);
  return seedData;
};

const load = async (loading: Loading, damaged?: Stats): Promise<void> => {
  const { seedData, initialData, folder, options } = loading;
  const before = seedData.db;
  const kept = folder === undefined ? undefined : await fromFolder(loading, folder, damaged);
  const next = kept ?? (await inMemory(initialData, options));
  // Fixtures may have changed meanwhile: their data was put there then.
  if (seedData.db === before) replaceSeedData(seedData, next);
  else next.close();
};

/**
 * Puts the data that the seed and the fixtures fix in the place of what was there: from the file in which it was kept, or
 * made now and kept for the next time. Where the folder can't be used it is made in memory. If a read finds the file
 * damaged later on, the data is loaded once more in the same way.
 * @param folder where such files are; undefined for none
 * @throws what the iterables of `initialData` throw, and AbortError
 */
export const loadSeedData = (
  seedData: SeedData,
  initialData: InitialData,
  folder: string | undefined,
  notices: Notices,
  options: FillOptions = {},
): Promise<void> => load({ seedData, initialData, folder, notices, options });
