import { setImmediate as turn } from 'node:timers/promises';
import { Refusal } from './admin-context.ts';

/** Items to work on before other requests are answered: a few milliseconds' worth. */
const itemsAtATime = 250;

/** Does it, unless the mock is stopped meanwhile. @throws Refusal, 503, where it is, and whatever else the work throws */
export const unlessStopped = async <T>(stopping: AbortSignal, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw stopping.aborted ? new Refusal('the mock is stopping', '', 503) : error;
  }
};

/**
 * Calls back for each item of a long list, and lets other requests be answered in between.
 * @throws Refusal, 503, where the mock is stopped meanwhile, and whatever the callback throws
 */
export const inPieces = <T>(
  items: readonly T[],
  work: (item: T, index: number) => void,
  stopping: AbortSignal,
): Promise<void> =>
  unlessStopped(stopping, async () => {
    for (const [index, item] of items.entries()) {
      if (index > 0 && index % itemsAtATime === 0) await turn(undefined, { signal: stopping });
      work(item, index);
    }
  });
