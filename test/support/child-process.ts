import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const isOfTestRunOrCommand = (name: string): boolean =>
  /^(ECORE_(MOCK|CHECK)_|TAP|_TAPJS)|^(PORT|NODE_OPTIONS)$/.test(name);

/** The environment of this process without the variables that the test runner or the command reads. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfTestRunOrCommand(name)));

/**
 * Starts a program as a user does. It is started by env(1), because tap adds its loader to the NODE_OPTIONS of every
 * process that a test starts.
 */
export const startProgram = (
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

export type ProgramResult = { code: number | null; output: string };

/** Runs a program to its end. Returns its exit code and all of its output. */
export const runProgram = async (...program: Parameters<typeof startProgram>): Promise<ProgramResult> => {
  const child = startProgram(...program);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
};
