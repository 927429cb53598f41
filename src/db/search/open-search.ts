import type { Database } from 'better-sqlite3';
import type { FilterName } from '../../domain/filters.ts';
import { DamagedRow, type ReadGuard } from '../connection/damaged-data.ts';
import { type ColumnsWriter, createColumnsWriter } from './column-writer.ts';
import { createPersonSearch, type PersonSearch } from './person-search.ts';
import { type CodedValues, codeArrays } from './posting-lists.ts';

/** Stores the values of all filters of the shared people. */
export const writeColumns = (db: Database, writer: ColumnsWriter): void => {
  const insert = db.prepare('INSERT INTO person_columns (name, distinct_values, width, codes) VALUES (?, ?, ?, ?)');
  for (const { name, values, codes } of writer.finish()) {
    const bytes = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
    insert.run(name, JSON.stringify(values), codes.BYTES_PER_ELEMENT, bytes);
  }
};

type Row = { distinct_values: string; width: 1 | 2 | 4; codes: Buffer; mark: string };

/** Opens the search for shared people. The seed data must be loaded. */
export const openSharedSearch = (db: Database, guard: ReadGuard): PersonSearch => {
  const read = db.prepare<[string], Row>(
    'SELECT distinct_values, width, codes, mark FROM person_columns WHERE name = ?',
  );
  const countPeople = db.prepare<[], number>('SELECT coalesce(max(position) + 1, 0) FROM people').pluck();
  const readColumn = (name: FilterName): CodedValues => {
    const { distinct_values, width, codes, mark } = read.get(name) as Row;
    if (mark !== 'end') throw new DamagedRow(`the end of the column ${name} is cut off`);
    const Codes = codeArrays[width];
    return {
      values: JSON.parse(distinct_values) as string[],
      codes: new Codes(codes.buffer as ArrayBuffer, codes.byteOffset, codes.length / width),
    };
  };
  const size = guard(() => countPeople.get() as number);
  return createPersonSearch((name) => guard(() => readColumn(name)), size);
};

/** The limit in bytes of the texts that were searched for, for each account with its own people. */
const ownTextBytes = 64 * 1024;
/** Estimates of the memory of an index: a fixed part, and parts for each person and each letter of the filter values. */
const bytesPerIndex = 300_000;
const bytesPerPerson = 100;
const bytesPerLetter = 10;

/**
 * Opens the search for the own people of an account.
 * @param people the filter values of each person as a JSON array, newest first
 * @returns the search, and an estimate of the bytes it takes
 */
export const openOwnSearch = (people: Iterable<string>): { search: PersonSearch; bytes: number } => {
  const writer = createColumnsWriter();
  let size = 0;
  let letters = 0;
  for (const values of people) {
    writer.add(JSON.parse(values));
    size += 1;
    letters += values.length;
  }
  const columns = new Map(writer.finish().map((column) => [column.name, column]));
  return {
    // Without composite indexes: each takes as much memory as the rest, which only pays for people whom many search.
    search: createPersonSearch((name) => columns.get(name) as CodedValues, size, false, ownTextBytes),
    bytes: bytesPerIndex + bytesPerPerson * size + bytesPerLetter * letters,
  };
};
