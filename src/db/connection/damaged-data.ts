import type { Database } from 'better-sqlite3';
import { codeOf } from './store-error.ts';
import { wrapStatements } from './wrap-statements.ts';

/** A read of the shared data failed because its file is damaged. The data is being made again. */
export class DamagedData extends Error {
  /** Resolves once the data is there again, under the same `SeedData`. */
  readonly remade: Promise<void>;

  constructor(cause: Error, remade: Promise<void>) {
    super(`the file of the shared data is damaged: ${cause.message}`, { cause });
    this.remade = remade;
  }
}

/** Whether SQLite found its file damaged, or the system could not read it. */
const isDamage = (error: unknown): error is Error => /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(codeOf(error));

const reporters = new WeakMap<Database, (cause: Error) => DamagedData>();

/** The error for something in a database that is not as it was written: a DamagedData, if its reads are guarded. */
export const damagedIn = (db: Database, what: string): Error => {
  const error = new Error(what);
  return reporters.get(db)?.(error) ?? error;
};

/**
 * Has every read of this database that finds its file damaged throw a DamagedData. The first one has the data made again.
 * @param remake makes the data again, and puts it in the place of this database; is given what was found
 */
export const guardReads = (db: Database, remake: (why: string) => Promise<void>): void => {
  let remade: Promise<void> | undefined;
  const report = (cause: Error): DamagedData => {
    remade ??= remake(cause.message);
    // If it fails, whoever waits for it sees why; perhaps nobody does.
    remade.catch(() => {});
    return new DamagedData(cause, remade);
  };
  reporters.set(db, report);
  wrapStatements(db, (run) => (...given) => {
    try {
      return run(...given);
    } catch (error) {
      // Once it is made again, whoever goes on reading the closed database, such as a download, is to read the new one.
      const isReplaced = remade !== undefined && !db.open;
      throw isDamage(error) || isReplaced ? report(error as Error) : error;
    }
  });
};

/**
 * Does what reads shared data. If it finds the data damaged, does it again once the data is made again.
 * @param again what is done then, if not the same
 */
export const repeatDamaged = <T>(work: () => T, again: () => unknown = work): T | Promise<Awaited<T>> => {
  const repeat = (error: unknown): Promise<Awaited<T>> => {
    if (!(error instanceof DamagedData)) throw error;
    return error.remade.then(again) as Promise<Awaited<T>>;
  };
  try {
    const result = work();
    return result instanceof Promise ? result.catch(repeat) : result;
  } catch (error) {
    return repeat(error);
  }
};
