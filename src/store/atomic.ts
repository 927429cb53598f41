import type { Database } from 'better-sqlite3';

/** The function as one transaction: all of what it writes is there or, when it throws, nothing. */
export const atomic = <Given extends unknown[], Result>(
  db: Database,
  work: (...given: Given) => Result,
  // Immediate: what it reads first must still hold when it writes.
): ((...given: Given) => Result) => db.transaction(work).immediate as (...given: Given) => Result;
