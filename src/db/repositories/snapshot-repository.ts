import type { Database } from 'better-sqlite3';
import type { Transact } from '../connection/state-size.ts';
import { atomic } from '../connection/transactions.ts';
import type { RecordStore } from './record-repository.ts';

/** All that a snapshot holds. The shared data is not among it: it never changes. */
const stateTables = ['accounts', 'tokens', 'unlocks', 'jobs', 'own_people', 'faults', 'ledger'] as const;

/** How the state was after seeding, and how each account that was made later was when it was made. */
const seeded = 'seeded';
const made = 'made';
/** Named ones are kept apart from these two. */
const named = (name: string): string => `named:${name}`;
/** How the accounts of a named snapshot were made. */
const madeOf = (name: string): string => `made:${name}`;

/**
 * The whole state, or one account's part of it, put aside and put back: rows copied from table to table.
 * @param transact for what may make the state larger
 * @param changed called when the rows of any account may be others than before
 */
export const snapshotStore = (db: Database, transact: Transact, records: RecordStore, changed: () => void) => {
  const tables = stateTables.map((table) => {
    const saved = `saved_${table}`;
    const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name).join();
    db.exec(`
      CREATE TABLE IF NOT EXISTS ${saved} AS SELECT '' AS snapshot, ${columns} FROM ${table} WHERE 0;
      CREATE INDEX IF NOT EXISTS ${saved}_rows ON ${saved} (snapshot, account)`);
    return {
      clear: db.prepare(`DELETE FROM ${table}`),
      clearOne: db.prepare(`DELETE FROM ${table} WHERE account = ?`),
      save: db.prepare(`INSERT INTO ${saved} SELECT ?, ${columns} FROM ${table}`),
      saveOne: db.prepare(`INSERT INTO ${saved} SELECT ?, ${columns} FROM ${table} WHERE account = ?`),
      put: db.prepare(`INSERT INTO ${table} SELECT ${columns} FROM ${saved} WHERE snapshot = ?`),
      putOne: db.prepare(`INSERT INTO ${table} SELECT ${columns} FROM ${saved} WHERE snapshot = ? AND account = ?`),
      forget: db.prepare(`DELETE FROM ${saved} WHERE snapshot = ?`),
      forgetOne: db.prepare(`DELETE FROM ${saved} WHERE snapshot = ? AND account = ?`),
      copy: db.prepare(`INSERT INTO ${saved} SELECT @to, ${columns} FROM ${saved} WHERE snapshot = @from`),
      forgetAllBut: db.prepare(`DELETE FROM ${saved} WHERE snapshot <> ?`),
    };
  });
  const wasMade = db.prepare("SELECT 1 FROM saved_accounts WHERE snapshot = 'made' AND account = ?").pluck();
  const names = db.prepare<[], string>('SELECT name FROM snapshot_names ORDER BY name').pluck();
  const addName = db.prepare('INSERT OR IGNORE INTO snapshot_names (name) VALUES (?)');
  const removeName = db.prepare('DELETE FROM snapshot_names WHERE name = ?');
  const forgetMade = db.prepare("DELETE FROM meta WHERE key = 'accounts_made'");
  const removeNames = db.prepare('DELETE FROM snapshot_names');

  const unusedSets = db
    .prepare<[], number>(`
    SELECT id FROM record_sets
    WHERE NOT gone
      AND id NOT IN (SELECT record_set FROM jobs WHERE NOT shared)
      AND id NOT IN (SELECT record_set FROM saved_jobs WHERE NOT shared)`)
    .pluck();

  /** Of accounts that neither the state nor a snapshot has any more. */
  const forgetFaultIds = db.prepare(`
    DELETE FROM fault_ids
    WHERE account <> ''
      AND account NOT IN (SELECT account FROM accounts)
      AND account NOT IN (SELECT account FROM saved_accounts)`);

  /** Deletes the records that no job and no snapshot has any more. */
  const sweep = (): void => {
    for (const id of unusedSets.all()) if (!records.isUnfinished(id)) records.remove(id);
  };

  const putAll = (snapshot: string): void => {
    changed();
    for (const { clear, put } of tables) {
      clear.run();
      put.run(snapshot);
    }
    sweep();
    forgetFaultIds.run();
  };

  return {
    sweep,

    /** Deletes the whole state and all snapshots. */
    clear: (): void => {
      changed();
      for (const { clear, forgetAllBut } of tables) {
        clear.run();
        forgetAllBut.run('');
      }
      removeNames.run();
      sweep();
    },

    /** Marks the state as what reset goes back to. */
    seal: (): void => {
      for (const { save } of tables) save.run(seeded);
    },

    /** Marks an account that was just made as what its reset goes back to. */
    sealAccount: (account: string): void => {
      for (const { forgetOne, saveOne } of tables) {
        forgetOne.run(made, account);
        saveOne.run(made, account);
      }
    },

    /** Puts everything back as it was after seeding; named snapshots are gone too. */
    reset: atomic(db, (): void => {
      for (const { forgetAllBut } of tables) forgetAllBut.run(seeded);
      removeNames.run();
      forgetMade.run();
      putAll(seeded);
    }),

    /** Puts one account back as it was after seeding or, where it was made later, when it was made. */
    resetAccount: atomic(db, (account: string): void => {
      changed();
      const from = wasMade.get(account) === undefined ? seeded : made;
      for (const { clearOne, putOne } of tables) {
        clearOne.run(account);
        putOne.run(from, account);
      }
      sweep();
    }),

    /** Deletes an account and all that hangs on it. */
    deleteAccount: atomic(db, (account: string): void => {
      changed();
      for (const { clearOne, forgetOne } of tables) {
        clearOne.run(account);
        forgetOne.run(made, account);
      }
      sweep();
      forgetFaultIds.run();
    }),

    /** The names of all named snapshots. */
    names: (): string[] => names.all(),

    /** Puts the whole state aside under a name, in place of what was there. */
    save: transact((name: string): void => {
      for (const { forget, save, copy } of tables) {
        for (const each of [named(name), madeOf(name)]) forget.run(each);
        save.run(named(name));
        copy.run({ from: made, to: madeOf(name) });
      }
      addName.run(name);
      sweep();
    }),

    /** Puts the whole state back; false where there is no snapshot of that name. */
    restore: transact((name: string): boolean => {
      if (!names.all().includes(name)) return false;
      putAll(named(name));
      for (const { forget, copy } of tables) {
        forget.run(made);
        copy.run({ from: madeOf(name), to: made });
      }
      return true;
    }),

    /** Forgets a snapshot; false where there is none of that name. */
    remove: atomic(db, (name: string): boolean => {
      for (const { forget } of tables) for (const each of [named(name), madeOf(name)]) forget.run(each);
      const removed = removeName.run(name).changes > 0;
      sweep();
      forgetFaultIds.run();
      return removed;
    }),
  };
};
