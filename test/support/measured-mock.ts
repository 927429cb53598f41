import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { ResourceUse } from './measured-server.ts';

export type { ResourceUse };

export type Call = { path: string; headers?: Record<string, string>; method?: string; body?: string };

export type MeasuredMock = {
  url: string;
  child: ChildProcess;
  /** Measures what the process uses after a full garbage collection. */
  measure: () => Promise<ResourceUse>;
  /** Makes calls, eight at a time. Resolves with the number of answers by status. Rejects if the mock has ended. */
  calls: (count: number, call: (index: number) => Call) => Promise<Map<number, number>>;
  /** Ends the process and returns its exit code. */
  stop: () => Promise<number | null>;
};

const maxConcurrentCalls = 8;

/** Sends a request on a connection of the agent. Returns the status after the whole answer was read. */
const fetchStatus = (agent: Agent, url: string, { path, headers = {}, method = 'GET', body }: Call): Promise<number> =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url + path, { agent, method, headers: { ...length, ...headers } }, (answer) => {
      answer.resume().on('error', reject);
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });

/**
 * Starts a mock with the default data in a process of its own.
 * @param heapMegabytes the limit of its heap: if it needs more, the process ends
 */
export const startMeasured = async (heapMegabytes: number): Promise<MeasuredMock> => {
  const execArgv = ['--expose-gc', `--max-old-space-size=${heapMegabytes}`];
  const child = fork(join(import.meta.dirname, 'measured-server.ts'), { execArgv });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const next = async <T>(): Promise<T> => {
    const code = ended.then((status): never => {
      throw new Error(`the mock has ended with ${status}`);
    });
    return (await Promise.race([once(child, 'message'), code]))[0] as T;
  };
  const url = await next<string>();
  const agent = new Agent({ keepAlive: true, maxSockets: maxConcurrentCalls });
  return {
    url,
    child,
    measure: () => {
      const measured = next<ResourceUse>();
      child.send('measure');
      return measured;
    },
    calls: async (count, call) => {
      const statuses = new Map<number, number>();
      let made = 0;
      const worker = async (): Promise<void> => {
        while (made < count) {
          made += 1;
          const status = await fetchStatus(agent, url, call(made - 1));
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: maxConcurrentCalls }, worker));
      return statuses;
    },
    stop: () => {
      agent.destroy();
      if (child.connected) child.disconnect();
      return ended;
    },
  };
};
