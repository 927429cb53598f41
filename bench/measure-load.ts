import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './processes.ts';
import type { Server } from './server.ts';

export type Load = {
  headers: Record<string, string>;
  /** The paths to request, in this order. After the last path the load starts again with the first. */
  paths: readonly string[];
  connections: number;
  seconds: number;
};

export type LoadFigures = {
  /** The number of requests that were answered. */
  requests: number;
  requestsPerSecond: number;
  /** The processor time that the server used for each request, in microseconds. */
  cpuMicroseconds: number;
  /** The 99th percentile of the response times, in milliseconds. */
  p99: number;
};

const hasWrk = spawnSync('wrk', ['-v']).error === undefined;

/** The program that sends the requests. wrk is preferred, because it needs the least processor time itself. */
export const loadGenerator = hasWrk ? 'wrk' : 'autocannon';

const ticksPerSecond = 100;

/** Reads the processor time that a process has used so far, in seconds. */
const readCpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

const runWrk = async (url: string, { headers, paths, connections, seconds }: Load): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  try {
    const file = join(folder, 'paths');
    writeFileSync(file, paths.join('\n'));
    const headerOptions = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const script = ['-s', join(import.meta.dirname, 'wrk.lua'), url, '--', file];
    const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s'];
    return await runCommand('wrk', [...options, ...headerOptions, ...script], { core: 'load' });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const runAutocannon = (url: string, load: Load): Promise<string> =>
  runCommand(process.execPath, [join(import.meta.dirname, 'autocannon-load.ts')], {
    core: 'load',
    input: JSON.stringify({ url, ...load }),
  });

/**
 * Puts load on a server from the other core. Each connection sends its next request as soon as it has an answer.
 * @throws Error if an answer is an error
 */
export const measureLoad = async ({ url, pid }: Server, load: Load): Promise<LoadFigures> => {
  const cpuSecondsBefore = readCpuSeconds(pid);
  const output = await (hasWrk ? runWrk : runAutocannon)(url, load);
  const cpuSeconds = readCpuSeconds(pid) - cpuSecondsBefore;
  const figures = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, number>;
  const { requests, seconds, p99, errors } = figures;
  if (requests === undefined || seconds === undefined || p99 === undefined) throw new Error(`no figures in ${output}`);
  if (errors !== 0) throw new Error(`${errors} errors from ${url}, for requests such as ${load.paths[0]}`);
  return {
    requests,
    requestsPerSecond: requests / seconds,
    cpuMicroseconds: (cpuSeconds * 1e6) / requests,
    // A server that answered nothing took at least as long as the whole load.
    p99: requests > 0 ? p99 : seconds * 1000,
  };
};
