import DatabaseFile from 'better-sqlite3';
import { StartError } from '../../lib/start-error.ts';

/** A database file that can't be used. The message names the file and says what to do. */
export class StoreError extends StartError {}

/** The code of a failure of SQLite or of the system, such as SQLITE_FULL; empty for any other. */
export const codeOf = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : '';
};

/** Whether the disk did not take what was to be written: no part of it is there. */
export const isUnwritten = (error: unknown): error is Error =>
  error instanceof DatabaseFile.SqliteError && /^SQLITE_(FULL|IOERR)/.test(error.code);
