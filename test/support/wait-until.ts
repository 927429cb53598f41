import { setImmediate as nextTurn } from 'node:timers/promises';

/** Seconds of processor time, far more than any condition needs. */
const maxSeconds = 120;

/**
 * Waits, turn by turn of the event loop, until the condition is true.
 * The limit is processor time of this process: on a busy machine, time on the clock passes while other processes run.
 * @throws if the condition is still false after 120 seconds of processor time
 */
export const waitUntil = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  const start = process.cpuUsage();
  while (!(await condition())) {
    const { user, system } = process.cpuUsage(start);
    if (user + system > maxSeconds * 1_000_000)
      throw new Error(`still false after ${maxSeconds} s of processor time: ${condition}`);
    await nextTurn();
  }
};
