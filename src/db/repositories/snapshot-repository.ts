import type { Database } from 'better-sqlite3';
import type { Transact } from '../connection/state-size.ts';
import { createTransaction } from '../connection/transactions.ts';
import type { RecordRepository } from './record-repository.ts';

/** The tables that a snapshot copies. The seed data never changes and is not copied. */
const stateTables = ['accounts', 'tokens', 'unlocks', 'jobs', 'own_people', 'faults', 'ledger'] as const;

/** The snapshot of the initial state. */
const initialState = 'initial';
/** The snapshot of each account that was created later, as it was when it was created. */
const createdAccounts = 'created';
/** Names of users' snapshots have a prefix, so that they never equal the names above. */
const getNamedKey = (name: string): string => `named:${name}`;
/** The accounts of `createdAccounts` at the time of a user's snapshot. */
const getCreatedKey = (name: string): string => `created:${name}`;

/** Prepares the statements that copy a table to its snapshots and back. */
const prepareTable = (db: Database, table: (typeof stateTables)[number]) => {
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
    insertSaved: db.prepare(`INSERT INTO ${table} SELECT ${columns} FROM ${saved} WHERE snapshot = ?`),
    insertSavedOne: db.prepare(
      `INSERT INTO ${table} SELECT ${columns} FROM ${saved} WHERE snapshot = ? AND account = ?`,
    ),
    deleteSaved: db.prepare(`DELETE FROM ${saved} WHERE snapshot = ?`),
    deleteSavedOne: db.prepare(`DELETE FROM ${saved} WHERE snapshot = ? AND account = ?`),
    copy: db.prepare(`INSERT INTO ${saved} SELECT @to, ${columns} FROM ${saved} WHERE snapshot = @from`),
    deleteSavedExcept: db.prepare(`DELETE FROM ${saved} WHERE snapshot <> ?`),
  };
};

/** Prepares the deletion of what neither the state nor a snapshot has. */
const createCleanup = (db: Database, records: RecordRepository) => {
  const unusedSets = db
    .prepare<[], number>(`
    SELECT id FROM record_sets
    WHERE NOT is_deleted
      AND id NOT IN (SELECT record_set FROM jobs WHERE NOT shared)
      AND id NOT IN (SELECT record_set FROM saved_jobs WHERE NOT shared)`)
    .pluck();

  /** Deletes the last fault ids of accounts that neither the state nor a snapshot has. */
  const deleteUnusedFaultIds = db.prepare(`
    DELETE FROM fault_ids
    WHERE account <> ''
      AND account NOT IN (SELECT account FROM accounts)
      AND account NOT IN (SELECT account FROM saved_accounts)`);

  /** Deletes the record sets that no job and no snapshot has. */
  const deleteUnusedRecords = (): void => {
    for (const id of unusedSets.all()) if (!records.isUnfinished(id)) records.remove(id);
  };

  return { deleteUnusedRecords, deleteUnusedFaultIds };
};

/** Creates the methods of the snapshots that users save under a name. Each is a copy of the whole state. */
const createNamedSnapshots = (
  db: Database,
  transact: Transact,
  tables: readonly ReturnType<typeof prepareTable>[],
  { deleteUnusedRecords, deleteUnusedFaultIds }: ReturnType<typeof createCleanup>,
  restoreAll: (snapshot: string) => void,
) => {
  const names = db.prepare<[], string>('SELECT name FROM snapshot_names ORDER BY name').pluck();
  const addName = db.prepare('INSERT OR IGNORE INTO snapshot_names (name) VALUES (?)');
  const removeName = db.prepare('DELETE FROM snapshot_names WHERE name = ?');

  return {
    /** The names of all named snapshots. */
    listNames: (): string[] => names.all(),

    /** Saves the whole state under a name, and replaces a snapshot of that name. */
    save: transact((name: string): void => {
      for (const { deleteSaved, save, copy } of tables) {
        for (const snapshot of [getNamedKey(name), getCreatedKey(name)]) deleteSaved.run(snapshot);
        save.run(getNamedKey(name));
        copy.run({ from: createdAccounts, to: getCreatedKey(name) });
      }
      addName.run(name);
      deleteUnusedRecords();
    }),

    /** Restores the whole state. Returns false if there is no snapshot of that name. */
    restore: transact((name: string): boolean => {
      if (!names.all().includes(name)) return false;
      restoreAll(getNamedKey(name));
      for (const { deleteSaved, copy } of tables) {
        deleteSaved.run(createdAccounts);
        copy.run({ from: getCreatedKey(name), to: createdAccounts });
      }
      return true;
    }),

    /** Deletes a snapshot. Returns false if there is none of that name. */
    remove: createTransaction(db, (name: string): boolean => {
      for (const { deleteSaved } of tables)
        for (const snapshot of [getNamedKey(name), getCreatedKey(name)]) deleteSaved.run(snapshot);
      const removed = removeName.run(name).changes > 0;
      deleteUnusedRecords();
      deleteUnusedFaultIds.run();
      return removed;
    }),
  };
};

/**
 * Creates the repository of snapshots: copies of the rows of the whole state, or of one account.
 * @param transact makes transactions of functions that may make the state larger
 * @param clearCaches called when rows of any account are replaced, which other repositories may have in memory
 */
export const createSnapshotRepository = (
  db: Database,
  transact: Transact,
  records: RecordRepository,
  clearCaches: () => void,
) => {
  const tables = stateTables.map((table) => prepareTable(db, table));
  const cleanup = createCleanup(db, records);
  const { deleteUnusedRecords, deleteUnusedFaultIds } = cleanup;
  const isCreatedLater = db.prepare("SELECT 1 FROM saved_accounts WHERE snapshot = 'created' AND account = ?").pluck();
  const resetAccountNames = db.prepare("DELETE FROM meta WHERE key = 'accounts_created'");
  const removeNames = db.prepare('DELETE FROM snapshot_names');

  const restoreAll = (snapshot: string): void => {
    clearCaches();
    for (const { clear, insertSaved } of tables) {
      clear.run();
      insertSaved.run(snapshot);
    }
    deleteUnusedRecords();
    deleteUnusedFaultIds.run();
  };

  return {
    ...createNamedSnapshots(db, transact, tables, cleanup, restoreAll),
    deleteUnusedRecords,

    /** Deletes the whole state and all snapshots. */
    clear: (): void => {
      clearCaches();
      for (const { clear, deleteSavedExcept } of tables) {
        clear.run();
        deleteSavedExcept.run('');
      }
      removeNames.run();
      deleteUnusedRecords();
    },

    /** Saves the state as the initial state, which a reset restores. */
    saveInitialState: (): void => {
      for (const { save } of tables) save.run(initialState);
    },

    /** Saves the initial state of an account that was just created. */
    saveNewAccount: (account: string): void => {
      for (const { deleteSavedOne, saveOne } of tables) {
        deleteSavedOne.run(createdAccounts, account);
        saveOne.run(createdAccounts, account);
      }
    },

    /** Restores the initial state and deletes all named snapshots. */
    reset: createTransaction(db, (): void => {
      for (const { deleteSavedExcept } of tables) deleteSavedExcept.run(initialState);
      removeNames.run();
      resetAccountNames.run();
      restoreAll(initialState);
    }),

    /** Restores the initial state of one account. */
    resetAccount: createTransaction(db, (account: string): void => {
      clearCaches();
      const from = isCreatedLater.get(account) === undefined ? initialState : createdAccounts;
      for (const { clearOne, insertSavedOne } of tables) {
        clearOne.run(account);
        insertSavedOne.run(from, account);
      }
      deleteUnusedRecords();
    }),

    /** Deletes an account and everything that belongs to it. */
    deleteAccount: createTransaction(db, (account: string): void => {
      clearCaches();
      for (const { clearOne, deleteSavedOne } of tables) {
        clearOne.run(account);
        deleteSavedOne.run(createdAccounts, account);
      }
      deleteUnusedRecords();
      deleteUnusedFaultIds.run();
    }),
  };
};
