import type { Database } from 'better-sqlite3';
import type { Fixtures } from '../fixtures/load/load-fixtures.ts';
import { defaultStateLimit } from '../lib/memory-bounds.ts';
import { checkOrigin, explained, openDatabase, originIn } from './connection/open-file.ts';
import { type StateSize, stateSize, type Transact } from './connection/state-size.ts';
import { atomic } from './connection/transactions.ts';
import { begin } from './load-initial-state.ts';
import { replaceSeedData, type SeedData } from './prepared/shared-data.ts';
import { accountStore, indexTokens } from './repositories/account-repository.ts';
import { controlStore } from './repositories/control-repository.ts';
import { type CreditStore, creditStore } from './repositories/credit-repository.ts';
import { faultStore } from './repositories/fault-repository.ts';
import { jobStore } from './repositories/job-repository.ts';
import { peopleStore } from './repositories/people-repository.ts';
import { type RecordSet, recordStore } from './repositories/record-repository.ts';
import { snapshotStore } from './repositories/snapshot-repository.ts';
import { unlocker } from './repositories/unlock-people.ts';

export type Store = {
  db: Database;
  accounts: ReturnType<typeof accountStore>;
  jobs: ReturnType<typeof jobStore>;
  people: ReturnType<typeof peopleStore>;
  size: StateSize;
  /** For changes through the admin API: each is one transaction. @throws StateFullError (state-size.ts) */
  transact: Transact;
  faults: ReturnType<typeof faultStore>;
  credits: CreditStore;
  control: ReturnType<typeof controlStore>;
  unlock: ReturnType<typeof unlocker>;
  snapshots: ReturnType<typeof snapshotStore>;
  /**
   * To be called once the shared data is there: a new state begins as the fixtures say, one from a file goes on.
   * @param now milliseconds since 1970, UTC: when jobs with a timeline start
   * @throws StoreError for a file whose state began from another seed, number of people or fixtures
   */
  begin: (now: number) => void;
  /** Begins anew with other shared data, which takes the place of what was there; nothing of the old state is left. */
  restart: (next: SeedData, now: number) => void;
  close: () => void;
};

const filledOf = ({ filled }: SeedData): NonNullable<SeedData['filled']> => {
  if (!filled) throw new Error('the shared data is not there yet');
  return filled;
};

/** What a state says it was made from. */
export const originOf = ({ hash }: Fixtures, seed: number, people: number): string =>
  JSON.stringify({ seed, people, fixtures: hash });

const storeOn = (db: Database, shared: SeedData, { file, limit = defaultStateLimit }: StateOptions): Store => {
  const size = stateSize(db, file === undefined ? limit * mebibyte : undefined);
  const { transact } = size;
  const records = recordStore(db, transact);
  // A file may have record sets that were still to be deleted when its last process ended.
  records.deleteTheRest();
  const people = peopleStore(db, shared);
  const snapshots = snapshotStore(db, transact, records, people.forget);
  const jobs = jobStore(db, records, shared);
  const credits = creditStore(db);

  const beginNew = atomic(db, (fixtures: Fixtures, recordSets: RecordSet[], origin: string, now: number) => {
    begin(db, fixtures, recordSets, now);
    db.prepare("INSERT INTO meta (key, value) VALUES ('origin', ?)").run(origin);
    snapshots.seal();
  });

  const beginOrGoOn = atomic(db, (fixtures: Fixtures, recordSets: RecordSet[], origin: string, now: number): void => {
    checkOrigin(db, origin);
    indexTokens(db);
    if (originIn(db) === undefined) beginNew(fixtures, recordSets, origin, now);
    // Of a job that was being made when the process was killed, records are there and no job.
    else snapshots.sweep();
  });

  const restart = atomic(db, (fixtures: Fixtures, recordSets: RecordSet[], origin: string, now: number) => {
    snapshots.clear();
    db.exec('DELETE FROM meta');
    beginNew(fixtures, recordSets, origin, now);
  });

  return {
    db,
    accounts: accountStore(db, people.forget),
    jobs,
    people,
    size,
    transact,
    faults: faultStore(db, transact),
    credits,
    control: controlStore(db, jobs, credits),
    unlock: unlocker(db, people, credits),
    snapshots,
    restart: (next, now) => {
      const { fixtures, recordSets, seed, people } = filledOf(next);
      restart(fixtures, recordSets, originOf(fixtures, seed, people), now);
      replaceSeedData(shared, next);
    },
    begin: (now) => {
      const { fixtures, recordSets, seed, people } = filledOf(shared);
      explained(file, () => beginOrGoOn(fixtures, recordSets, originOf(fixtures, seed, people), now));
    },
    close: () => {
      db.close();
    },
  };
};

const mebibyte = 1024 * 1024;

export type StateOptions = {
  /** The SQLite file that the state is kept in. Default: in memory. */
  file?: string | undefined;
  /** How large the state in memory may get, in MiB. */
  limit?: number | undefined;
  /** What it is to have begun from (originOf), if that is known before the shared data is there. */
  origin?: string | undefined;
};

/**
 * Opens the state, in memory where no file is named.
 * @throws StoreError for a file that can't be opened, is damaged or is not ours; nothing in it is changed
 */
export const openStore = (shared: SeedData, options: StateOptions = {}): Store => {
  const { file, origin } = options;
  const db = openDatabase(file, origin);
  try {
    return explained(file, () => storeOn(db, shared, options));
  } catch (error) {
    db.close();
    throw error;
  }
};
