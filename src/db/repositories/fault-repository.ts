import type { Database } from 'better-sqlite3';
import type { Transact } from '../connection/state-size.ts';
import { createTransaction } from '../connection/transactions.ts';

/** A stored fault. Only src/admin/ reads the definition. */
export type FaultRow = { id: number; definition: string; seen: number; fired: number };

/** Creates the repository of faults. An empty account stands for the callers without an account. */
export const createFaultRepository = (db: Database, transact: Transact) => {
  const list = db.prepare<[string], FaultRow>('SELECT id, definition, seen, fired FROM faults WHERE account = ?');
  const ids = db.prepare<[string], number>('SELECT id FROM faults WHERE account = ?').pluck();
  const find = db.prepare<[string, number], FaultRow>(
    'SELECT id, definition, seen, fired FROM faults WHERE account = ? AND id = ?',
  );
  const nextId = db
    .prepare<[string], number>(`
    INSERT INTO fault_ids (account, last) VALUES (?, 1)
    ON CONFLICT (account) DO UPDATE SET last = last + 1 RETURNING last`)
    .pluck();
  const insert = db.prepare('INSERT INTO faults (account, id, definition) VALUES (?, ?, ?)');
  const change = db.prepare('UPDATE faults SET definition = ? WHERE account = ? AND id = ?');
  const count = db.prepare('UPDATE faults SET seen = seen + 1, fired = fired + ? WHERE account = ? AND id = ?');
  const remove = db.prepare('DELETE FROM faults WHERE account = ? AND id = ?');
  const clear = db.prepare('DELETE FROM faults WHERE account = ?');

  return {
    /** In the order in which they were created. */
    list: (account: string): FaultRow[] => list.all(account),
    /** The ids of all faults, in the same order. */
    listIds: (account: string): number[] => ids.all(account),
    find: (account: string, id: number): FaultRow | undefined => find.get(account, id),
    /** Returns the id of the new fault: an id that no fault of the account has had before. */
    create: transact((account: string, definition: string): number => {
      const id = nextId.get(account) as number;
      insert.run(account, id, definition);
      return id;
    }),
    /** Changes the definition of a fault; its counts stay. */
    update: transact((account: string, id: number, definition: string): void => {
      change.run(definition, account, id);
    }),
    /** Counts a call. @param faults by id, each fault that was considered for the call, and whether it fired */
    count: createTransaction(db, (account: string, faults: ReadonlyMap<number, boolean>): void => {
      for (const [id, fired] of faults) count.run(Number(fired), account, id);
    }),
    remove: (account: string, id: number): void => {
      remove.run(account, id);
    },
    clear: (account: string): void => {
      clear.run(account);
    },
  };
};
