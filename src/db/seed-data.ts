import type { Database } from 'better-sqlite3';
import type { ReadGuard } from './connection/damaged-data.ts';
import type { InitialData } from './initial-data.ts';
import type { RecordRepository, RecordSet } from './repositories/record-repository.ts';

/** The initial data and, for each of its jobs, the set of its records. */
export type LoadedData = { initialData: InitialData; recordSets: RecordSet[] };

/** The people and records that the seed and the fixtures determine: written once, then only read. */
export type SeedData = {
  db: Database;
  /** Every read of `db` must run in it. `records` does so itself. */
  guard: ReadGuard;
  records: RecordRepository;
  /** Set once the data is loaded. */
  loaded?: LoadedData;
  close: () => void;
};

/** R14, R15: the canonical enrichment columns, account before contact. */
export const getCanonicalColumns = ({ loaded }: SeedData): readonly string[] =>
  loaded ? loaded.initialData.canonicalColumns : [];
