import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Test } from 'tap';
import { start } from './plain-node.ts';

export const bin = join(import.meta.dirname, '..', '..', 'src', 'cli', 'bin.js');
const validAnswers = join(import.meta.dirname, 'valid-answers.ts');

/** Options for a server whose data is of no interest: one account, demo, with demo-token, and nobody to find. */
export const tiny = ['--people', '0', '--fixtures', join(import.meta.dirname, 'tiny-fixtures')];

export type Ended = { code: number | null; stdout: string; stderr: string };

export type Command = {
  child: ChildProcess;
  /** Resolves with all that stdout or stderr said so far, once it says this. Rejects when the command ends before. */
  said: (stream: 'stdout' | 'stderr', pattern: RegExp) => Promise<string>;
  ended: Promise<Ended>;
};

/** Reads what a child process says. */
export const follow = (child: ChildProcess): Command => {
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  const said = async (stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> => {
    let over = false;
    while (!pattern.test(text[stream])) {
      if (over) throw new Error(`the command ended without saying ${pattern}: ${text.stdout}${text.stderr}`);
      over = await Promise.race([ended.then(() => true), once(child[stream] ?? child, 'data').then(() => false)]);
    }
    return text[stream];
  };
  return { child, said, ended };
};

/** Runs the command as a user does. */
export const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}, nodeArgs: readonly string[] = []): Command =>
  follow(start(process.execPath, [...nodeArgs, bin, ...args], undefined, env));

/** The address in what a server says on stdout. */
export const urlIn = (stdout: string): string => stdout.match(/ready on (\S+)\n/)?.[1] as string;

/** Starts the server on a free port; stopped when the test ends. */
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
  const text = await command.said('stdout', /ready on \S+\n/);
  return { ...command, url: urlIn(text) };
};
