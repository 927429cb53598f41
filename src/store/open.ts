import { readFileSync } from 'node:fs';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { accountStore } from './accounts.ts';
import { jobStore } from './jobs.ts';
import { peopleStore } from './people.ts';
import { StoreError } from './store-error.ts';

/** "ECOR" in ASCII: SQLite's own mark by which a file of ours is told from another's. */
const applicationId = 0x45434f52;
const schemaVersion = 1;

const prepareFile = (db: Database, file: string): void => {
  const id = db.pragma('application_id', { simple: true });
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables === 0 && id === 0) {
    db.transaction(() => {
      db.exec(readFileSync(new URL('./schema.sql', import.meta.url), 'utf8'));
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${schemaVersion}`);
    })();
  } else if (id !== applicationId) {
    throw new StoreError(`--db ${file} is not a database of ecore-mock; name another file`);
  } else if (db.pragma('user_version', { simple: true }) !== schemaVersion) {
    throw new StoreError(
      `--db ${file} was made by another version of ecore-mock; name another file or delete this one`,
    );
  }
};

/** Opens a database and makes the tables where there are none. */
const openDatabase = (file: string | undefined): Database => {
  const db = new DatabaseFile(file ?? ':memory:');
  try {
    prepareFile(db, file ?? ':memory:');
    db.pragma('foreign_keys = ON');
    if (file) db.pragma('journal_mode = WAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const openOrExplain = (file: string | undefined): Database => {
  try {
    return openDatabase(file);
  } catch (error) {
    if (!file || error instanceof StoreError) throw error;
    const { message } = error as Error;
    throw new StoreError(`--db ${file} can't be used: ${message}; name another file or delete this one`);
  }
};

export type Store = {
  db: Database;
  accounts: ReturnType<typeof accountStore>;
  jobs: ReturnType<typeof jobStore>;
  people: ReturnType<typeof peopleStore>;
  /** R14, R15: the canonical enrichment columns, account before contact. */
  canonicalColumns: () => string[];
  /** What the data was made from; undefined until it is all there. */
  origin: () => string | undefined;
  close: () => void;
};

/**
 * Opens the database, in memory where no file is named.
 * @throws StoreError for a file that can't be opened, is damaged or is not ours; nothing in it is changed
 */
export const openStore = (file?: string): Store => {
  const db = openOrExplain(file);
  const meta = db.prepare<[string], unknown>('SELECT value FROM meta WHERE key = ?').pluck();
  return {
    db,
    accounts: accountStore(db),
    jobs: jobStore(db),
    people: peopleStore(db),
    canonicalColumns: () => JSON.parse(meta.get('canonical_columns') as string),
    origin: () => meta.get('origin') as string | undefined,
    close: () => {
      db.close();
    },
  };
};
