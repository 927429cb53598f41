import type { Database } from 'better-sqlite3';
import { maskedContactsPart } from '../../domain/masking.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { DamagedRow } from '../connection/damaged-data.ts';
import { databaseMemoryBounds } from '../database-memory-bounds.ts';

/** The bytes of an entry of the cache without its text. */
const bytesPerEntry = 150;

/**
 * Creates the reader of the results of shared people, as an account sees them that has unlocked nothing. Results that were
 * read recently stay in memory: to read the ten of a page takes longer than to find them.
 */
export const createSharedResults = (db: Database) => {
  const read = db
    .prepare<[string, number], Buffer>('SELECT CAST(concat(public_part, ?) AS BLOB) FROM people WHERE position = ?')
    .pluck();
  const cache = createLruCache<number, Buffer>(databaseMemoryBounds.results);
  return {
    read: (position: number): Buffer => {
      const cached = cache.get(position);
      if (cached !== undefined) return cached;
      const result = read.get(maskedContactsPart, position);
      if (!result) throw new DamagedRow('a person is missing');
      cache.set(position, result, bytesPerEntry + result.length);
      return result;
    },
    cachedBytes: cache.weight,
  };
};

/** Prepares the same for the people of an account. */
export const prepareOwnResults = (db: Database) => {
  const read = db
    .prepare<[string, string, number], Buffer>(
      'SELECT CAST(concat(public_part, ?) AS BLOB) FROM own_people WHERE account = ? AND position = ?',
    )
    .pluck();
  return (account: string, position: number): Buffer => read.get(maskedContactsPart, account, position) as Buffer;
};
