import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { repeatDamaged } from '../db/connection/damaged-data.ts';
import type { JobCsv } from '../db/repositories/job-records.ts';
import type { Exchange } from './exchange.ts';

const rowsPerPart = 200;

/** Waits for an iteration of the event loop in which no other download reads. */
export type TakeTurn = () => Promise<unknown>;

/**
 * Creates the function by which all downloads wait for each other. Only one download reads a part in each iteration of the event
 * loop. So another request waits for one part at most, whatever the number of downloads.
 */
export const createTurns = (): TakeTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    last = last.then(() => nextTurn());
    return last;
  };
};

type Download = {
  /** Opens the CSV of the current data. */
  openCsv: () => JobCsv;
  /** The number of records in the CSV. */
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
    // The job was reset or deleted during the download. A download that breaks off is better than a download that looks complete.
    if (rows === 0) throw new Error('the records are gone');
    from += rows;
    yield countBytes(text);
    await takeTurn();
  }
}

/**
 * Returns the CSV of a job as a stream. It reads lines only as fast as the client receives them, and lets other requests run
 * between its parts. If the seed data is damaged, the stream continues once the data is generated again.
 */
export const streamCsv = (download: Download): Readable => {
  // Open it before the stream: if the seed data is damaged, the handler fails, and server/retry-damaged-calls.ts runs
  // it again.
  const csv = download.openCsv();
  return Readable.from(readParts(csv, download), { highWaterMark: 1 });
};
