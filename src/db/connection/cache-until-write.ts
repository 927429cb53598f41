import type { Database } from 'better-sqlite3';
import { copyText } from '../../lib/copy-text.ts';
import { lruCache } from '../../lib/lru-cache.ts';
import { memoryBounds } from '../../lib/memory-bounds.ts';
import { wrapStatements } from './wrap-statements.ts';

type Writes = {
  count: number;
  /** How many bytes each cache takes that is valid until the next write. */
  cacheBytes: (() => number)[];
};
const writes = new WeakMap<Database, Writes>();

/** Counts, from now on, whenever a statement of this database that may write is run. */
export const countWrites = (db: Database): void => {
  const counted: Writes = { count: 0, cacheBytes: [] };
  writes.set(db, counted);
  wrapStatements(db, (run, statement) => {
    if (statement.readonly) return run;
    return (...given) => {
      counted.count += 1;
      return run(...given);
    };
  });
  const exec = db.exec.bind(db);
  db.exec = (sql) => {
    counted.count += 1;
    return exec(sql);
  };
};

/** How many bytes all caches of a database take that are valid until the next write. */
export const cachedRowBytes = (db: Database): number =>
  (writes.get(db)?.cacheBytes ?? []).reduce((sum, bytes) => sum + bytes(), 0);

/** There are three such caches: for tokens, jobs and faults. */
const bytesPerCache = memoryBounds.rows / 3;

/** What an entry takes besides the texts of its key and its value. */
const bytesPerEntry = 400;

/**
 * The function, which asks the database anew only where something was written since: for what every call asks. What it
 * gives is kept unless it is undefined: anybody can ask for what does not exist. The database is one whose writes are counted.
 * @param lengthOf how many letters the value has in all its texts
 */
export const untilWrite = <Key extends string[], T>(
  db: Database,
  read: (...key: Key) => T | undefined,
  lengthOf: (value: T) => number,
): ((...key: Key) => T | undefined) => {
  const counted = writes.get(db) as Writes;
  const kept = lruCache<string, T>(bytesPerCache);
  counted.cacheBytes.push(kept.weight);
  let keptAt = -1;
  return (...given) => {
    const key = given.length === 1 ? (given[0] as string) : JSON.stringify(given);
    const { count } = counted;
    if (count !== keptAt) kept.clear();
    keptAt = count;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const value = read(...given);
    // What a transaction has written may yet be taken back.
    if (value !== undefined && !db.inTransaction) {
      kept.set(copyText(key), value, bytesPerEntry + 2 * (key.length + lengthOf(value)));
    }
    return value;
  };
};
