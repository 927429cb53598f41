import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { atomic } from './atomic.ts';
import { schema } from './shared.ts';
import { codeOf, StoreError } from './store-error.ts';
import { countWrites } from './until-write.ts';

/** "ECOR" in ASCII: SQLite's own mark by which a file of ours is told from another's. */
const applicationId = 0x45434f52;
const schemaVersion = 3;

const foreign = 'is not a database of ecore-mock; name another file';
const otherVersion = 'was made by another version of ecore-mock; name another file or delete this one';
const inUse = 'is in use by another process; stop that one or name another file';
const damaged = (what: string): string => `is damaged: ${what}; put a copy in its place, or delete it`;

/** Files that SQLite keeps beside a database: after a crash, they have a part of it. */
const sidecars = ['-wal', '-journal'] as const;

/** What is there under that path; undefined where nothing is. */
const found = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

const writable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** How a database of SQLite begins: what it is, and whose (https://sqlite.org/fileformat.html). */
const readHeader = (file: string): { isDatabase: boolean; id: number; version: number } => {
  const header = Buffer.alloc(100);
  const opened = openSync(file, 'r');
  try {
    const isDatabase =
      readSync(opened, header, 0, header.length, 0) === header.length &&
      header.toString('latin1', 0, 15) === 'SQLite format 3';
    return { isDatabase, id: header.readUInt32BE(68), version: header.readUInt32BE(60) };
  } finally {
    closeSync(opened);
  }
};

/**
 * Why a path can't be used; undefined where it can. It is looked at without SQLite, which would write to a file that it
 * opens: what a crash left beside it goes into it.
 */
const refusal = (file: string): string | undefined => {
  const there = found(file);
  const folder = dirname(file);
  if (there && !there.isFile()) return 'is no file; name another';
  if (!writable(folder)) return `can't be used: the folder ${folder} may not be written; name a file in another one`;
  if (there && !writable(file)) return 'may not be written; let this user write it, or name another file';
  if (!there || there.size === 0) {
    return found(`${file}-wal`)?.size
      ? `is not there, but the ${file}-wal of another file is; put the two together again, or name another file`
      : undefined;
  }
  const { isDatabase, id, version } = readHeader(file);
  if (!isDatabase || id !== applicationId) return foreign;
  return version === schemaVersion ? undefined : otherVersion;
};

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
    atomic(db, prepareTables)(db);
    db.pragma('journal_mode = WAL');
    // What is told to be done is in the hands of the system then, which outlives the process, though not a loss of power.
    db.pragma('synchronous = NORMAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
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

/** Tries on a copy what SQLite is about to do: to bring in what a crash left. What can't be used stays as it is. */
const rehearse = (file: string, left: readonly string[]): void => {
  // A name that nobody's own copy has.
  const copy = join(dirname(file), `.${basename(file)}.ecore-mock`);
  const remove = (): void => {
    for (const end of ['', ...sidecars]) rmSync(copy + end, { force: true });
  };
  askLock(file);
  remove();
  try {
    for (const end of ['', ...left]) copyFileSync(file + end, copy + end, constants.COPYFILE_FICLONE);
    open(copy).close();
  } finally {
    remove();
  }
};

const attempts = 10;

/** Two that start at once can be in each other's way so that neither gets the file: they try again, out of step. */
const openInTurn = (file: string, attempt = 1): Database => {
  try {
    return open(file);
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_BUSY') || attempt === attempts) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 + (process.pid % 17));
    return openInTurn(file, attempt + 1);
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

const openFile = (file: string): Database =>
  explained(file, () => {
    const why = refusal(file);
    if (why !== undefined) throw new StoreError(why);
    const left = sidecars.filter((end) => existsSync(file + end));
    if (left.length > 0) rehearse(file, left);
    return openInTurn(file);
  });

/**
 * Opens a database, and makes the tables where there are none: in memory where no file is named, else for this process
 * alone until it is closed.
 * @throws StoreError for a file that can't be used: nothing in it is changed
 */
export const openDatabase = (file?: string): Database => {
  const db = file === undefined ? openInMemory() : openFile(file);
  countWrites(db);
  return db;
};
