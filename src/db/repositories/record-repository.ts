import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { formatCsvRecord, orderCsvColumns } from '../../domain/record-csv.ts';
import type { StoredRecord } from '../../domain/record-fields.ts';
import { formatJsonRecord, formatPersonalValues, listPublicFields } from '../../domain/record-json.ts';
import { createCsvWidener, type FirstPosition } from '../../domain/widen-csv-lines.ts';
import { DamagedRow, noGuard, type ReadGuard } from '../connection/damaged-data.ts';
import type { Transact } from '../connection/state-size.ts';
import { isWriteError } from '../connection/store-error.ts';
import { createTransaction } from '../connection/transactions.ts';

export type RecordSet = { id: number; size: number };

/** Texts of records as they are sent, how many records these are, and how many emails and phones they have. */
export type RecordTexts = { text: Buffer; rows: number; values: number };

/** Records as CSV. `Lines` is what a read of lines returns. */
export type RecordsCsv<Lines> = {
  /** The header row. */
  header: string;
  /** Reads the lines from one position up to another, or the first few of them. No lines if the records are deleted. */
  lines: (from: number, to: number) => Lines;
};

/** Records to write before other requests may run: a few milliseconds' worth. */
const writtenPerTurn = 250;
/** Records to delete before other requests may run. */
const deletedPerTurn = 1000;

/** The id of a record: room for 16 million records per set, and for half a billion sets. */
const computeRecordKey = (set: number, position: number): number => set * 2 ** 24 + position;

/** The text before and after the records of a page. */
export type Frame = { before: string; after: string };

type Range = { from: number; to: number };
type RangeRow = { text: Buffer | null; rows: number; values: number; mark: string | null };

type Options = {
  /** Makes a transaction of a function that may make the database larger. */
  transact?: Transact;
  /** All reads run in it. */
  guard?: ReadGuard;
};

const toRange = (set: number, from: number, to: number): Range => ({
  from: computeRecordKey(set, from),
  to: computeRecordKey(set, to),
});

const checkMark = (mark: string | null): void => {
  if (mark !== null && mark !== 'end') throw new DamagedRow('the end of a record is cut off');
};

const toTexts = (row: RangeRow | undefined): RecordTexts => {
  const { text, rows, values, mark } = row as RangeRow;
  checkMark(mark);
  return { text: text ?? Buffer.alloc(0), rows, values };
};

/** Creates the functions that delete record sets. */
const createDeletion = (db: Database) => {
  const deleteFields = db.prepare('DELETE FROM record_fields WHERE record_set = ?');
  const deleteSome = db.prepare(
    'DELETE FROM records WHERE id IN (SELECT id FROM records WHERE id >= ? AND id < ? LIMIT ?)',
  );
  const deleteSet = db.prepare('DELETE FROM record_sets WHERE id = ?');
  const markDeleted = db.prepare('UPDATE record_sets SET is_deleted = 1 WHERE id = ?');
  const findDeleted = db.prepare<[], number>('SELECT id FROM record_sets WHERE is_deleted LIMIT 1').pluck();

  /** Deletes some records of a set, and the set if it has no more. */
  const deleteSomeRecords = (id: number): void => {
    const { changes } = deleteSome.run(computeRecordKey(id, 0), computeRecordKey(id + 1, 0), deletedPerTurn);
    if (changes < deletedPerTurn) deleteSet.run(id);
    else markDeleted.run(id);
  };

  let deleting = false;
  /** Deletes the records of sets that are marked as deleted. Each iteration of the event loop deletes a part of them. */
  const deleteRecordsOfDeletedSets = (): void => {
    if (deleting) return;
    deleting = true;
    setImmediate(() => {
      deleting = false;
      const id = db.open ? findDeleted.get() : undefined;
      if (id === undefined) return;
      try {
        createTransaction(db, deleteSomeRecords)(id);
        deleteRecordsOfDeletedSets();
      } catch (error) {
        // The disk is full. The next deletion continues.
        if (!isWriteError(error)) throw error;
      }
    }).unref();
  };

  /** Deletes a set, most of a large set later on. Must run in a transaction. */
  const remove = (id: number): void => {
    deleteFields.run(id);
    deleteSomeRecords(id);
    deleteRecordsOfDeletedSets();
  };

  return { remove, deleteRecordsOfDeletedSets };
};

/** Creates the function that creates a record set, to which records are then added. */
const prepareCreateSet = (db: Database) => {
  const insertSet = db.prepare('INSERT INTO record_sets DEFAULT VALUES');
  const insertRecord = db.prepare(
    'INSERT INTO records (id, json, csv, personal, personal_count) VALUES (?, ?, ?, ?, ?)',
  );
  const insertField = db.prepare(
    'INSERT INTO record_fields (record_set, ordinal, name, first_position) VALUES (?, ?, ?, ?)',
  );

  return (canonical: readonly string[]) => {
    const id = Number(insertSet.run().lastInsertRowid);
    const names = new Set<string>();
    let columns: string[] = [];
    let size = 0;
    return {
      id,
      /** @returns how much work it was: 1 for a usual record */
      add: (record: StoredRecord): number => {
        const fields = listPublicFields(record);
        const newFields = fields.filter((name) => !names.has(name));
        for (const name of newFields) {
          insertField.run(id, names.size, name, size);
          names.add(name);
        }
        if (newFields.length > 0) columns = orderCsvColumns([...columns, ...newFields], canonical);
        const personal = formatPersonalValues(record);
        insertRecord.run(
          computeRecordKey(id, size),
          formatJsonRecord(record, fields),
          formatCsvRecord(record, columns),
          personal.json,
          personal.count,
        );
        size += 1;
        // To sort new columns takes as long as several usual records.
        return newFields.length > 0 ? 10 : 1;
      },
      finish: (): RecordSet => ({ id, size }),
    };
  };
};

/**
 * Creates the function that writes record sets.
 * @param remove deletes a set; must run in a transaction
 */
const createWrite = (db: Database, transact: Transact, remove: (id: number) => void) => {
  const createSet = prepareCreateSet(db);
  /** Sets whose records are still being written. No job has them yet. */
  const unfinished = new Set<number>();

  return {
    /** Whether the records of a set are still being written. */
    isUnfinished: (id: number): boolean => unfinished.has(id),

    /**
     * Writes a record set in several transactions. Other requests run in between.
     * @param use runs in the last transaction. If it throws, the set is deleted
     * @throws AbortError if the signal is aborted; the set is deleted
     */
    write: async <T>(
      canonical: readonly string[],
      records: Iterable<StoredRecord>,
      use: (set: RecordSet) => T,
      signal?: AbortSignal,
    ): Promise<T> => {
      const iterator = records[Symbol.iterator]();
      let set: ReturnType<typeof createSet> | undefined;
      const step = transact((): { result: T } | undefined => {
        set ??= createSet(canonical);
        unfinished.add(set.id);
        for (let work = 0; work < writtenPerTurn; ) {
          const { done, value } = iterator.next();
          if (done) return { result: use(set.finish()) };
          work += set.add(value);
        }
        return undefined;
      });
      try {
        for (;;) {
          const finished = step();
          if (finished) return finished.result;
          await turn(undefined, { signal });
        }
      } catch (error) {
        if (set && db.open) createTransaction(db, remove)(set.id);
        throw error;
      } finally {
        if (set) unfinished.delete(set.id);
      }
    },
  };
};

/** Creates the functions that read records. */
const createReads = (db: Database, guard: ReadGuard) => {
  // SQLite joins the texts and returns them as the bytes to send: to read a row per record and to encode strings as UTF-8
  // takes twice as long.
  const prepareRead = <Parameters extends object>(column: 'json' | 'csv', text: string) =>
    db.prepare<Range & Parameters, RangeRow>(`
      SELECT CAST(${text} AS BLOB) AS text, count(*) AS rows, total(personal_count) AS "values", min(mark) AS mark
      FROM (SELECT ${column}, personal_count, mark FROM records WHERE id >= @from AND id < @to ORDER BY id)`);
  const readJson = prepareRead<Frame>('json', 'concat(@before, group_concat(json), @after)');
  const readCsv = prepareRead('csv', "group_concat(csv, '')");
  const readPersonal = db.prepare<Range, { personal: string; mark: string }>(
    'SELECT personal, mark FROM records WHERE id >= @from AND id < @to AND personal IS NOT NULL ORDER BY id',
  );
  const shownFields = db.prepare<[number, number], FirstPosition>(`
    SELECT name, first_position FROM record_fields WHERE record_set = ? AND first_position < ? ORDER BY ordinal`);
  const exists = db.prepare<[number]>('SELECT 1 FROM record_sets WHERE id = ? AND NOT is_deleted').pluck();

  return {
    /**
     * Reads the emails and phones of the records from one position up to another (exclusive): an object with the uuid for
     * each record that has any. Fewer or none if the record set is deleted.
     */
    personal: (set: number, from: number, to: number): Record<string, unknown>[] =>
      guard(() =>
        readPersonal.all(toRange(set, from, to)).map(({ personal, mark }) => {
          checkMark(mark);
          return JSON.parse(personal);
        }),
      ),

    /** Reads the records of a set from one position up to another (exclusive) as JSON with commas between, in a frame. */
    json: (set: number, from: number, to: number, frame: Frame): RecordTexts =>
      guard(() => toTexts(readJson.get({ ...toRange(set, from, to), ...frame }))),

    /** Reads the first `doneRecords` records of a set as CSV. The columns are the fields that these records have (R14, R15, R17). */
    csv: (set: number, doneRecords: number, canonical: readonly string[]): RecordsCsv<RecordTexts> => {
      const { header, completeFrom, linesPerBatch, widenLines } = createCsvWidener(
        guard(() => shownFields.all(set, doneRecords)),
        canonical,
      );
      return {
        header,
        lines: (from, to) =>
          guard(() => {
            const limit = from < completeFrom ? Math.min(completeFrom, from + linesPerBatch) : doneRecords;
            const end = exists.get(set) === undefined ? from : Math.min(to, limit);
            const texts = toTexts(readCsv.get(toRange(set, from, end)));
            return from < completeFrom ? { ...texts, text: widenLines(texts.text, from) } : texts;
          }),
      };
    },
  };
};

/** Creates the repository of the records in records-schema.sql. */
export const createRecordRepository = (
  db: Database,
  { transact = (work) => createTransaction(db, work), guard = noGuard }: Options = {},
) => {
  const deletion = createDeletion(db);
  return { ...deletion, ...createWrite(db, transact, deletion.remove), ...createReads(db, guard) };
};

export type RecordRepository = ReturnType<typeof createRecordRepository>;
