import DatabaseFile, { type Database } from 'better-sqlite3';
import { createPeopleIndex, createSeedDataTables, openSeedData, type SeedData } from './seed-data.ts';

/** "ECOD" in ASCII: SQLite's own mark of a file's kind. It is not that of a state, so that `--db` takes none of these. */
const applicationId = 0x45434f44;
const formatVersion = 2;

/**
 * Files of at most so many bytes are checked whole when they are opened. SQLite takes 0.5 to 2 ms for each MB: 6 ms for the
 * default data. Damage in a larger file is found when the damaged part is read.
 */
const mostChecked = 32 * 1024 ** 2;

const pragmas = (db: Database, settings: readonly string[]): void => {
  for (const setting of settings) db.pragma(setting);
};

const readPragma = (db: Database, pragma: string): unknown => db.pragma(pragma, { simple: true });

/** All tables and indexes, with any trigger and view, as SQL. */
const schemaOf = (db: Database): string =>
  JSON.stringify(db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all());

/** What schemaOf gives for the data of this version. */
const expectedSchema = (): string => {
  const { db, close } = openSeedData();
  createPeopleIndex(db);
  const schema = schemaOf(db);
  close();
  return schema;
};

/** @throws Error that says why the database is not whole, or is not one of prepared data */
const check = (db: Database): void => {
  if (readPragma(db, 'application_id') !== applicationId || readPragma(db, 'user_version') !== formatVersion) {
    throw new Error('it is not prepared data of this version');
  }
  if (schemaOf(db) !== expectedSchema()) throw new Error('its tables are not those of prepared data');
  const bytes = (readPragma(db, 'page_count') as number) * (readPragma(db, 'page_size') as number);
  if (bytes > mostChecked) return;
  const found = readPragma(db, 'quick_check(1)');
  if (found !== 'ok') throw new Error(String(found).replaceAll('\n', ' '));
};

/**
 * Makes an empty file of prepared data. It is locked until it is closed, so that others can see that it is being written.
 */
export const createPrepared = (file: string): SeedData => {
  const db = new DatabaseFile(file);
  // What is lost in a crash has no name yet, and is never opened.
  pragmas(db, [
    // Records are read many at a time: with the default of 4 KiB, reading the pages takes most of the time.
    'page_size = 16384',
    'locking_mode = EXCLUSIVE',
    'journal_mode = MEMORY',
    'synchronous = OFF',
    `application_id = ${applicationId}`,
    `user_version = ${formatVersion}`,
  ]);
  return createSeedDataTables(db);
};

/**
 * Opens prepared data, to be read alone.
 * @throws Error, of SQLite or not, for a file that is damaged or has other tables
 */
export const openPrepared = (file: string): Database => {
  const db = new DatabaseFile(file, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    pragmas(db, [
      // Nothing in a file may call a function or reach a table that SQLite does not hold to be harmless.
      'trusted_schema = OFF',
      // A file that is cut off while it is mapped into memory ends the process.
      'mmap_size = 0',
      // Nobody writes to it: it is locked once, not for each statement.
      'locking_mode = EXCLUSIVE',
      // The check reads each page once: to keep them would cost more time, and memory, than the check itself.
      'cache_size = -256',
    ]);
    check(db);
    pragmas(db, ['cache_size = -32768']);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
