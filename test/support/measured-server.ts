// A mock with the default data in a process of its own, which reports on demand how much it holds (measured-mock.ts).
import { readdirSync } from 'node:fs';
import { startMock } from '../../src/index.ts';

/** What a process holds once nothing is under way. */
export type Held = {
  /** Bytes of JavaScript values and what they own, after a collection. */
  heap: number;
  /** Bytes of the process, after that collection. */
  resident: number;
  sockets: number;
  timers: number;
  /** Open files, sockets among them; 0 where the system does not tell. */
  files: number;
};

const openFiles = (): number => {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
};

const held = (): Held => {
  const { gc } = globalThis;
  if (!gc) throw new Error('start it with --expose-gc');
  // Any other keeps the pages that are empty after it: five times of what is in use, after a load.
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const { heapUsed, external, rss } = process.memoryUsage();
  const active = process.getActiveResourcesInfo();
  const count = (kind: string): number => active.filter((each) => each === kind).length;
  return {
    heap: heapUsed + external,
    resident: rss,
    sockets: count('TCPSocketWrap'),
    timers: count('Timeout'),
    files: openFiles(),
  };
};

const mock = await startMock();
process.on('message', () => process.send?.(held()));
process.on('disconnect', () => mock.close());
process.send?.(mock.url);
