import DatabaseFile from 'better-sqlite3';
import { StartError } from '../../lib/start-error.ts';

/** A database file that can't be used. The message names the file and says what to do. */
export class StoreError extends StartError {}

/** The code of an error of SQLite or of the system, such as SQLITE_FULL; empty for other errors. */
export const getErrorCode = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : '';
};

/** Whether a write failed because of the disk. Nothing of it was written. */
export const isWriteError = (error: unknown): error is Error =>
  error instanceof DatabaseFile.SqliteError && /^SQLITE_(FULL|IOERR)/.test(error.code);
