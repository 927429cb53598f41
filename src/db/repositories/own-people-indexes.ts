import type { Database } from 'better-sqlite3';
import { createLruCache } from '../../lib/lru-cache.ts';
import { databaseMemoryBounds } from '../database-memory-bounds.ts';
import { openOwnSearch } from '../search/open-search.ts';
import type { PersonSearch } from '../search/person-search.ts';

/** Creates the cache of search indexes for accounts that have their own people. */
export const createOwnPeopleIndexes = (db: Database) => {
  const readFilters = db
    .prepare<[string], string>('SELECT filters FROM own_people WHERE account = ? ORDER BY position')
    .pluck();
  const cache = createLruCache<string, PersonSearch>(databaseMemoryBounds.indexes);
  /** An index that is too large for the cache stays in memory until another account with such an index is searched. */
  let largeIndex: { account: string; search: PersonSearch; bytes: number } | undefined;

  return {
    get: (account: string): PersonSearch => {
      const cached = largeIndex?.account === account ? largeIndex.search : cache.get(account);
      if (cached) return cached;
      const { search, bytes } = openOwnSearch(readFilters.iterate(account));
      // A rollback may undo what the current transaction has written.
      if (db.inTransaction) return search;
      if (bytes > databaseMemoryBounds.indexes / 2) largeIndex = { account, search, bytes };
      else cache.set(account, search, bytes);
      return search;
    },
    delete: (account: string): void => {
      cache.delete(account);
      if (largeIndex?.account === account) largeIndex = undefined;
    },
    clear: (): void => {
      cache.clear();
      largeIndex = undefined;
    },
    cachedBytes: (): number => cache.weight() + (largeIndex?.bytes ?? 0),
  };
};
