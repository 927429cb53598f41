import { readFileSync } from 'node:fs';
import { request } from '../../lib/builtin-http.ts';
import type { Command } from '../../lib/command-options.ts';
import { StartError } from '../../lib/start-error.ts';
import { type ServerOptions, type ServerOptionsSchema, serverOptions } from '../../server/server-options.ts';
import { reachable } from '../reachable-url.ts';

/** How long an answer may take. */
const patienceMs = 2000;

export const healthcheckCommand: Command<typeof ServerOptionsSchema> = {
  ...serverOptions,
  name: 'healthcheck',
  purpose: 'Asks whether the server that these same settings start is ready, as the HEALTHCHECK of the image does.',
  exitCodes: '0 ready, 1 not ready, not there, or wrong options.',
};

/**
 * Asks /readyz of the server at the host and port of these settings.
 * @throws StartError where it is not ready, or not there
 */
export const healthcheck = ({ host, port }: Pick<ServerOptions, 'host' | 'port'>): Promise<void> =>
  new Promise((resolve, reject) => {
    const url = `http://${reachable(host)}:${port}/readyz`;
    const fail = (why: string): void => reject(new StartError(`${url}: ${why}`));
    if (!URL.canParse(url)) {
      fail('that is no address; see --host');
      return;
    }
    const asked = request(url, { agent: false, timeout: patienceMs }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve();
      else fail(answer.statusCode === 503 ? 'not ready yet' : `status ${answer.statusCode}; is that ecore-mock?`);
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${patienceMs} ms`)));
    asked.on('error', ({ message }) => fail(message));
    asked.end();
  });

/**
 * The options behind a script in a command line; none where it is another program's.
 * @param commandLine as Linux keeps it: a NUL ends each word, the last one too (proc_pid_cmdline(5))
 */
export const optionsBehind = (script: string, commandLine: string): string[] => {
  const words = commandLine.split('\0').slice(0, -1);
  const at = words.indexOf(script);
  return at < 0 ? [] : words.slice(at + 1);
};

/**
 * The options that a container was started with: its first process is the server, or an init that was told to start it,
 * and a HEALTHCHECK is told nothing of them. None where the first process of this machine is another program.
 * @param script the path of the command's own file
 */
export const optionsOfContainer = (script: string | undefined): string[] => {
  try {
    return script === undefined ? [] : optionsBehind(script, readFileSync('/proc/1/cmdline', 'utf8'));
  } catch {
    // There is no such file, as on macOS, or it is not to be read.
    return [];
  }
};
