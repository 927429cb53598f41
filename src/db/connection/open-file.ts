import { randomUUID } from 'node:crypto';
import { closeSync, constants, copyFileSync, existsSync, openSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { readSchema } from '../schema/read-schema.ts';
import {
  applicationId,
  findRefusal,
  findStats,
  foreign,
  otherVersion,
  resolveLinks,
  schemaVersion,
  sidecars,
} from './inspect-file.ts';
import { getErrorCode, StoreError } from './store-error.ts';
import { createTransaction } from './transactions.ts';

const inUse = 'is in use by another process; stop that one or name another file';
const describeDamage = (what: string): string => `is damaged: ${what}; put a copy in its place, or delete it`;

const prepareTables = (db: Database): void => {
  const id = db.pragma('application_id', { simple: true });
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables === 0 && id === 0) {
    db.exec(readSchema('state') + readSchema('records'));
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${schemaVersion}`);
    return;
  }
  if (id !== applicationId) throw new StoreError(foreign);
  if (db.pragma('user_version', { simple: true }) !== schemaVersion) throw new StoreError(otherVersion);
  const [first] = db.pragma('integrity_check(1)') as [{ integrity_check: string }];
  if (first.integrity_check !== 'ok') throw new StoreError(describeDamage(first.integrity_check.replaceAll('\n', ' ')));
};

/** Opens a database for this process alone, and creates its tables if it has none. */
const open = (file: string): Database => {
  const db = new DatabaseFile(file, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    createTransaction(db, prepareTables)(db);
    db.pragma('journal_mode = WAL');
    // A committed change is then stored by the system: it survives the end of the process, but not a loss of power.
    db.pragma('synchronous = NORMAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Reads the seed, the number of people and the fixtures that a state was created from; undefined for an empty database. */
export const readOrigin = (db: Database): string | undefined =>
  db.prepare<[], string>("SELECT value FROM meta WHERE key = 'origin'").pluck().get();

/** @throws StoreError if the state was created from another seed, number of people or fixtures */
export const checkOrigin = (db: Database, origin: string): void => {
  if ((readOrigin(db) ?? origin) !== origin) {
    throw new StoreError(
      'was made from another --seed, --people or --fixtures; use the same options, or name another file',
    );
  }
};

/** Checks, without writing, that no other process has the file. @throws SQLITE_BUSY if one has it */
const checkLock = (file: string): void => {
  const db = new DatabaseFile(file, { readonly: true, timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('application_id');
  } catch (error) {
    // The lock fails in another way if the file is free, because it is opened only for reading.
    if (getErrorCode(error).startsWith('SQLITE_BUSY')) throw error;
  } finally {
    db.close();
  }
};

/** Whether another process, or another part of this one, has a database open. Also true if that can't be found out. */
export const isInUse = (file: string): boolean => {
  try {
    checkLock(file);
    return false;
  } catch {
    return true;
  }
};

/** Describes a file and the files of SQLite beside it. The text stays the same as long as no process writes to these files. */
const computeFingerprint = (file: string): string =>
  ['', ...sidecars]
    .map((end) => findStats(file + end))
    .map((part) => `${part?.ino} ${part?.size} ${part?.mtimeMs}`)
    .join();

/** An older copy was left by a start that was killed. */
const maxCopyAgeMs = 3_600_000;

/** Removes the copies that earlier starts have left. */
const removeCopies = (file: string): void => {
  const folder = dirname(file);
  const copies = readdirSync(folder).filter(
    (name) => name.startsWith(`.${basename(file)}.`) && /\.ecore-mock(-|$)/.test(name),
  );
  for (const name of copies) {
    const copy = join(folder, name);
    if ((findStats(copy)?.mtimeMs ?? 0) < Date.now() - maxCopyAgeMs) rmSync(copy, { force: true });
  }
};

class Busy extends Error {
  readonly code = 'SQLITE_BUSY';
}

/**
 * Opens a copy of the file first, because SQLite changes a file after a crash. So a file that can't be used is not changed.
 * @throws StoreError or an error of SQLite if the file can't be used; SQLITE_BUSY if another process uses it
 */
const checkOnCopy = (file: string, origin: string | undefined): void => {
  const copy = join(dirname(file), `.${basename(file)}.${randomUUID()}.ecore-mock`);
  checkLock(file);
  removeCopies(file);
  const before = computeFingerprint(file);
  try {
    for (const end of ['', ...sidecars]) {
      if (existsSync(file + end)) copyFileSync(file + end, copy + end, constants.COPYFILE_FICLONE);
    }
    const db = open(copy);
    try {
      if (origin !== undefined) checkOrigin(db, origin);
    } finally {
      db.close();
    }
  } catch (error) {
    // If another process wrote to the file during the check, the error of the copy is meaningless.
    throw computeFingerprint(file) === before ? error : new Busy();
  } finally {
    for (const end of ['', ...sidecars]) rmSync(copy + end, { force: true });
  }
};

const maxAttempts = 10;

/** Tries again after different delays: two processes that start at once can block each other. */
const retryWhileBusy = <T>(work: () => T, attempt = 1): T => {
  try {
    return work();
  } catch (error) {
    if (!getErrorCode(error).startsWith('SQLITE_BUSY') || attempt === maxAttempts) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 + (process.pid % 17));
    return retryWhileBusy(work, attempt + 1);
  }
};

/** Explains an error of SQLite or of the file system to the user who named the file. */
const explain = (error: unknown): string => {
  if (error instanceof StoreError) return error.message;
  const { message } = error as Error;
  const code = getErrorCode(error);
  if (code.startsWith('SQLITE_BUSY')) return inUse;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return describeDamage(message);
  if (/^(SQLITE_FULL|SQLITE_IOERR_WRITE|ENOSPC|EFBIG|EDQUOT)/.test(code)) {
    return `can't be written: ${message}; make room on its disk, or name another file`;
  }
  return `can't be used: ${message}; name another file or delete this one`;
};

/** Runs a function. If it fails with this file, throws a StoreError that says why and what to do, in one line. */
export const explainErrors = <T>(file: string | undefined, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (file === undefined) throw error;
    throw new StoreError(`--db ${file} ${explain(error)}`);
  }
};

const openInMemory = (): Database => {
  const db = new DatabaseFile(':memory:');
  prepareTables(db);
  return db;
};

/** Creates a file that only this user may read, if there is none. SQLite creates its other files with the same mode. */
const createPrivate = (file: string): void => {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (getErrorCode(error) !== 'EEXIST') throw error;
  }
};

const openFile = (path: string, origin: string | undefined): Database =>
  explainErrors(path, () => {
    const file = resolveLinks(path);
    return retryWhileBusy(() => {
      const why = findRefusal(file);
      if (why !== undefined) throw new StoreError(why);
      if (sidecars.some((end) => existsSync(file + end))) checkOnCopy(file, origin);
      createPrivate(file);
      return open(file);
    });
  });

/**
 * Opens a database and creates its tables if it has none. Without a file it is in memory. A file is locked for this process
 * until it is closed.
 * @param origin the seed, number of people and fixtures from which the state must have been created, if they are known
 * @throws StoreError for a file that can't be used; it is not changed
 */
export const openDatabase = (file?: string, origin?: string): Database =>
  file === undefined ? openInMemory() : openFile(file, origin);
