import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startProcess, stopProcess } from './processes.ts';

/** A server under test. It runs on the core for servers. */
export type Server = {
  url: string;
  pid: number;
  /** The milliseconds from the start of the process to its first answer with status 200. */
  startMs: number;
  /** The resident memory now, and the highest so far, in MB of 2^20 bytes. */
  readMemory: () => { now: number; peak: number };
  stop: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** Requests a URL. Returns the status of the complete answer, or 0 if there was none. */
const requestStatus = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve) => {
    get(url, { headers, agent: false }, (answer) => {
      answer.resume().once('close', () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
    }).once('error', () => resolve(0));
  });

const readProcessMemory = (pid: number): { now: number; peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
};

export type StartOptions = {
  /** The program; Node by default. */
  command?: string;
  /** Creates the arguments for the port that the server is to listen on. */
  args: (port: number) => string[];
  /** The path of the first request. Its answer must have status 200. */
  path: string;
  headers?: Record<string, string>;
  /** False if the server may use all cores, for example to prepare data. */
  pinned?: boolean;
  timeoutMs?: number;
};

/**
 * Starts a server and waits for its first answer.
 * @throws Error if the server ends or does not answer in time
 */
export const startServer = async (options: StartOptions): Promise<Server> => {
  const { command = process.execPath, args, path, headers = {}, pinned = true, timeoutMs = 30_000 } = options;
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const core = pinned ? 'server' : undefined;
  const child = startProcess(command, args(port), { core, stdio: ['ignore', 'ignore', 'pipe'] });
  let errorOutput = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    errorOutput = (errorOutput + chunk).slice(-2000);
  });
  let hasEnded = false;
  child
    .once('error', () => {})
    .once('close', () => {
      hasEnded = true;
    });
  const timeout = setTimeout(() => stopProcess(child), timeoutMs);
  while ((await requestStatus(url + path, headers)) !== 200) {
    if (hasEnded) {
      throw new Error(`${command} ${args(port).join(' ')} did not answer within ${timeoutMs} ms\n${errorOutput}`);
    }
    await wait(2);
  }
  clearTimeout(timeout);
  const startMs = performance.now() - startedAt;
  const pid = child.pid ?? 0;
  const stop = () => stopProcess(child);
  return { url, pid, startMs, readMemory: () => readProcessMemory(pid), stop, [Symbol.asyncDispose]: stop };
};

const root = join(import.meta.dirname, '..');

/** The flags of Node in the image and in `npm start` (docs/decisions/0032-results-as-bytes.md). */
const nodeFlags = ['--max-semi-space-size=16'];

/** The two ways to start the mock: the built package as in the image, and the source as `npm start` runs it. */
const programs = { dist: join(root, 'dist', 'bin.js'), source: join(root, 'src', 'cli', 'bin.js') };

export const searchHeaders = { authorization: 'Token YOUR_API_TOKEN' };
export const resultsHeaders = { authorization: 'Bearer YOUR_API_TOKEN' };

type MockOptions = {
  /** The folder for prepared data. */
  cache?: string;
  program?: keyof typeof programs;
  /** Further options of the command. */
  args?: string[];
  pinned?: boolean;
};

/** Starts the mock with its default data and this many people. */
export const startMock = (
  people: number,
  { cache, program = 'dist', args = [], pinned = true }: MockOptions = {},
): Promise<Server> =>
  startServer({
    args: (port) => [
      ...[...nodeFlags, programs[program], '--port', String(port), '--people', String(people)],
      ...(cache === undefined ? [] : ['--cache', cache]),
      ...args,
    ],
    path: '/external/search/?industry=Technology&job_level=C%20Level',
    headers: searchHeaders,
    pinned,
    timeoutMs: 240_000,
  });

/** Starts bare Fastify with a constant answer of this many bytes. */
export const startBareFastify = (bytes: number): Promise<Server> =>
  startServer({ args: (port) => [join(import.meta.dirname, 'bare.js'), String(port), String(bytes)], path: '/' });
