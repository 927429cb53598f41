import type { Database } from 'better-sqlite3';
import { createLruCache } from '../../lib/lru-cache.ts';
import { memoryBounds } from '../../lib/memory-bounds.ts';
import type { Unlock } from './person-rows.ts';

/** An account's unlocks by UUID. */
export type Unlocks = { readonly size: number; get: (uuid: string) => Unlock | undefined };

/** Measured: an unlock in a map by its UUID. */
const bytesPerUnlock = 160;

/** Of an account with more unlocks, each is read when it is needed. */
const mostKept = 20_000;

/** What each account has unlocked of whom. What was read is kept, since every search asks for it. */
export const unlockStore = (db: Database) => {
  const read = db.prepare<[string], Unlock & { uuid: string }>(
    'SELECT uuid, email, phone FROM unlocks WHERE account = ?',
  );
  const readOne = db.prepare<[string, string], Unlock>(
    'SELECT email, phone FROM unlocks WHERE account = ? AND uuid = ?',
  );
  const count = db.prepare<[string], number>('SELECT count(*) FROM unlocks WHERE account = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO unlocks (account, uuid, email, phone) VALUES (?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM unlocks WHERE account = ? AND uuid = ?');
  const kept = createLruCache<string, Unlocks>(memoryBounds.unlocks);

  const of = (account: string): Unlocks => {
    const found = kept.get(account);
    if (found) return found;
    const size = count.get(account) as number;
    const all: Unlocks =
      size > mostKept
        ? { size, get: (uuid) => readOne.get(account, uuid) }
        : new Map(read.all(account).map(({ uuid, ...unlock }) => [uuid, unlock]));
    // A rollback may undo what the current transaction has written.
    if (!db.inTransaction) kept.set(account, all, bytesPerUnlock * (1 + Math.min(size, mostKept)));
    return all;
  };

  return {
    /** All unlocks of an account. */
    of,

    find: (account: string, uuid: string): Unlock | undefined => readOne.get(account, uuid),

    set: (account: string, uuid: string, email: boolean, phone: boolean): void => {
      put.run(account, uuid, Number(email), Number(phone));
      kept.delete(account);
    },

    /** Takes an unlock back; false where there was none. */
    remove: (account: string, uuid: string): boolean => {
      kept.delete(account);
      return remove.run(account, uuid).changes > 0;
    },

    /** How many bytes the unlocks take that are kept in memory. */
    bytes: (): number => kept.weight(),

    /** To be called when rows were changed in another way. */
    forget: (): void => kept.clear(),
  };
};
