import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.ts';
import type { Server } from './server.ts';

export type Load = {
  headers: Record<string, string>;
  /** What to ask, in this order; from the start again where they run out. */
  paths: readonly string[];
  connections: number;
  seconds: number;
};

export type Loaded = {
  /** Answers a second. */
  perSecond: number;
  /** Answers in each second that the server's core was at work: what it could do if the load kept up. */
  perBusySecond: number;
  /** What 99 of 100 answers took at most, in milliseconds. */
  p99: number;
};

const hasWrk = spawnSync('wrk', ['-v']).error === undefined;

/** What puts the load: wrk where it is installed, which needs the least of its core for itself. */
export const loadGenerator = hasWrk ? 'wrk' : 'autocannon';

const ticksPerSecond = 100;

/** Seconds of a core that a process has used so far. */
const busySeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

const byWrk = async (url: string, { headers, paths, connections, seconds }: Load): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  try {
    const file = join(folder, 'paths');
    writeFileSync(file, paths.join('\n'));
    const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const script = ['-s', join(import.meta.dirname, 'wrk.lua'), url, '--', file];
    const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s'];
    return await run('wrk', [...options, ...named, ...script], { on: 'load' });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const byAutocannon = (url: string, given: Load): Promise<string> =>
  run(process.execPath, [join(import.meta.dirname, 'load-process.ts')], {
    on: 'load',
    input: JSON.stringify({ url, ...given }),
  });

/**
 * Puts load on a server from the other core; each connection asks anew as soon as it is answered.
 * @throws Error where an answer is an error
 */
export const load = async ({ url, pid }: Server, given: Load): Promise<Loaded> => {
  const before = busySeconds(pid);
  const output = await (hasWrk ? byWrk : byAutocannon)(url, given);
  const busy = busySeconds(pid) - before;
  const { answers, seconds, p99, bad } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, number>;
  if (answers === undefined || seconds === undefined || p99 === undefined) throw new Error(`no figures in ${output}`);
  if (bad !== 0) throw new Error(`${bad} errors of ${url}, asked for such as ${given.paths[0]}`);
  // Where the server was too busy to answer at all, it took at least as long as the load.
  return { perSecond: answers / seconds, perBusySecond: answers / busy, p99: answers > 0 ? p99 : seconds * 1000 };
};
