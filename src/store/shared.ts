import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { type Fixtures, type Job, unknownPeople } from '../seed/fixtures.ts';
import { makePeople } from '../seed/people.ts';
import type { Person } from '../seed/person.ts';
import { makeRecords } from '../seed/records.ts';
import { personColumns, personWriter } from './person-rows.ts';
import { type RecordSet, type RecordStore, recordStore } from './records.ts';

/** Rows to write before other work may go on: /livez answers while the data is made. */
const rowsAtATime = 1000;

/** What the seed and the fixtures fix. */
export type Shared = {
  db: Database;
  records: RecordStore;
  /** Set once the data is there: what a state begins with, and what it was made from. */
  filled?: { fixtures: Fixtures; recordSets: RecordSet[]; seed: number; people: number };
  close: () => void;
};

/** The text of a schema beside this file. */
export const schema = (name: string): string =>
  readFileSync(new URL(`./${name}-schema.sql`, import.meta.url), 'utf8').replace('PERSON_COLUMNS', personColumns);

/** The shared database in memory, with no data yet. */
export const openShared = (): Shared => {
  const db = new DatabaseFile(':memory:');
  db.exec(schema('shared') + schema('records'));
  return {
    db,
    records: recordStore(db),
    close: () => {
      db.close();
    },
  };
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

const fillPeople = async (db: Database, people: Iterable<Person>, pace: Pace): Promise<void> => {
  const write = personWriter(db, 'people');
  let position = 0;
  for (const person of people) {
    write(person, position);
    position += 1;
    const pause = pace();
    if (pause) await pause;
  }
  db.exec('CREATE UNIQUE INDEX people_uuid ON people (uuid)');
};

const fillRecords = async (records: RecordStore, seed: number, job: Job, pace: Pace): Promise<RecordSet> => {
  const set = records.begin();
  for (const record of job.records) set.add(record);
  for (const record of makeRecords(seed, job, job.records.length, job.generate ?? 0)) {
    set.add(record);
    const pause = pace();
    if (pause) await pause;
  }
  return set.end();
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
  shared: Shared,
  fixtures: Fixtures,
  seed: number,
  people: number,
  signal?: AbortSignal,
): Promise<void> => {
  const { db, records } = shared;
  const pace = pacer(signal);
  db.exec('BEGIN');
  try {
    await fillPeople(db, makePeople(seed, people, fixtures.people), pace);
    checkUnlocks(db, fixtures);
    const recordSets: RecordSet[] = [];
    for (const job of fixtures.jobs) recordSets.push(await fillRecords(records, seed, job, pace));
    db.exec('COMMIT');
    shared.filled = { fixtures, recordSets, seed, people };
  } catch (error) {
    if (db.open && db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
};
