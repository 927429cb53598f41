import { type ChildProcess, spawn } from 'node:child_process';

const isOwn = (name: string): boolean => /^(ECORE_MOCK_|TAP|_TAPJS)|^(PORT|NODE_OPTIONS)$/.test(name);

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
