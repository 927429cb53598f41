import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Csv } from '../store/jobs.ts';

const rowsAtATime = 200;

let last: Promise<unknown> = Promise.resolve();

/** Waits for a turn of the event loop that no other download has. */
const ownTurn = (): Promise<unknown> => {
  last = last.then(() => turn());
  return last;
};

async function* parts({ header, lines }: Csv, total: number): AsyncGenerator<string | Buffer> {
  yield header;
  for (let from = 0; from < total; ) {
    const { text, rows } = lines(from, from + rowsAtATime);
    // The job was reset or deleted meanwhile: a download that breaks off is better than one that looks whole.
    if (rows === 0) throw new Error('the records are gone');
    from += rows;
    yield text;
    // However many download, and however fast they read: other requests wait for a few rows of one of them.
    await ownTurn();
  }
}

/** A job's CSV as a stream that asks for lines only as fast as the client reads, and lets other requests through. */
export const csvStream = (csv: Csv, total: number): Readable => Readable.from(parts(csv, total), { highWaterMark: 1 });
