import { bin } from './command.ts';
import { finished } from './plain-node.ts';

/**
 * What to put before a program to run it as a user without rights, also where the tests run as root; undefined where that
 * user can't read the project.
 */
export const unprivileged = async (): Promise<readonly string[] | undefined> => {
  const other = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : ['env'];
  const [program = '', ...args] = [...other, 'test', '-r', bin, '-a', '-x', process.execPath];
  return (await finished(program, args).catch(() => ({ code: 1 }))).code === 0 ? other : undefined;
};
