import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { repeatDamaged } from '../db/connection/damaged-data.ts';
import type { JobCsv } from '../db/repositories/job-records.ts';
import type { Exchange } from './exchange.ts';

const rowsPerPart = 200;

/** Waits for a turn of the event loop that no other download has. */
export type TakeTurn = () => Promise<unknown>;

/** Creates the turns of all downloads: however many there are, other requests wait for one part at most. */
export const createTurns = (): TakeTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    last = last.then(() => nextTurn());
    return last;
  };
};

type Download = {
  /** Gives the CSV from the data as it is now. */
  openCsv: () => JobCsv;
  /** How many records it has. */
  total: number;
  /** Counts the bytes that are sent. */
  exchange: Exchange;
  takeTurn: TakeTurn;
};

async function* readParts(
  firstCsv: JobCsv,
  { openCsv, total, exchange, takeTurn }: Download,
): AsyncGenerator<string | Buffer> {
  let csv = firstCsv;
  const countBytes = (part: string | Buffer): string | Buffer => {
    exchange.streamedBytes = (exchange.streamedBytes ?? 0) + Buffer.byteLength(part);
    return part;
  };
  yield countBytes(csv.header);
  for (let from = 0; from < total; ) {
    const readLines = () => csv.lines(from, from + rowsPerPart);
    const { text, rows } = await repeatDamaged(readLines, () => {
      csv = openCsv();
      return readLines();
    });
    // The job was reset or deleted meanwhile. A download that breaks off is better than one that looks complete.
    if (rows === 0) throw new Error('the records are gone');
    from += rows;
    yield countBytes(text);
    await takeTurn();
  }
}

/**
 * A job's CSV as a stream that reads lines only as fast as the client takes them, and lets other requests pass. It goes on
 * after shared data that was found damaged is made again.
 */
export const streamCsv = (download: Download): Readable => {
  // Open it before the stream: if the seed data is damaged, the handler fails, and server/retry-damaged-calls.ts runs
  // it again.
  const csv = download.openCsv();
  return Readable.from(readParts(csv, download), { highWaterMark: 1 });
};
