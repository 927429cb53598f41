import { setImmediate as nextTurn } from 'node:timers/promises';
import { AdminError } from './admin-errors.ts';

/** A batch takes a few milliseconds. Other requests are answered between two batches. */
const batchSize = 250;

/** Creates the error that answers a call if the server stops before the call is done. */
export const stoppingError = (): AdminError => new AdminError('the mock is stopping', '', 503);

/**
 * Runs work that ends early when the server stops.
 * @throws AdminError with 503 if the server stops before the end, and any error of the work
 */
export const runUntilStopped = async <T>(stopSignal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw stopSignal.aborted ? stoppingError() : error;
  }
};

/**
 * Calls a function for each item of a long list. Other requests run between batches of items.
 * @throws AdminError with 503 if the server stops before the end, and any error of the function
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
