import type { Database } from 'better-sqlite3';
import { getErrorCode } from './store-error.ts';

/** A read of the seed data failed because its file is damaged. The data is being generated again. */
export class DamagedData extends Error {
  /** Resolves once the data is loaded again, in the same `SeedData`. */
  readonly regenerated: Promise<void>;

  constructor(cause: Error, regenerated: Promise<void>) {
    super(`the file of the seed data is damaged: ${cause.message}`, { cause });
    this.regenerated = regenerated;
  }
}

/** A row is not as it was written: SQLite reads the lost last page of a long row as zeros and reports no error. */
export class DamagedRow extends Error {}

/** Whether SQLite found its file damaged, or the system could not read it. */
const isDamage = (error: unknown): error is Error =>
  error instanceof DamagedRow || /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(getErrorCode(error));

/** Runs a function that reads a database, and returns its result. @throws DamagedData if its file is damaged */
export type ReadGuard = <T>(read: () => T) => T;

/** The guard of a database in memory, which can't be damaged. */
export const noGuard: ReadGuard = (read) => read();

/**
 * Creates the guard of a database in a file. All reads of the seed data run in one. The first read that finds the file
 * damaged starts to generate the data again.
 * @param regenerate generates the data again and replaces the database; receives the message of the error
 */
export const createReadGuard = (db: Database, regenerate: (why: string) => Promise<void>): ReadGuard => {
  let regenerated: Promise<void> | undefined;
  return (read) => {
    try {
      return read();
    } catch (error) {
      // A caller that still reads the closed database, such as a download, must repeat its read with the new one.
      const isReplaced = regenerated !== undefined && !db.open;
      if (!isDamage(error) && !isReplaced) throw error;
      const cause = error as Error;
      regenerated ??= regenerate(cause.message);
      // Perhaps no caller waits for the data. A caller that waits receives the error.
      regenerated.catch(() => {});
      throw new DamagedData(cause, regenerated);
    }
  };
};

/**
 * Runs a function that reads seed data. If the data is damaged, runs it again once the data is generated again.
 * @param again runs then, if it is not the same function
 */
export const repeatDamaged = <T>(work: () => T, again: () => unknown = work): T | Promise<Awaited<T>> => {
  const repeat = (error: unknown): Promise<Awaited<T>> => {
    if (!(error instanceof DamagedData)) throw error;
    return error.regenerated.then(again) as Promise<Awaited<T>>;
  };
  try {
    const result = work();
    return result instanceof Promise ? result.catch(repeat) : result;
  } catch (error) {
    return repeat(error);
  }
};
