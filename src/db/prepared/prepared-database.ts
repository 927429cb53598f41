import DatabaseFile, { type Database } from 'better-sqlite3';
import type { SeedData } from '../seed-data.ts';
import { createPeopleIndex, createSeedDataTables, openSeedData } from './fill-seed-data.ts';

/** "ECOD" in ASCII. SQLite stores this id in its header. It differs from that of a state, so that `--db` refuses such a file. */
const applicationId = 0x45434f44;
const formatVersion = 3;

/**
 * A file of at most so many bytes is checked as a whole when it is opened. SQLite takes 0.5 to 2 ms per MB. In a larger
 * file, damage is found when the damaged part is read.
 */
const maxCheckedBytes = 32 * 1024 ** 2;

const setPragmas = (db: Database, settings: readonly string[]): void => {
  for (const setting of settings) db.pragma(setting);
};

const readPragma = (db: Database, pragma: string): unknown => db.pragma(pragma, { simple: true });

/** Reads all tables, indexes, triggers and views as SQL. */
const readSchemaSql = (db: Database): string =>
  JSON.stringify(db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all());

/** The schema of the data of this version. */
const createExpectedSchema = (): string => {
  const { db, close } = openSeedData();
  createPeopleIndex(db);
  const schema = readSchemaSql(db);
  close();
  return schema;
};

/** @throws Error that says why the database is damaged or has no prepared data */
const check = (db: Database): void => {
  if (readPragma(db, 'application_id') !== applicationId || readPragma(db, 'user_version') !== formatVersion) {
    throw new Error('it is not prepared data of this version');
  }
  if (readSchemaSql(db) !== createExpectedSchema()) throw new Error('its tables are not those of prepared data');
  const bytes = (readPragma(db, 'page_count') as number) * (readPragma(db, 'page_size') as number);
  if (bytes > maxCheckedBytes) return;
  const result = readPragma(db, 'quick_check(1)');
  if (result !== 'ok') throw new Error(String(result).replaceAll('\n', ' '));
};

/** Creates an empty file of prepared data. It is locked until it is closed, so that other processes see that it is in use. */
export const createPrepared = (file: string): SeedData => {
  const db = new DatabaseFile(file);
  // A crash may lose its content: an incomplete file has no final name yet and is never opened.
  setPragmas(db, [
    'locking_mode = EXCLUSIVE',
    'journal_mode = MEMORY',
    'synchronous = OFF',
    `application_id = ${applicationId}`,
    `user_version = ${formatVersion}`,
  ]);
  return createSeedDataTables(db);
};

/**
 * Opens prepared data for reading.
 * @throws Error, of SQLite or not, for a file that is damaged or has other tables
 */
export const openPrepared = (file: string): Database => {
  const db = new DatabaseFile(file, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    setPragmas(db, [
      // The schema of a file must not call functions or use tables that SQLite does not consider harmless.
      'trusted_schema = OFF',
      // If a file that is mapped into memory is truncated, the process ends.
      'mmap_size = 0',
      // No process writes to the file, so lock it once and not for each statement.
      'locking_mode = EXCLUSIVE',
      // The check reads each page once. To cache the pages would cost more time and memory than the check itself.
      'cache_size = -256',
    ]);
    check(db);
    setPragmas(db, ['cache_size = -32768']);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
