import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { repeatDamaged } from '../../db/connection/damaged-data.ts';
import type { Csv } from '../../db/repositories/job-repository.ts';

const rowsAtATime = 200;

let last: Promise<unknown> = Promise.resolve();

/** Waits for a turn of the event loop that no other download has. */
const ownTurn = (): Promise<unknown> => {
  last = last.then(() => turn());
  return last;
};

async function* parts(first: Csv, read: () => Csv, total: number): AsyncGenerator<string | Buffer> {
  let csv = first;
  yield csv.header;
  for (let from = 0; from < total; ) {
    const next = () => csv.lines(from, from + rowsAtATime);
    const { text, rows } = await repeatDamaged(next, () => {
      csv = read();
      return next();
    });
    // The job was reset or deleted meanwhile: a download that breaks off is better than one that looks whole.
    if (rows === 0) throw new Error('the records are gone');
    from += rows;
    yield text;
    // However many download, and however fast they read: other requests wait for a few rows of one of them.
    await ownTurn();
  }
}

/**
 * A job's CSV as a stream that asks for lines only as fast as the client reads, and lets other requests through. It goes
 * on once shared data that is found damaged is made again.
 * @param read gives the CSV from the data as it is now
 */
export const csvStream = (read: () => Csv, total: number): Readable =>
  Readable.from(parts(read(), read, total), { highWaterMark: 1 });
