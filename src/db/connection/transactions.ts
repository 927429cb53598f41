import type { Database } from 'better-sqlite3';

/** The function as one transaction: all that it writes is stored or, if it throws, nothing. */
export const createTransaction = <Parameters extends unknown[], Result>(
  db: Database,
  work: (...parameters: Parameters) => Result,
): ((...parameters: Parameters) => Result) =>
  // Immediate, so that nobody else can change what the transaction has read before it writes.
  db.transaction(work).immediate as (...parameters: Parameters) => Result;
