import type { Database } from 'better-sqlite3';
import type { Unlock } from './person-rows.ts';

/** What each account has unlocked of whom. What was read is kept, since every search asks for it. */
export const unlockStore = (db: Database) => {
  const read = db.prepare<[string], Unlock & { uuid: string }>(
    'SELECT uuid, email, phone FROM unlocks WHERE account = ?',
  );
  const put = db.prepare('INSERT OR REPLACE INTO unlocks (account, uuid, email, phone) VALUES (?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM unlocks WHERE account = ? AND uuid = ?');
  const kept = new Map<string, Map<string, Unlock>>();

  const of = (account: string): Map<string, Unlock> => {
    const found = kept.get(account) ?? new Map(read.all(account).map(({ uuid, ...unlock }) => [uuid, unlock]));
    kept.set(account, found);
    return found;
  };

  return {
    /** All of an account's unlocks by UUID; not to be changed. */
    of: of as (account: string) => ReadonlyMap<string, Unlock>,

    set: (account: string, uuid: string, email: boolean, phone: boolean): void => {
      const unlock: Unlock = { email: email ? 1 : 0, phone: phone ? 1 : 0 };
      put.run(account, uuid, unlock.email, unlock.phone);
      kept.get(account)?.set(uuid, unlock);
    },

    /** Takes an unlock back; false where there was none. */
    remove: (account: string, uuid: string): boolean => {
      const { changes } = remove.run(account, uuid);
      kept.get(account)?.delete(uuid);
      return changes > 0;
    },

    /** To be called when rows were changed in another way, or a change was undone. */
    forget: (): void => kept.clear(),
  };
};
