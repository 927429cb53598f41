import { readFileSync } from 'node:fs';
import { help, readConfig } from './config.ts';
import { StartError } from './start-error.ts';

const version = (): string =>
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version as string;

/**
 * The command. `stop` ends it. Sets the exit code: 0 stopped by a signal, 1 wrong options, fixtures, database or host, 2 port in use.
 * @throws what is none of these: a bug
 */
export const main = async (argv: readonly string[], env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<void> => {
  try {
    if (argv.includes('--help') || argv.includes('-h')) process.stdout.write(help());
    else if (argv.includes('--version')) process.stdout.write(`${version()}\n`);
    else {
      const config = readConfig(argv, env);
      // Each is loaded only when the one before is done, so that a mistake is told at once.
      const { loadFixtures } = await import('./seed/fixtures.ts');
      const fixtures = loadFixtures(config.fixtures);
      const { serve } = await import('./serve.ts');
      await serve(config, fixtures, stop);
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`ecore-mock: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
};
