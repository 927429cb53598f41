import type { Database } from 'better-sqlite3';

/** The function as one transaction: all that it writes is stored or, if it throws, nothing. */
export const createTransaction = <Parameters extends unknown[], Result>(
  db: Database,
  work: (...parameters: Parameters) => Result,
): ((...parameters: Parameters) => Result) =>
  // The transaction is immediate, so no other process can change the data between its reads and its writes.
  db.transaction(work).immediate as (...parameters: Parameters) => Result;
