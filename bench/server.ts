import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { end, start } from './processes.ts';

/** A server under test, on the server's core. */
export type Server = {
  url: string;
  pid: number;
  /** From the start of its process to its first good answer, in milliseconds. */
  startMs: number;
  /** Memory that it has now, and the most that it ever had, in MB of 2^20 bytes. */
  memory: () => { now: number; peak: number };
  stop: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** The status of one answer, once it is whole; 0 where there was none. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve) => {
    get(url, { headers, agent: false }, (answer) => {
      answer.resume().once('close', () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
    }).once('error', () => resolve(0));
  });

const memoryOf = (pid: number): { now: number; peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
};

export type Start = {
  command?: string;
  /** Given the port to listen on. */
  args: (port: number) => string[];
  /** What is asked first, and is to be answered with 200. */
  path: string;
  headers?: Record<string, string>;
  /** Off for what may well use every core, such as preparing data. */
  pinned?: boolean;
  patienceMs?: number;
};

/**
 * Starts a server and waits for its first answer.
 * @throws Error where it ends, or does not answer in time
 */
export const startServer = async (given: Start): Promise<Server> => {
  const { command = process.execPath, args, path, headers = {}, pinned = true, patienceMs = 30_000 } = given;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const child = start(command, args(port), { on: pinned ? 'server' : undefined, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    complaint = (complaint + chunk).slice(-2000);
  });
  let over = false;
  child
    .once('error', () => {})
    .once('close', () => {
      over = true;
    });
  const late = setTimeout(() => end(child), patienceMs);
  while ((await statusOf(url + path, headers)) !== 200) {
    if (over) throw new Error(`${command} ${args(port).join(' ')} gave no answer in ${patienceMs} ms\n${complaint}`);
    await wait(2);
  }
  clearTimeout(late);
  const startMs = performance.now() - begun;
  const pid = child.pid ?? 0;
  const stop = () => end(child);
  return { url, pid, startMs, memory: () => memoryOf(pid), stop, [Symbol.asyncDispose]: stop };
};

const bin = join(import.meta.dirname, '..', 'dist', 'bin.js');
export const searchHeaders = { authorization: 'Token YOUR_API_TOKEN' };
export const resultsHeaders = { authorization: 'Bearer YOUR_API_TOKEN' };

/** The mock with its default data but for this many people. */
export const startMock = (
  people: number,
  { cache, more = [], pinned = true }: { cache?: string | undefined; more?: string[]; pinned?: boolean } = {},
): Promise<Server> =>
  startServer({
    args: (port) => [
      ...[bin, '--port', String(port), '--people', String(people)],
      ...(cache === undefined ? [] : ['--cache', cache]),
      ...more,
    ],
    path: '/external/search/?industry=Technology&job_level=C%20Level',
    headers: searchHeaders,
    pinned,
    patienceMs: 240_000,
  });

/** Fastify with a constant of this many bytes. */
export const startBare = (bytes: number): Promise<Server> =>
  startServer({ args: (port) => [join(import.meta.dirname, 'bare.js'), String(port), String(bytes)], path: '/' });
