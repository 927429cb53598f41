import { runProgram } from './child-process.ts';
import { bin } from './command.ts';

/**
 * The words to put before a program to run it as a user without privileges, even if the tests run as root. Undefined if
 * that user can't read the project.
 */
export const findUnprivilegedCommand = async (): Promise<readonly string[] | undefined> => {
  const other = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : ['env'];
  const [program = '', ...args] = [...other, 'test', '-r', bin, '-a', '-x', process.execPath];
  return (await runProgram(program, args).catch(() => ({ code: 1 }))).code === 0 ? other : undefined;
};

/**
 * The program and its arguments that start the mock on a free port.
 * @param prefix the words that `findUnprivilegedCommand` returns
 */
export const getServerCommand = (prefix: readonly string[] | undefined, options: readonly string[]) => {
  const [program = '', ...args] = [...(prefix ?? []), process.execPath, bin, '--port', '0', ...options];
  return [program, args] as const;
};
