import { setImmediate as turn } from 'node:timers/promises';

/** Waits, turn by turn of the event loop, until this gives true. */
export const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await turn();
};
