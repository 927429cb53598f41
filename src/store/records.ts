import type { Database } from 'better-sqlite3';
import type { StoredRecord } from '../seed/fields.ts';

export type RecordSet = { id: number; size: number };

/** The tables of records-schema.sql. */
export const recordStore = (db: Database) => {
  const firstFree = db.prepare<[], number>('SELECT coalesce(max(id), 0) + 1 FROM records').pluck();
  const insertSet = db.prepare('INSERT INTO record_sets (first_record, size) VALUES (?, 0)');
  const insertRecord = db.prepare('INSERT INTO records (id, fields) VALUES (?, ?)');
  const insertField = db.prepare(
    'INSERT INTO record_fields (record_set, ordinal, name, first_position) VALUES (?, ?, ?, ?)',
  );
  const setSize = db.prepare('UPDATE record_sets SET size = ? WHERE id = ?');
  const slice = db
    .prepare<{ set: number; from: number; to: number }, string>(`
    SELECT fields FROM records JOIN record_sets ON record_sets.id = @set
    WHERE records.id >= first_record + @from AND records.id < first_record + min(@to, size)
    ORDER BY records.id`)
    .pluck();
  const fieldNames = db
    .prepare<[number, number], string>(`
    SELECT name FROM record_fields WHERE record_set = ? AND first_position < ? ORDER BY ordinal`)
    .pluck();

  return {
    /** Begins a record set: `add` each record, then `end` it. One set at a time, in a transaction. */
    begin: () => {
      const first = firstFree.get() as number;
      const id = Number(insertSet.run(first).lastInsertRowid);
      const names = new Set<string>();
      let size = 0;
      return {
        add: (record: StoredRecord): void => {
          insertRecord.run(first + size, JSON.stringify(record));
          for (const name of Object.keys(record)) {
            if (names.has(name)) continue;
            insertField.run(id, names.size, name, size);
            names.add(name);
          }
          size += 1;
        },
        end: (): RecordSet => {
          setSize.run(size, id);
          return { id, size };
        },
      };
    },

    /** The records of a set from one position up to another, that one left out. */
    slice: (set: number, from: number, to: number): StoredRecord[] =>
      slice.all({ set, from, to }).map((fields) => JSON.parse(fields)),

    /** The names of all fields of the first records of a set, in the order in which they first show. */
    fieldNames: (set: number, first: number): string[] => fieldNames.all(set, first),
  };
};

export type RecordStore = ReturnType<typeof recordStore>;
