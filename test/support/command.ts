import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Test } from 'tap';
import { startProgram } from './child-process.ts';

export const bin = join(import.meta.dirname, '..', '..', 'src', 'cli', 'bin.js');
const validAnswers = join(import.meta.dirname, 'valid-answers.ts');

/** Options for a server with as little data as possible: one account, demo, with demo-token, and no people. */
export const tinyDataOptions = ['--people', '0', '--fixtures', join(import.meta.dirname, 'tiny-fixtures')];

export type CommandResult = { code: number | null; stdout: string; stderr: string };

export type Command = {
  child: ChildProcess;
  /** Resolves with the whole output of stdout or stderr once it matches the pattern. Rejects if the command ends first. */
  waitForOutput: (stream: 'stdout' | 'stderr', pattern: RegExp) => Promise<string>;
  ended: Promise<CommandResult>;
};

/** Reads the output of a child process. */
export const watchOutput = (child: ChildProcess): Command => {
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  const waitForOutput = async (stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> => {
    let hasEnded = false;
    while (!pattern.test(text[stream])) {
      if (hasEnded) throw new Error(`the command ended without the output ${pattern}: ${text.stdout}${text.stderr}`);
      hasEnded = await Promise.race([ended.then(() => true), once(child[stream] ?? child, 'data').then(() => false)]);
    }
    return text[stream];
  };
  return { child, waitForOutput, ended };
};

/** Starts the command `ecore-mock` as a user does. */
export const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}, nodeArgs: readonly string[] = []): Command =>
  watchOutput(startProgram(process.execPath, [...nodeArgs, bin, ...args], undefined, env));

/** The URL that a server prints on stdout when it is ready. */
export const urlIn = (stdout: string): string => stdout.match(/ready on (\S+)\n/)?.[1] as string;

/** Starts the server on a free port. It is stopped when the test ends. */
export const serve = async (
  t: Test,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Command & { url: string }> => {
  const command = run(['--port', '0', ...args], env, ['--import', validAnswers]);
  t.teardown(() => {
    command.child.kill('SIGKILL');
    return command.ended;
  });
  const text = await command.waitForOutput('stdout', /ready on \S+\n/);
  return { ...command, url: urlIn(text) };
};
