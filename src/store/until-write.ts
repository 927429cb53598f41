import type { Database } from 'better-sqlite3';

const writes = new WeakMap<Database, { count: number }>();

/** Counts, from now on, whenever a statement of this database that may write is run. */
export const countWrites = (db: Database): void => {
  const counted = { count: 0 };
  const prepare = db.prepare.bind(db) as (sql: string) => ReturnType<Database['prepare']>;
  writes.set(db, counted);
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    if (statement.readonly) return statement;
    for (const name of ['run', 'get', 'all', 'iterate'] as const) {
      const does = statement[name] as (...given: unknown[]) => unknown;
      statement[name] = ((...given: unknown[]) => {
        counted.count += 1;
        return does.apply(statement, given);
      }) as never;
    }
    return statement;
  }) as Database['prepare'];
  const exec = db.exec.bind(db);
  db.exec = (sql) => {
    counted.count += 1;
    return exec(sql);
  };
};

/**
 * The function, which asks the database anew only where something was written since: for what every call asks. The
 * database is one whose writes are counted.
 */
export const untilWrite = <Key extends string[], T>(db: Database, read: (...key: Key) => T): ((...key: Key) => T) => {
  const counted = writes.get(db) as { count: number };
  const kept = new Map<string, T>();
  let keptAt = -1;
  return (...given) => {
    const key = given.length === 1 ? (given[0] as string) : JSON.stringify(given);
    const { count } = counted;
    if (count !== keptAt || kept.size > 1000) kept.clear();
    keptAt = count;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const value = read(...given);
    // What a transaction has written may yet be taken back.
    if (!db.inTransaction) kept.set(key, value);
    return value;
  };
};
