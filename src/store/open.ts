import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { accountStore } from './accounts.ts';
import { jobStore } from './jobs.ts';
import { peopleStore } from './people.ts';
import { StoreError } from './store-error.ts';

/** "ECOR" in ASCII: SQLite's own mark by which a file of ours is told from another's. */
const applicationId = 0x45434f52;
const schemaVersion = 1;

const explain = (file: string, error: unknown): StoreError =>
  new StoreError(`--db ${file} can't be used: ${(error as Error).message}; name another file or delete this one`);

const prepareFile = (db: Database.Database, file: string): void => {
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

/**
 * Opens the database, in memory where no file is named, and makes the tables where there are none.
 * @throws StoreError for a file that can't be opened, is damaged or is not ours; nothing in it is changed
 */
export const openStore = (file?: string) => {
  let db: Database.Database;
  try {
    db = new Database(file ?? ':memory:');
  } catch (error) {
    throw explain(file ?? ':memory:', error);
  }
  try {
    prepareFile(db, file ?? ':memory:');
    db.pragma('foreign_keys = ON');
    if (file) db.pragma('journal_mode = WAL');
  } catch (error) {
    db.close();
    throw error instanceof StoreError ? error : explain(file ?? ':memory:', error);
  }
  const meta = db.prepare<[string], unknown>('SELECT value FROM meta WHERE key = ?').pluck();
  return {
    db,
    accounts: accountStore(db),
    jobs: jobStore(db),
    people: peopleStore(db),
    /** R14, R15: the canonical enrichment columns, account before contact. */
    canonicalColumns: (): string[] => JSON.parse(meta.get('canonical_columns') as string),
    /** What the data was made from; undefined until it is all there. */
    origin: (): string | undefined => meta.get('origin') as string | undefined,
    close: () => {
      db.close();
    },
  };
};

export type Store = ReturnType<typeof openStore>;
