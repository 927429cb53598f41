import type { Database } from 'better-sqlite3';

/** Makes what gives a number that grows whenever the database is written to, by this connection or another. */
const stampOf = (db: Database): (() => number) => {
  const own = db.prepare<[], number>('SELECT total_changes()').pluck();
  if (db.memory) return () => own.get() as number;
  const others = db.prepare<[], number>('PRAGMA data_version').pluck();
  return () => (own.get() as number) + (others.get() as number);
};

/** The function, which asks the database anew only where something was written since: for what every call asks. */
export const untilWrite = <T>(db: Database, read: (key: string) => T): ((key: string) => T) => {
  const stamp = stampOf(db);
  const kept = new Map<string, T>();
  let keptAt = -1;
  return (key) => {
    const now = stamp();
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
