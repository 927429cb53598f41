import type { StoredRecord } from '../seed/fields.ts';
import { csvRecord, jsonText, personalText } from './record-text.ts';

/** Records of a block: as many as a page has by default. */
const mostRecords = 50;
/** A block with very long records has fewer. */
const mostBytes = 256 * 1024;

/**
 * Records as they leave: `json` is an object with a comma after it, in UTF-8, `csv` a line, `personal` an object of the
 * emails and phones with a comma after it, or nothing where there are none. A page of JSON goes out as these bytes; lines
 * and personal data are texts, because a download leaves many behind: those are cleared away at once, bytes are not.
 */
export type Block = {
  json: Buffer;
  csv: string;
  personal: string;
  /** Four 32-bit numbers for each record: where each of the three ends, and how many emails and phones came up to it. */
  ends: Buffer;
};

const places = { json: 0, csv: 4, personal: 8, values: 12 } as const;
const bytesARecord = 16;

/** Takes records until a block is full. */
export const blockWriter = () => {
  let json: string[] = [];
  let csv = '';
  let personal = '';
  let ends: number[] = [];
  let [bytes, values] = [0, 0];

  return {
    add: (record: StoredRecord, names: readonly string[], columns: readonly string[]): void => {
      const text = `${jsonText(record, names)},`;
      const found = personalText(record);
      json.push(text);
      bytes += Buffer.byteLength(text);
      csv += csvRecord(record, columns);
      if (found.text !== null) personal += `${found.text},`;
      values += found.values;
      ends.push(bytes, csv.length, personal.length, values);
    },

    count: (): number => json.length,

    isFull: (): boolean => json.length >= mostRecords || bytes + csv.length > mostBytes,

    /** The block; the next record begins another one. */
    take: (): Block => {
      const block = { json: Buffer.from(json.join('')), csv, personal, ends: Buffer.alloc(ends.length * 4) };
      for (const [index, end] of ends.entries()) block.ends.writeUInt32LE(end, index * 4);
      json = [];
      csv = '';
      personal = '';
      ends = [];
      [bytes, values] = [0, 0];
      return block;
    },
  };
};

/** How many records a block has. */
export const countOf = ({ ends }: Pick<Block, 'ends'>): number => ends.length / bytesARecord;

const endOf = ({ ends }: Pick<Block, 'ends'>, of: keyof typeof places, record: number): number =>
  record === 0 ? 0 : ends.readUInt32LE((record - 1) * bytesARecord + places[of]);

/** A part of a block: the records from one up to another, counted within it. */
export const sliceOf = <K extends 'json' | 'csv' | 'personal'>(
  block: Pick<Block, 'ends' | K>,
  kind: K,
  from: number,
  to: number,
): Block[K] => block[kind].slice(endOf(block, kind, from), endOf(block, kind, to)) as Block[K];

/** How many emails and phones these records have. */
export const valuesOf = (block: Pick<Block, 'ends'>, from: number, to: number): number =>
  endOf(block, 'values', to) - endOf(block, 'values', from);
