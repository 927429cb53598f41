import type { Database } from 'better-sqlite3';
import type { Transact } from './state-size.ts';
import { untilWrite } from './until-write.ts';

/** A fault as it is kept: what it does is for src/mock/ to read. */
export type FaultRow = { id: number; definition: string; seen: number; fired: number };

/** `account` is empty for the faults of callers without one. */
export const faultStore = (db: Database, transact: Transact) => {
  const list = db.prepare<[string], FaultRow>('SELECT id, definition, seen, fired FROM faults WHERE account = ?');
  const insert = db
    .prepare<[string, string, string], number>(`
    INSERT INTO faults (account, id, definition)
    SELECT ?, coalesce(max(id), 0) + 1, ? FROM faults WHERE account = ? RETURNING id`)
    .pluck();
  const count = db.prepare('UPDATE faults SET seen = seen + 1, fired = fired + ? WHERE account = ? AND id = ?');
  const remove = db.prepare('DELETE FROM faults WHERE account = ? AND id = ?');
  const clear = db.prepare('DELETE FROM faults WHERE account = ?');

  // In a transaction: whether what a statement returns was also written is known at its end.
  const make = transact(
    (account: string, definition: string): number => insert.get(account, definition, account) as number,
  );

  return {
    /** In the order in which they were made. */
    list: untilWrite(
      db,
      (account: string): readonly FaultRow[] => list.all(account),
      (rows) => rows.reduce((sum, { definition }) => sum + definition.length, 0),
    ) as (account: string) => readonly FaultRow[],
    /** Gives the id of the new fault. */
    make,
    /** Counts a call that the fault was looked at for, and whether it fired. */
    count: (account: string, id: number, fired: boolean): void => {
      count.run(Number(fired), account, id);
    },
    /** False where there is no such fault. */
    remove: (account: string, id: number): boolean => remove.run(account, id).changes > 0,
    clear: (account: string): void => {
      clear.run(account);
    },
  };
};
