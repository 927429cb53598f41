import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const isOwn = (name: string): boolean => /^(ECORE_(MOCK|CHECK)_|TAP|_TAPJS)|^(PORT|NODE_OPTIONS)$/.test(name);

/** This process's environment less what the test runner and the command would read from it. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOwn(name)));

/**
 * Starts a program as a user does. By way of env(1): the test runner puts loaders of its own into the NODE_OPTIONS of
 * every process that a test starts.
 */
export const start = (
  program: string,
  args: readonly string[],
  cwd?: string,
  env: NodeJS.ProcessEnv = {},
): ChildProcess =>
  spawn('env', ['-u', 'NODE_OPTIONS', program, ...args], {
    cwd,
    env: { ...cleanEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export type Finished = { code: number | null; output: string };

/** Runs a program to its end; gives its exit code, and all that it wrote. */
export const finished = async (...program: Parameters<typeof start>): Promise<Finished> => {
  const child = start(...program);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
};
