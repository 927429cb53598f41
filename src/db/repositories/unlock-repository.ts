import type { Database } from 'better-sqlite3';
import type { Unlock } from '../../domain/masking.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { databaseMemoryBounds } from '../database-memory-bounds.ts';

/** The unlocks of an account by UUID. */
export type Unlocks = { readonly size: number; get: (uuid: string) => Unlock | undefined };

/** Measured: an unlock in a map by its UUID. */
const bytesPerUnlock = 160;

/** The unlocks of an account that has more are read one by one. */
const maxCachedUnlocks = 20_000;

/** Creates the repository of unlocks. The unlocks of an account stay in memory because every search needs them. */
export const createUnlockRepository = (db: Database) => {
  const readAll = db.prepare<[string], Unlock & { uuid: string }>(
    'SELECT uuid, email, phone FROM unlocks WHERE account = ?',
  );
  const readOne = db.prepare<[string, string], Unlock>(
    'SELECT email, phone FROM unlocks WHERE account = ? AND uuid = ?',
  );
  const count = db.prepare<[string], number>('SELECT count(*) FROM unlocks WHERE account = ?').pluck();
  const insert = db.prepare('INSERT OR REPLACE INTO unlocks (account, uuid, email, phone) VALUES (?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM unlocks WHERE account = ? AND uuid = ?');
  const cache = createLruCache<string, Unlocks>(databaseMemoryBounds.unlocks);

  return {
    /** All unlocks of an account. */
    getAll: (account: string): Unlocks => {
      const cached = cache.get(account);
      if (cached) return cached;
      const size = count.get(account) as number;
      const unlocks: Unlocks =
        size > maxCachedUnlocks
          ? { size, get: (uuid) => readOne.get(account, uuid) }
          : new Map(readAll.all(account).map(({ uuid, ...unlock }) => [uuid, unlock]));
      // A rollback may undo what the current transaction has written.
      if (!db.inTransaction) cache.set(account, unlocks, bytesPerUnlock * (1 + Math.min(size, maxCachedUnlocks)));
      return unlocks;
    },

    find: (account: string, uuid: string): Unlock | undefined => readOne.get(account, uuid),

    set: (account: string, uuid: string, email: boolean, phone: boolean): void => {
      insert.run(account, uuid, Number(email), Number(phone));
      cache.delete(account);
    },

    /** Deletes an unlock. Returns false if there is none. */
    remove: (account: string, uuid: string): boolean => {
      cache.delete(account);
      return remove.run(account, uuid).changes > 0;
    },

    /** How many bytes of memory the cached unlocks take. */
    cachedBytes: (): number => cache.weight(),

    /** Must be called when rows were changed in another way. */
    clearCache: (): void => cache.clear(),
  };
};
