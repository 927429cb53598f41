import type { Database } from 'better-sqlite3';
import { type FilterName, filterNames } from '../../domain/filters.ts';
import type { Person } from '../../domain/person.ts';
import { DamagedRow, type ReadGuard } from '../connection/damaged-data.ts';
import { type CodedValues, codeArrays, columnWriter } from './columns.ts';
import { type PersonSearch, personSearch } from './person-search.ts';

/** Gathers what the filters of Search look at, person by person, newest first. */
export const columnsWriter = () => {
  const writers = filterNames.map((name) => ({ name, ...columnWriter() }));
  return {
    add: (values: readonly (string | null)[]): void => {
      for (let index = 0; index < writers.length; index += 1) writers[index]?.add(values[index] ?? null);
    },
    addPerson: (person: Person): void => {
      for (const { name, add } of writers) add(person[name]);
    },
    columns: () => writers.map(({ name, end }) => ({ name, ...end() })),
  };
};

type ColumnsWriter = ReturnType<typeof columnsWriter>;

/** Writes the columns of the shared people beside them. */
export const saveColumns = (db: Database, writer: ColumnsWriter): void => {
  const insert = db.prepare('INSERT INTO person_columns (name, distinct_values, width, codes) VALUES (?, ?, ?, ?)');
  for (const { name, values, codes } of writer.columns()) {
    const bytes = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
    insert.run(name, JSON.stringify(values), codes.BYTES_PER_ELEMENT, bytes);
  }
};

type Row = { distinct_values: string; width: 1 | 2 | 4; codes: Buffer; mark: string };

/** Search over the shared people. The seed data must be loaded. */
export const searchShared = (db: Database, guard: ReadGuard): PersonSearch => {
  const read = db.prepare<[string], Row>(
    'SELECT distinct_values, width, codes, mark FROM person_columns WHERE name = ?',
  );
  const countPeople = db.prepare<[], number>('SELECT coalesce(max(position) + 1, 0) FROM people').pluck();
  const readColumn = (name: FilterName): CodedValues => {
    const { distinct_values, width, codes, mark } = read.get(name) as Row;
    if (mark !== 'end') throw new DamagedRow(`the column ${name} has lost its end`);
    const Codes = codeArrays[width];
    return {
      values: JSON.parse(distinct_values) as string[],
      codes: new Codes(codes.buffer as ArrayBuffer, codes.byteOffset, codes.length / width),
    };
  };
  const size = guard(() => countPeople.get() as number);
  return personSearch((name) => guard(() => readColumn(name)), size);
};

/** How many bytes of texts that were searched for are kept for each account with people of its own. */
const ownTextBytes = 64 * 1024;
/** Estimates of what an index takes: of any size, for each person, and for each letter of their filter values. */
const bytesPerIndex = 300_000;
const bytesPerPerson = 100;
const bytesPerLetter = 10;

/**
 * Search over people whose filter values these are, each a JSON array, newest first.
 * @returns it, and how many bytes it takes, as an estimate
 */
export const searchOwn = (people: Iterable<string>): { search: PersonSearch; bytes: number } => {
  const writer = columnsWriter();
  let size = 0;
  let letters = 0;
  for (const values of people) {
    writer.add(JSON.parse(values));
    size += 1;
    letters += values.length;
  }
  const columns = new Map(writer.columns().map((column) => [column.name, column]));
  return {
    // Joined columns are for sets that many search: each join takes as much as the rest of the index.
    search: personSearch((name) => columns.get(name) as CodedValues, size, false, ownTextBytes),
    bytes: bytesPerIndex + bytesPerPerson * size + bytesPerLetter * letters,
  };
};
