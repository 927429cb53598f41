import { readFileSync } from 'node:fs';
import type { Command } from '../../lib/command-options.ts';
import { type HttpResponse, sendHttpRequest } from '../../lib/http-request.ts';
import { StartError } from '../../lib/start-error.ts';
import { type ServerOptions, type ServerOptionsSchema, serverOptions } from '../../server/server-options.ts';
import { toReachableHost } from '../reachable-host.ts';

const timeoutMs = 2000;

export const healthcheckCommand: Command<typeof ServerOptionsSchema> = {
  ...serverOptions,
  name: 'healthcheck',
  purpose:
    'Checks whether the server that was started with the same options is ready. The HEALTHCHECK of the image runs it.',
  exitCodes: '0 ready, 1 not ready, not reachable, or wrong options.',
};

/** Why an answer does not say that the server is ready, or undefined if it does. */
const findProblem = ({ status }: HttpResponse): string | undefined => {
  if (status === 200) return undefined;
  return status === 503 ? 'not ready yet' : `status ${status}; is that ecore-mock?`;
};

/**
 * Requests /readyz of the server at the host and port of these options.
 * @throws StartError if the server is not ready or can't be reached
 */
export const healthcheck = async ({ host, port }: Pick<ServerOptions, 'host' | 'port'>): Promise<void> => {
  const url = `http://${toReachableHost(host)}:${port}/readyz`;
  if (!URL.canParse(url)) throw new StartError(`${url}: that is no valid address; see --host`);
  const problem = await sendHttpRequest(url, { timeoutMs }).then(findProblem, ({ message }: Error) => message);
  if (problem !== undefined) throw new StartError(`${url}: ${problem}`);
};

/**
 * The options after a script in a command line; none if the command line does not run that script.
 * @param commandLine in the format of Linux: a NUL ends each word, the last one too (proc_pid_cmdline(5))
 */
export const findScriptOptions = (script: string, commandLine: string): string[] => {
  const words = commandLine.split('\0').slice(0, -1);
  const index = words.indexOf(script);
  return index < 0 ? [] : words.slice(index + 1);
};

/**
 * The options with which the container was started; none if the first process of the machine is another program. Docker
 * does not pass the options of the server to a HEALTHCHECK, so they are read from the first process, which is the server
 * or an init program that started it.
 * @param script the path of the command's own file
 */
export const readContainerOptions = (script: string | undefined): string[] => {
  try {
    return script === undefined ? [] : findScriptOptions(script, readFileSync('/proc/1/cmdline', 'utf8'));
  } catch {
    // The file does not exist, as on macOS, or this user may not read it.
    return [];
  }
};
