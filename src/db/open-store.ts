import type { Database } from 'better-sqlite3';
import { mebibyte } from '../lib/mebibyte.ts';
import { checkOrigin, explainErrors, openDatabase, readOrigin } from './connection/open-file.ts';
import { createStateSize, type StateSize, type Transact } from './connection/state-size.ts';
import { createTransaction } from './connection/transactions.ts';
import { defaultStateLimit } from './database-memory-bounds.ts';
import { describeOrigin } from './initial-data.ts';
import { loadInitialState } from './load-initial-state.ts';
import { replaceSeedData } from './prepared/fill-seed-data.ts';
import { createAccountRepository, indexTokens } from './repositories/account-repository.ts';
import { type CreditRepository, createCreditRepository } from './repositories/credit-repository.ts';
import { createFaultRepository } from './repositories/fault-repository.ts';
import { createJobControl } from './repositories/job-control.ts';
import { createJobRepository } from './repositories/job-repository.ts';
import { createPeopleRepository } from './repositories/people-repository.ts';
import { createPeopleUnlocker } from './repositories/people-unlocker.ts';
import { createRecordRepository } from './repositories/record-repository.ts';
import { createSnapshotRepository } from './repositories/snapshot-repository.ts';
import type { LoadedData, SeedData } from './seed-data.ts';

export type Store = {
  db: Database;
  accounts: ReturnType<typeof createAccountRepository>;
  jobs: ReturnType<typeof createJobRepository>;
  people: ReturnType<typeof createPeopleRepository>;
  size: StateSize;
  /** Makes a transaction of a change by the admin API. The transaction throws StateFullError (state-size.ts). */
  transact: Transact;
  faults: ReturnType<typeof createFaultRepository>;
  credits: CreditRepository;
  control: ReturnType<typeof createJobControl>;
  unlock: ReturnType<typeof createPeopleUnlocker>;
  snapshots: ReturnType<typeof createSnapshotRepository>;
  /**
   * Must be called once the seed data is loaded. It creates the initial state from the fixtures, unless a file already has a state.
   * @param now milliseconds since 1970, UTC: when jobs with a timeline start
   * @throws StoreError for a file whose state was created from another seed, number of people or fixtures
   */
  loadInitialState: (now: number) => void;
  /** Replaces the seed data, and the whole state with a new initial state. */
  restart: (next: SeedData, now: number) => void;
  close: () => void;
};

const getLoaded = ({ loaded }: SeedData): LoadedData => {
  if (!loaded) throw new Error('the seed data is not loaded yet');
  return loaded;
};

const createStore = (db: Database, seedData: SeedData, { file, limit = defaultStateLimit }: StateOptions): Store => {
  const size = createStateSize(db, file === undefined ? limit * mebibyte : undefined);
  const { transact } = size;
  const records = createRecordRepository(db, { transact });
  // A file may have record sets that were still to be deleted when its last process ended.
  records.deleteRecordsOfDeletedSets();
  const people = createPeopleRepository(db, seedData);
  const snapshots = createSnapshotRepository(db, transact, records, people.clearCaches);
  const jobs = createJobRepository(db, records, seedData);
  const credits = createCreditRepository(db);

  const fill = ({ initialData, recordSets }: LoadedData, now: number): void => {
    loadInitialState(db, initialData, recordSets, now);
    db.prepare("INSERT INTO meta (key, value) VALUES ('origin', ?)").run(describeOrigin(initialData));
    snapshots.saveInitialState();
  };

  const fillOrContinue = createTransaction(db, (loaded: LoadedData, now: number): void => {
    checkOrigin(db, describeOrigin(loaded.initialData));
    indexTokens(db);
    if (readOrigin(db) === undefined) fill(loaded, now);
    // If a process was killed while it created a job, records without a job are stored.
    else snapshots.deleteUnusedRecords();
  });

  const replace = createTransaction(db, (loaded: LoadedData, now: number) => {
    snapshots.clear();
    db.exec('DELETE FROM meta');
    fill(loaded, now);
  });

  return {
    db,
    accounts: createAccountRepository(db, people.clearCaches),
    jobs,
    people,
    size,
    transact,
    faults: createFaultRepository(db, transact),
    credits,
    control: createJobControl(db, jobs, credits),
    unlock: createPeopleUnlocker(db, people, credits),
    snapshots,
    restart: (next, now) => {
      replace(getLoaded(next), now);
      replaceSeedData(seedData, next);
    },
    loadInitialState: (now) => explainErrors(file, () => fillOrContinue(getLoaded(seedData), now)),
    close: () => {
      db.close();
    },
  };
};

export type StateOptions = {
  /** The SQLite file of the state. Default: the state is in memory. */
  file?: string | undefined;
  /** The limit of the state in memory, in MiB. */
  limit?: number | undefined;
  /** What a state from a file must have been made from (describeOrigin), if that is known before the seed data is loaded. */
  origin?: string | undefined;
};

/**
 * Opens the state, in memory if no file is named.
 * @throws StoreError for a file that can't be opened, is damaged or belongs to another program; it is not changed
 */
export const openStore = (seedData: SeedData, options: StateOptions = {}): Store => {
  const { file, origin } = options;
  const db = openDatabase(file, origin);
  try {
    return explainErrors(file, () => createStore(db, seedData, options));
  } catch (error) {
    db.close();
    throw error;
  }
};
