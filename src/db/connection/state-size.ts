import type { Database } from 'better-sqlite3';
import { mebibyte } from '../../lib/mebibyte.ts';
import { getErrorCode } from './store-error.ts';
import { createTransaction } from './transactions.ts';

/** How far calls of the emulated API, which are never refused because of the size of the state, may exceed the limit. */
const reserve = 32 * mebibyte;

/** A change would make the state in memory larger than its limit. Nothing was changed. */
export class StateFullError extends Error {
  constructor(limit: number) {
    super(
      `the state in memory would be larger than ${limit / mebibyte} MiB and nothing was changed: delete snapshots, jobs, people or accounts, or start with a larger --state-limit (stateLimit of startMock) or with --db`,
    );
  }
}

/** Makes a transaction of a function. The transaction is refused if it makes the state larger than its limit. */
export type Transact = <Parameters extends unknown[], Result>(
  work: (...parameters: Parameters) => Result,
) => (...parameters: Parameters) => Result;

/** The size of a state, and transactions that keep it within its limit. */
export type StateSize = {
  /** In bytes. */
  bytes: () => number;
  /** In bytes; undefined if the state is in a file, which only the disk limits. */
  limit: number | undefined;
  /** @throws StateFullError from the transaction, which is rolled back */
  transact: Transact;
};

/** Creates the measure of a state. @param limit in bytes; undefined for no limit */
export const createStateSize = (db: Database, limit: number | undefined): StateSize => {
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  if (limit !== undefined) db.pragma(`max_page_count = ${Math.ceil((limit + reserve) / pageSize)}`);
  const pages = db.prepare<[], number>(
    'SELECT page_count - freelist_count FROM pragma_page_count(), pragma_freelist_count()',
  );
  pages.pluck();
  const bytes = (): number => (pages.get() as number) * pageSize;

  const transact: Transact = (work) => {
    if (limit === undefined) return createTransaction(db, work);
    const run = createTransaction(db, (...parameters: Parameters<typeof work>) => {
      const before = bytes();
      const result = work(...parameters);
      const after = bytes();
      if (after > limit && after > before) throw new StateFullError(limit);
      return result;
    });
    return (...parameters) => {
      try {
        return run(...parameters);
      } catch (error) {
        throw getErrorCode(error) === 'SQLITE_FULL' ? new StateFullError(limit) : error;
      }
    };
  };

  return { bytes, limit, transact };
};
