import type { Database } from 'better-sqlite3';

/** The function, which asks the database anew only where something was written since: for what every call asks. */
export const untilWrite = <T>(db: Database, read: (key: string) => T): ((key: string) => T) => {
  /** Grows whenever the database is written to: by this connection, which has it for itself. */
  const stamp = db.prepare<[], number>('SELECT total_changes()').pluck();
  const kept = new Map<string, T>();
  let keptAt = -1;
  return (key) => {
    const now = stamp.get() as number;
    if (now !== keptAt || kept.size > 1000) kept.clear();
    keptAt = now;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const value = read(key);
    // What a transaction has written may yet be taken back.
    if (!db.inTransaction) kept.set(key, value);
    return value;
  };
};
