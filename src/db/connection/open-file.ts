import { randomUUID } from 'node:crypto';
import { closeSync, constants, copyFileSync, existsSync, openSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { schema } from '../prepared/seed-data.ts';
import {
  applicationId,
  behindLinks,
  foreign,
  found,
  otherVersion,
  refusal,
  schemaVersion,
  sidecars,
} from './inspect-file.ts';
import { codeOf, StoreError } from './store-error.ts';
import { createTransaction } from './transactions.ts';

const inUse = 'is in use by another process; stop that one or name another file';
const damaged = (what: string): string => `is damaged: ${what}; put a copy in its place, or delete it`;

const prepareTables = (db: Database): void => {
  const id = db.pragma('application_id', { simple: true });
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables === 0 && id === 0) {
    db.exec(schema('state') + schema('records'));
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${schemaVersion}`);
    return;
  }
  if (id !== applicationId) throw new StoreError(foreign);
  if (db.pragma('user_version', { simple: true }) !== schemaVersion) throw new StoreError(otherVersion);
  const [first] = db.pragma('integrity_check(1)') as [{ integrity_check: string }];
  if (first.integrity_check !== 'ok') throw new StoreError(damaged(first.integrity_check.replaceAll('\n', ' ')));
};

/** A database of its own for this process, with its tables. */
const open = (file: string): Database => {
  const db = new DatabaseFile(file, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    createTransaction(db, prepareTables)(db);
    db.pragma('journal_mode = WAL');
    // What is told to be done is in the hands of the system then, which outlives the process, though not a loss of power.
    db.pragma('synchronous = NORMAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** What the state of a database says that it was made from; undefined for a new one. */
export const originIn = (db: Database): string | undefined =>
  db.prepare<[], string>("SELECT value FROM meta WHERE key = 'origin'").pluck().get();

/** @throws StoreError for a state that was made from something else */
export const checkOrigin = (db: Database, origin: string): void => {
  if ((originIn(db) ?? origin) !== origin) {
    throw new StoreError('was made from another --seed, --people or --fixtures; give the same, or name another file');
  }
};

/** @throws SQLITE_BUSY where another process has the file. Nothing is written. */
const askLock = (file: string): void => {
  const db = new DatabaseFile(file, { readonly: true, timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('application_id');
  } catch (error) {
    // A file opened for reading alone can't be locked so, and fails in another way when it is free.
    if (codeOf(error).startsWith('SQLITE_BUSY')) throw error;
  } finally {
    db.close();
  }
};

/** Whether another process, or another part of this one, is writing to a database. Also true where that can't be seen. */
export const isInUse = (file: string): boolean => {
  try {
    askLock(file);
    return false;
  } catch {
    return true;
  }
};

/** The same as long as nobody writes to a file or to what SQLite keeps beside it. */
const looks = (file: string): string =>
  ['', ...sidecars]
    .map((end) => found(file + end))
    .map((part) => `${part?.ino} ${part?.size} ${part?.mtimeMs}`)
    .join();

/** After this the copy of a start that was killed is nobody's any more. */
const copyMs = 3_600_000;

/** Removes copies that earlier starts of the file have left. */
const removeCopies = (file: string): void => {
  const folder = dirname(file);
  const left = readdirSync(folder).filter(
    (name) => name.startsWith(`.${basename(file)}.`) && /\.ecore-mock(-|$)/.test(name),
  );
  for (const name of left) {
    const copy = join(folder, name);
    if ((found(copy)?.mtimeMs ?? 0) < Date.now() - copyMs) rmSync(copy, { force: true });
  }
};

class Busy extends Error {
  readonly code = 'SQLITE_BUSY';
}

/**
 * Tries on a copy what SQLite is about to do: to bring in what a crash left. What can't be used stays as it is.
 * @throws StoreError, or what SQLite says, where it can't be used; SQLITE_BUSY where another process is at it
 */
const rehearse = (file: string, origin: string | undefined): void => {
  const copy = join(dirname(file), `.${basename(file)}.${randomUUID()}.ecore-mock`);
  askLock(file);
  removeCopies(file);
  const before = looks(file);
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
    // Of a file that was written to meanwhile, the copy tells nothing.
    throw looks(file) === before ? error : new Busy();
  } finally {
    for (const end of ['', ...sidecars]) rmSync(copy + end, { force: true });
  }
};

const attempts = 10;

/** Two that start at once can be in each other's way so that neither gets the file: they try again, out of step. */
const inTurn = <T>(work: () => T, attempt = 1): T => {
  try {
    return work();
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_BUSY') || attempt === attempts) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 + (process.pid % 17));
    return inTurn(work, attempt + 1);
  }
};

/** What a failure of SQLite or of the file system means to who named the file. */
const explain = (error: unknown): string => {
  if (error instanceof StoreError) return error.message;
  const { message } = error as Error;
  const code = codeOf(error);
  if (code.startsWith('SQLITE_BUSY')) return inUse;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return damaged(message);
  if (/^(SQLITE_FULL|SQLITE_IOERR_WRITE|ENOSPC|EFBIG|EDQUOT)/.test(code)) {
    return `can't be written: ${message}; make room on its disk, or name another file`;
  }
  return `can't be used: ${message}; name another file or delete this one`;
};

/** Does it; where it can't be done with this file, says why and what to do, in one line. */
export const explained = <T>(file: string | undefined, work: () => T): T => {
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

/** Makes a file that only this user may read, if there is none: SQLite gives what it keeps beside it the same rights. */
const createPrivate = (file: string): void => {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
};

const openFile = (path: string, origin: string | undefined): Database =>
  explained(path, () => {
    const file = behindLinks(path);
    return inTurn(() => {
      const why = refusal(file);
      if (why !== undefined) throw new StoreError(why);
      if (sidecars.some((end) => existsSync(file + end))) rehearse(file, origin);
      createPrivate(file);
      return open(file);
    });
  });

/**
 * Opens a database, and makes the tables where there are none: in memory where no file is named, else for this process
 * alone until it is closed.
 * @param origin what its state is to have begun from, if that is known
 * @throws StoreError for a file that can't be used: nothing in it is changed
 */
export const openDatabase = (file?: string, origin?: string): Database =>
  file === undefined ? openInMemory() : openFile(file, origin);
