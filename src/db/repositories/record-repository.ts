import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { columnsOfDone, type ShownField } from '../../domain/csv-columns-of-done-records.ts';
import type { StoredRecord } from '../../domain/record-fields.ts';
import { csvColumns, publicNames } from '../../domain/record-text.ts';
import { DamagedRow, noGuard, type ReadGuard } from '../connection/damaged-data.ts';
import type { Transact } from '../connection/state-size.ts';
import { isUnwritten } from '../connection/store-error.ts';
import { atomic } from '../connection/transactions.ts';
import { type Block, blockWriter, countOf, isWhole, sliceOf, valuesOf } from './record-blocks.ts';

export type RecordSet = { id: number; size: number };

/** Records as they leave, one after the other: how many they are, and how many emails and phones they have. */
type ServedRecords = { text: Buffer; rows: number; values: number };

/** A record set as CSV. */
export type SetCsv = {
  /** The header row. */
  header: string;
  /** The lines from one position up to another, or the first few of them; none once the record set is gone. */
  lines: (from: number, to: number) => ServedRecords;
};

/** Records to write, and blocks to delete, before other work may go on: a few milliseconds' worth. */
const recordsAtATime = 250;
const blocksAtATime = 20;

/** Where a record of a set is: room for 16 million records a set, and for half a billion sets. */
const recordKey = (set: number, position: number): number => set * 2 ** 24 + position;

/** Gives the memory of bytes back that were copied: the collector would leave those of a whole download for later. */
const release = ({ buffer, byteLength }: Buffer): void => {
  if (buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
};

/** What stands before and after records: ASCII. */
export type Frame = { before: string; after: string };

/** Parts of JSON in a frame, without the comma after the last one. */
const framed = (parts: readonly Buffer[], { before, after }: Frame): Buffer => {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = Buffer.allocUnsafeSlow(before.length + Math.max(0, bytes - 1) + after.length);
  let at = whole.write(before, 'latin1');
  for (const part of parts) at += part.copy(whole, at);
  whole.write(after, whole.length - after.length, 'latin1');
  return whole;
};

type BlockRange = { set: number; from: number; to: number };

/** The blocks that have the records from one on up to another, as SQL. */
const ofBlocks = `FROM record_blocks
  WHERE id >= (SELECT max(id) FROM record_blocks WHERE id >= @set AND id <= @from) AND id < @to ORDER BY id`;

const rangeOf = (set: number, from: number, to: number): BlockRange => ({
  set: recordKey(set, 0),
  from: recordKey(set, from),
  to: recordKey(set, to),
});

/** The records of a block that are among those from one position of its set up to another, counted within the block. */
const recordsWithin = (block: Pick<Block, 'ends'> & { id: number }, set: number, from: number, to: number) => {
  const position = block.id - recordKey(set, 0);
  return { first: Math.max(0, from - position), end: Math.min(countOf(block), to - position) };
};

type Options = {
  /** Makes transactions of functions that may make the database larger. */
  transact?: Transact;
  /** All reads run in it. */
  guard?: ReadGuard;
};

/** The tables of records-schema.sql. */
export const recordStore = (db: Database, { transact = (work) => atomic(db, work), guard = noGuard }: Options = {}) => {
  const insertSet = db.prepare('INSERT INTO record_sets DEFAULT VALUES');
  const insertBlock = db.prepare(
    'INSERT INTO record_blocks (id, ends, personal, csv, json) VALUES (@id, @ends, @personal, @csv, @json)',
  );
  const insertField = db.prepare(
    'INSERT INTO record_fields (record_set, ordinal, name, first_position) VALUES (?, ?, ?, ?)',
  );
  const blocks = <K extends 'json' | 'csv'>(kind: K) =>
    db.prepare<BlockRange, Pick<Block, 'ends' | K> & { id: number }>(`SELECT id, ends, ${kind} ${ofBlocks}`);
  const jsonBlocks = blocks('json');
  const csvBlocks = blocks('csv');
  const personalBlocks = db.prepare<BlockRange, Pick<Block, 'ends' | 'personal'> & { id: number }>(
    `SELECT id, ends, personal ${ofBlocks}`,
  );
  const shownFields = db.prepare<[number, number], ShownField>(`
    SELECT name, first_position FROM record_fields WHERE record_set = ? AND first_position < ? ORDER BY ordinal`);
  const isThere = db.prepare<[number]>('SELECT 1 FROM record_sets WHERE id = ? AND NOT gone').pluck();
  const deleteFields = db.prepare('DELETE FROM record_fields WHERE record_set = ?');
  const deleteSome = db.prepare(
    'DELETE FROM record_blocks WHERE id IN (SELECT id FROM record_blocks WHERE id >= ? AND id < ? LIMIT ?)',
  );
  const deleteSet = db.prepare('DELETE FROM record_sets WHERE id = ?');
  const setGone = db.prepare('UPDATE record_sets SET gone = 1 WHERE id = ?');
  const anyGone = db.prepare<[], number>('SELECT id FROM record_sets WHERE gone LIMIT 1').pluck();
  /** Sets that no job has yet, because their records are still to come. */
  const unfinished = new Set<number>();

  /** Begins a record set: `add` each record, then `end` it. */
  const begin = (canonical: readonly string[]) => {
    const id = Number(insertSet.run().lastInsertRowid);
    const names = new Set<string>();
    let columns: string[] = [];
    let size = 0;
    const block = blockWriter();
    const flush = (): void => {
      const first = recordKey(id, size - block.count());
      insertBlock.run({ id: first, ...block.take() });
    };
    return {
      id,
      /** @returns how much work it was, in usual records */
      add: (record: StoredRecord): number => {
        const own = publicNames(record);
        const fresh = own.filter((name) => !names.has(name));
        for (const name of fresh) {
          insertField.run(id, names.size, name, size);
          names.add(name);
        }
        if (fresh.length > 0) columns = csvColumns([...columns, ...fresh], canonical);
        block.add(record, own, columns);
        size += 1;
        if (block.isFull()) flush();
        // To put new columns in order takes as long as several usual records.
        return fresh.length > 0 ? 10 : 1;
      },
      end: (): RecordSet => {
        if (block.count() > 0) flush();
        return { id, size };
      },
    };
  };

  const checkEnd = <K extends 'json' | 'csv' | 'personal'>(block: Pick<Block, K>, kind: K): void => {
    if (!isWhole(block, kind)) throw new DamagedRow('a block of records has lost its end');
  };

  const serve = <K extends 'json' | 'csv'>(
    kind: K,
    read: ReturnType<typeof blocks<K>>,
    set: number,
    from: number,
    to: number,
    frame?: Frame,
  ): ServedRecords => {
    const texts: Buffer[] = [];
    let [rows, values] = [0, 0];
    const found = from < to ? read.all(rangeOf(set, from, to)) : [];
    for (const block of found) {
      checkEnd(block, kind);
      const { first, end } = recordsWithin(block, set, from, to);
      texts.push(sliceOf(block, kind, first, end));
      rows += end - first;
      values += valuesOf(block, first, end);
    }
    if (texts.length === 1 && !frame) return { text: texts[0] as Buffer, rows, values };
    const text = frame ? framed(texts, frame) : Buffer.concat(texts);
    for (const part of found) release(part[kind]);
    return { text, rows, values };
  };

  /** Deletes some records of a set, and the set once it has none. */
  const deleteFrom = (id: number): void => {
    const { changes } = deleteSome.run(recordKey(id, 0), recordKey(id + 1, 0), blocksAtATime);
    if (changes < blocksAtATime) deleteSet.run(id);
    else setGone.run(id);
  };

  let deleting = false;
  /** Deletes what is left of sets that are gone, a little at a time. */
  const deleteTheRest = (): void => {
    if (deleting) return;
    deleting = true;
    setImmediate(() => {
      deleting = false;
      const id = db.open ? anyGone.get() : undefined;
      if (id === undefined) return;
      try {
        atomic(db, deleteFrom)(id);
        deleteTheRest();
      } catch (error) {
        // The disk is full: whatever is deleted next goes on with it.
        if (!isUnwritten(error)) throw error;
      }
    }).unref();
  };

  /** Deletes a set; of a large one, most of it in the time to come. In a transaction. */
  const remove = (id: number): void => {
    deleteFields.run(id);
    deleteFrom(id);
    deleteTheRest();
  };

  return {
    remove,
    deleteTheRest,

    /** Whether a set's records are still being written. */
    isUnfinished: (id: number): boolean => unfinished.has(id),

    /**
     * Writes a record set, some records a transaction, and lets other work go on in between.
     * @param use what to do with it in its last transaction: if that throws, the set is deleted
     * @throws AbortError once the signal says so; the set is deleted
     */
    write: async <T>(
      canonical: readonly string[],
      records: Iterable<StoredRecord>,
      use: (set: RecordSet) => T,
      signal?: AbortSignal,
    ): Promise<T> => {
      const left = records[Symbol.iterator]();
      let set: ReturnType<typeof begin> | undefined;
      const step = transact((): { result: T } | undefined => {
        set ??= begin(canonical);
        unfinished.add(set.id);
        for (let work = 0; work < recordsAtATime; ) {
          const { done, value } = left.next();
          if (done) return { result: use(set.end()) };
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
        if (set && db.open) atomic(db, remove)(set.id);
        throw error;
      } finally {
        if (set) unfinished.delete(set.id);
      }
    },

    /**
     * The emails and phones of the records from one position up to another, that one left out: an object for each record
     * that has any, with its uuid. Fewer or none once the record set is gone.
     */
    personal: (set: number, from: number, to: number): Record<string, unknown>[] =>
      guard(() =>
        personalBlocks.all(rangeOf(set, from, to)).flatMap((block) => {
          checkEnd(block, 'personal');
          const { first, end } = recordsWithin(block, set, from, to);
          return JSON.parse(`[${sliceOf(block, 'personal', first, end).slice(0, -1)}]`);
        }),
      ),

    /** The records of a set from one position up to another, that one left out, as JSON with commas between, in a frame. */
    json: (set: number, from: number, to: number, frame: Frame): ServedRecords =>
      guard(() => serve('json', jsonBlocks, set, from, to, frame)),

    /** The first records of a set as CSV; the columns are those that they have (R14, R15, R17). */
    csv: (set: number, done: number, canonical: readonly string[]): SetCsv => {
      const { header, since, widened, widenedAtATime } = columnsOfDone(
        guard(() => shownFields.all(set, done)),
        canonical,
      );
      return {
        header,
        lines: (from, to) =>
          guard(() => {
            const last = from < since ? Math.min(since, from + widenedAtATime) : done;
            const end = isThere.get(set) === undefined ? from : Math.min(to, last);
            const found = serve('csv', csvBlocks, set, from, end);
            return from < since ? { ...found, text: widened(found.text, from) } : found;
          }),
      };
    },
  };
};

export type RecordStore = ReturnType<typeof recordStore>;
