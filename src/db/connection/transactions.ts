import type { Database } from 'better-sqlite3';

const listeners = new WeakMap<Database, (() => void)[]>();

/** Has this called when a transaction was undone: what was kept in memory of what it wrote is wrong then. */
export const onUndone = (db: Database, forget: () => void): void => {
  listeners.set(db, [...(listeners.get(db) ?? []), forget]);
};

/** The function as one transaction: all of what it writes is there or, when it throws, nothing. */
export const atomic = <Given extends unknown[], Result>(
  db: Database,
  work: (...given: Given) => Result,
): ((...given: Given) => Result) => {
  // Immediate: what it reads first must still hold when it writes.
  const run = db.transaction(work).immediate as (...given: Given) => Result;
  return (...given) => {
    try {
      return run(...given);
    } catch (error) {
      for (const forget of listeners.get(db) ?? []) forget();
      throw error;
    }
  };
};
