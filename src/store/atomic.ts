import type { Database } from 'better-sqlite3';

/** The function as one transaction: all of what it writes is there or, when it throws, nothing. */
export const atomic = <Given extends unknown[], Result>(
  db: Database,
  work: (...given: Given) => Result,
): ((...given: Given) => Result) => db.transaction(work);
