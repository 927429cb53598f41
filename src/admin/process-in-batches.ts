import { setImmediate as nextTurn } from 'node:timers/promises';
import { AdminError } from './admin-errors.ts';

/** A batch takes a few milliseconds. Other requests are answered between two batches. */
const batchSize = 250;

/** What a call is answered with if the server stops before the call is done. */
export const stoppingError = (): AdminError => new AdminError('the mock is stopping', '', 503);

/**
 * Runs work that ends early when the server stops.
 * @throws AdminError with 503 if the server stops meanwhile; whatever the work throws otherwise
 */
export const runUntilStopped = async <T>(stopSignal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw stopSignal.aborted ? stoppingError() : error;
  }
};

/**
 * Calls a function for each item of a long list, and lets other requests be answered between batches of items.
 * @throws AdminError with 503 if the server stops meanwhile; whatever the function throws otherwise
 */
export const processInBatches = <T>(
  items: readonly T[],
  processItem: (item: T, index: number) => void,
  stopSignal: AbortSignal,
): Promise<void> =>
  runUntilStopped(stopSignal, async () => {
    for (const [index, item] of items.entries()) {
      if (index > 0 && index % batchSize === 0) await nextTurn(undefined, { signal: stopSignal });
      processItem(item, index);
    }
  });
