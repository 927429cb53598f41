// A mock with the default data in a process of its own. measured-mock.ts starts it, and requests measurements with messages.
import { readdirSync } from 'node:fs';
import { startMock } from '../../src/index.ts';

/** What a process uses while no request is in progress. */
export type ResourceUse = {
  /** Bytes of JavaScript values and of the memory that they own, after a garbage collection. */
  heap: number;
  /** Bytes of the process, after the same garbage collection. */
  resident: number;
  sockets: number;
  timers: number;
  /** Open files, sockets included. 0 if the system does not list them. */
  files: number;
};

const openFiles = (): number => {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
};

const measure = (): ResourceUse => {
  const { gc } = globalThis;
  if (!gc) throw new Error('start it with --expose-gc');
  // Other kinds of collection keep empty pages: after a load, five times the memory in use.
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
process.on('message', () => process.send?.(measure()));
process.on('disconnect', () => mock.close());
process.send?.(mock.url);
