import { setImmediate } from 'node:timers/promises';
import DatabaseFile, { type Database } from 'better-sqlite3';
import type { Person } from '../../domain/person.ts';
import { noGuard, type ReadGuard } from '../connection/damaged-data.ts';
import type { InitialData } from '../initial-data.ts';
import { prepareWritePerson } from '../repositories/person-rows.ts';
import { createRecordRepository, type RecordSet } from '../repositories/record-repository.ts';
import { readSchema } from '../schema/read-schema.ts';
import { createColumnsWriter } from '../search/column-writer.ts';
import { writeColumns } from '../search/open-search.ts';
import type { SeedData } from '../seed-data.ts';

/** Rows to write before other requests may run: /livez answers while the data is generated. */
const rowsPerTurn = 250;

/** Creates the seed data of a database, which may still be empty. */
export const createSeedDataOn = (db: Database, guard: ReadGuard = noGuard): SeedData => ({
  db,
  guard,
  records: createRecordRepository(db, { guard }),
  close: () => {
    db.close();
  },
});

/** Creates the tables of seed data in an empty database. */
export const createSeedDataTables = (db: Database): SeedData => {
  db.exec(readSchema('shared') + readSchema('records'));
  return createSeedDataOn(db);
};

/** Creates the index of people. Call it after all rows are inserted, because an earlier index slows down each insertion. */
export const createPeopleIndex = (db: Database): void => {
  db.exec('CREATE UNIQUE INDEX people_uuid ON people (uuid)');
};

/** Opens an empty seed database in memory. */
export const openSeedData = (): SeedData => createSeedDataTables(new DatabaseFile(':memory:'));

/** Replaces seed data by other data, in the object that all users share. */
export const replaceSeedData = (current: SeedData, next: SeedData): void => {
  if (next === current) return;
  current.close();
  Object.assign(current, next);
};

/** How a caller follows or stops the writing of data. */
export type FillOptions = {
  signal?: AbortSignal | undefined;
  /** Called from time to time, and at the end, with how many people are written and how many there will be. */
  progress?: ((writtenPeople: number, total: number) => void) | undefined;
};

/** Called for each row. After many rows, it returns a promise, so that other work runs while the caller waits for it. */
type Pace = () => Promise<void> | undefined;

const createPace = (signal: AbortSignal | undefined): Pace => {
  let rows = 0;
  return () => {
    rows += 1;
    return rows % rowsPerTurn === 0 ? setImmediate(undefined, { signal }) : undefined;
  };
};

const writePeople = async (db: Database, people: Iterable<Person>, total: number, options: FillOptions) => {
  const pace = createPace(options.signal);
  const write = prepareWritePerson(db);
  const columns = createColumnsWriter();
  let position = 0;
  for (const person of people) {
    write(person, position);
    columns.addPerson(person);
    position += 1;
    const pause = pace();
    if (pause || position === total) options.progress?.(position, total);
    if (pause) await pause;
  }
  writeColumns(db, columns);
  createPeopleIndex(db);
};

/**
 * Generates the people and records, and writes all of them or, if that fails, none.
 * @throws what the iterables of `initialData` throw, and AbortError
 */
export const fillSeedData = async (
  seedData: SeedData,
  initialData: InitialData,
  options: FillOptions = {},
): Promise<void> => {
  const { db, records } = seedData;
  const { people, recordsOfJobs } = await initialData.generate();
  db.exec('BEGIN');
  try {
    await writePeople(db, people, initialData.origin.people, options);
    const recordSets: RecordSet[] = [];
    for (const recordsOfJob of recordsOfJobs) {
      recordSets.push(
        await records.write(initialData.canonicalColumns, recordsOfJob, (recordSet) => recordSet, options.signal),
      );
    }
    db.exec('COMMIT');
    seedData.loaded = { initialData, recordSets };
  } catch (error) {
    if (db.open && db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
};
