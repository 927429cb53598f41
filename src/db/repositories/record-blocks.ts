import type { StoredRecord } from '../../domain/record-fields.ts';
import { csvRecord, jsonText, personalText } from '../../domain/record-text.ts';

/** Records of a block: as many as a page has by default. */
const mostRecords = 50;
/** A block with very long records has fewer. */
const mostBytes = 256 * 1024;

/**
 * Records as they leave: `json` is an object with a comma after it and `csv` a line, both in UTF-8, since they go out as
 * they are; `personal` is an object of the emails and phones with a comma after it, or nothing where there are none.
 */
export type Block = {
  json: Buffer;
  csv: Buffer;
  personal: string;
  /** Four 32-bit numbers for each record: where each of the three ends, and how many emails and phones came up to it. */
  ends: Buffer;
};

const places = { json: 0, csv: 4, personal: 8, values: 12 } as const;
const bytesARecord = 16;

/** Takes records until a block is full. */
export const blockWriter = () => {
  let json: string[] = [];
  let csv: string[] = [];
  let personal = '';
  let ends: number[] = [];
  const size = { json: 0, csv: 0, values: 0 };

  return {
    add: (record: StoredRecord, names: readonly string[], columns: readonly string[]): void => {
      const texts = { json: `${jsonText(record, names)},`, csv: csvRecord(record, columns) };
      const found = personalText(record);
      json.push(texts.json);
      csv.push(texts.csv);
      size.json += Buffer.byteLength(texts.json);
      size.csv += Buffer.byteLength(texts.csv);
      if (found.text !== null) personal += `${found.text},`;
      size.values += found.values;
      ends.push(size.json, size.csv, personal.length, size.values);
    },

    count: (): number => json.length,

    isFull: (): boolean => json.length >= mostRecords || size.json + size.csv > mostBytes,

    /** The block; the next record begins another one. */
    take: (): Block => {
      const block = {
        json: Buffer.from(json.join('')),
        csv: Buffer.from(csv.join('')),
        personal,
        ends: Buffer.alloc(ends.length * 4),
      };
      for (const [index, end] of ends.entries()) block.ends.writeUInt32LE(end, index * 4);
      json = [];
      csv = [];
      personal = '';
      ends = [];
      Object.assign(size, { json: 0, csv: 0, values: 0 });
      return block;
    },
  };
};

/** How many records a block has. */
export const countOf = ({ ends }: Pick<Block, 'ends'>): number => ends.length / bytesARecord;

const endOf = ({ ends }: Pick<Block, 'ends'>, of: keyof typeof places, record: number): number =>
  record === 0 ? 0 : ends.readUInt32LE((record - 1) * bytesARecord + places[of]);

/**
 * Whether a block ends as it was written. SQLite does not see that the last page of a long row was lost and reads as zeros.
 */
export const isWhole = <K extends 'json' | 'csv' | 'personal'>(block: Pick<Block, K>, kind: K): boolean => {
  const text: Buffer | string = block[kind];
  if (typeof text === 'string') return text === '' || text.endsWith(',');
  return text.at(-1) === (kind === 'csv' ? '\n' : ',').charCodeAt(0);
};

/** A part of a block: the records from one up to another, counted within it. */
export const sliceOf = <K extends 'json' | 'csv' | 'personal'>(
  block: Pick<Block, 'ends' | K>,
  kind: K,
  from: number,
  to: number,
): Block[K] => {
  const [begin, end] = [endOf(block, kind, from), endOf(block, kind, to)];
  const part: Buffer | string = block[kind];
  return (typeof part === 'string' ? part.slice(begin, end) : part.subarray(begin, end)) as Block[K];
};

/** How many emails and phones these records have. */
export const valuesOf = (block: Pick<Block, 'ends'>, from: number, to: number): number =>
  endOf(block, 'values', to) - endOf(block, 'values', from);
