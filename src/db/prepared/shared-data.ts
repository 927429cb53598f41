import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { loadMakers, type Makers } from '../../fixtures/generate/load-generators.ts';
import { type Fixtures, unknownPeople } from '../../fixtures/load/load-fixtures.ts';
import { codeFolder } from '../../lib/package-info.ts';
import { personColumns, personWriter } from '../repositories/person-rows.ts';
import { type RecordSet, type RecordStore, recordStore } from '../repositories/record-repository.ts';
import { columnsWriter, saveColumns } from '../search/person-columns.ts';

/** Rows to write before other work may go on: /livez answers while the data is made. */
const rowsAtATime = 250;

/** What the seed and the fixtures fix. */
export type SeedData = {
  db: Database;
  records: RecordStore;
  /** Set once the data is there: what a state begins with, and what it was made from. */
  filled?: { fixtures: Fixtures; recordSets: RecordSet[]; seed: number; people: number };
  close: () => void;
};

const columnsOf = ({ columns }: Fixtures): string[] => [...columns.account, ...columns.contact];

/** R14, R15: the canonical enrichment columns, account before contact. */
export const canonicalColumns = ({ filled }: SeedData): string[] => (filled ? columnsOf(filled.fixtures) : []);

/** The text of a schema beside this file. */
export const schema = (name: string): string =>
  readFileSync(new URL(`db/schema/${name}-schema.sql`, codeFolder), 'utf8').replace('PERSON_COLUMNS', personColumns);

/** The shared data of a database, which may be empty yet. */
export const seedDataFrom = (db: Database): SeedData => ({
  db,
  records: recordStore(db),
  close: () => {
    db.close();
  },
});

/** Makes the tables of shared data where there are none. */
export const createSeedData = (db: Database): SeedData => {
  db.exec(schema('shared') + schema('records'));
  return seedDataFrom(db);
};

/** The last part of the tables: an index is quicker to make once its rows are there. */
export const indexPeople = (db: Database): void => {
  db.exec('CREATE UNIQUE INDEX people_uuid ON people (uuid)');
};

/** The shared database in memory, with no data yet. */
export const openSeedData = (): SeedData => createSeedData(new DatabaseFile(':memory:'));

/** Puts other shared data in the place of what was there, for all who have it. */
export const replaceSeedData = (shared: SeedData, next: SeedData): void => {
  if (next === shared) return;
  shared.close();
  Object.assign(shared, next);
};

/** What may look on, and stop it, while data is made. */
export type Watching = {
  signal?: AbortSignal | undefined;
  /** Told now and then, and once all are there, how many people of how many are. */
  progress?: ((done: number, total: number) => void) | undefined;
};

/** To be called for each row and, where it gives a promise, awaited: lets other work go on now and then. */
type Pace = () => Promise<void> | undefined;

const pacer = (signal: AbortSignal | undefined): Pace => {
  let rows = 0;
  return () => {
    rows += 1;
    return rows % rowsAtATime === 0 ? setImmediate(undefined, { signal }) : undefined;
  };
};

const fillPeople = async (
  db: Database,
  makePeople: Makers['makePeople'],
  { people: named }: Fixtures,
  seed: number,
  total: number,
  pace: Pace,
  { progress }: Watching,
): Promise<void> => {
  const write = personWriter(db);
  const columns = columnsWriter();
  let position = 0;
  for (const person of makePeople(seed, total, named)) {
    write(person, position);
    columns.addPerson(person);
    position += 1;
    const pause = pace();
    if (pause || position === total) progress?.(position, total);
    if (pause) await pause;
  }
  saveColumns(db, columns);
  indexPeople(db);
};

const checkUnlocks = (db: Database, { unlocks }: Fixtures): void => {
  const exists = db.prepare('SELECT 1 FROM people WHERE uuid = ?').pluck();
  const unknown = unlocks.filter(({ value }) => exists.get(value.uuid.toLowerCase()) === undefined);
  if (unknown.length > 0) throw unknownPeople(unknown);
};

/**
 * Puts the data there: the fixtures, and what the seed generates around them. All of it or, when it fails, nothing.
 * @param people how many there are to search in all
 * @throws FixtureError for an unlock of nobody
 */
export const fill = async (
  shared: SeedData,
  fixtures: Fixtures,
  seed: number,
  people: number,
  watching: Watching = {},
): Promise<void> => {
  const { db, records } = shared;
  const pace = pacer(watching.signal);
  const { makePeople, jobRecords } = await loadMakers();
  db.exec('BEGIN');
  try {
    await fillPeople(db, makePeople, fixtures, seed, people, pace, watching);
    checkUnlocks(db, fixtures);
    const recordSets: RecordSet[] = [];
    const canonical = columnsOf(fixtures);
    for (const job of fixtures.jobs) {
      const all = jobRecords(seed, job, job.records);
      recordSets.push(await records.write(canonical, all, (set) => set, watching.signal));
    }
    db.exec('COMMIT');
    shared.filled = { fixtures, recordSets, seed, people };
  } catch (error) {
    if (db.open && db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
};
