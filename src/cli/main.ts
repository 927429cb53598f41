import type { TObject } from '@sinclair/typebox';
import type { Fixtures } from '../fixtures/load/load-fixtures.ts';
import { type Command, formatHelp, readOptions } from '../lib/command-options.ts';
import { version } from '../lib/package-info.ts';
import { StartError } from '../lib/start-error.ts';
import { type ServerOptions, serveCommand, useMountedFixtures } from '../server/server-options.ts';

type Call = { argv: readonly string[]; env: NodeJS.ProcessEnv; stop: AbortSignal };

/** Runs a command with its settings, or prints its help. */
const call = async <Schema extends TObject>(
  command: Command<Schema>,
  { argv, env }: Call,
  run: (settings: ReturnType<typeof readOptions<Schema>>) => Promise<void> | void,
): Promise<void> => {
  if (argv.includes('--help') || argv.includes('-h')) process.stdout.write(formatHelp(command));
  else await run(readOptions(command, argv, env));
};

/** Runs a command that takes the settings of serving, with the fixtures that they name. */
const callWithFixtures = (
  command: typeof serveCommand,
  given: Call,
  run: (config: ServerOptions, fixtures: Fixtures) => Promise<void>,
): Promise<void> =>
  call(command, given, async (settings) => {
    const config = useMountedFixtures(settings);
    // Each is loaded only when the one before is done, so that a mistake is told at once.
    const { loadFixtures } = await import('../fixtures/load/load-fixtures.ts');
    await run(config, loadFixtures(config.fixtures));
  });

const serving = (given: Call): Promise<void> =>
  callWithFixtures(serveCommand, given, async (config, fixtures) => {
    const { serve } = await import('./commands/serve.ts');
    await serve(config, fixtures, given.stop);
  });

/** What stands behind `ecore-mock`: each is loaded only when it is called. */
export const commands: Record<string, (given: Call) => Promise<void>> = {
  check: async (given) => {
    const { check, checkCommand } = await import('./commands/check.ts');
    await call(checkCommand, given, async (settings) => {
      if (!(await check(settings, given.stop))) process.exitCode = 1;
    });
  },
  prepare: async (given) => {
    const { prepare, prepareCommand } = await import('./commands/prepare.ts');
    await callWithFixtures(prepareCommand, given, (config, fixtures) => prepare(config, fixtures, given.stop));
  },
  healthcheck: async (given) => {
    const { healthcheck, healthcheckCommand, optionsOfContainer } = await import('./commands/healthcheck.ts');
    const argv = given.argv.length > 0 ? given.argv : optionsOfContainer(process.argv[1]);
    await call(healthcheckCommand, { ...given, argv }, healthcheck);
  },
  openapi: async (given) => {
    const { openapiCommand, printOpenapi } = await import('./commands/openapi.ts');
    await call(openapiCommand, given, printOpenapi);
  },
  coverage: async (given) => {
    const { coverageCommand, printCoverage } = await import('./commands/coverage.ts');
    await call(coverageCommand, given, printCoverage);
  },
};

/** What the system says of a file or folder, such as that it may not be read. */
const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'path' in error;

/**
 * The command. `stop` ends it. Sets the exit code, which --help of each command explains.
 * @throws what is no mistake of the caller's: a bug
 */
export const main = async (argv: readonly string[], env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<void> => {
  // Who reads no further, such as `head`, has had enough; a server goes on without whoever read its log.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`ecore-mock: stdout can't be written: ${error.message}\n`);
    process.exitCode = 1;
  });
  try {
    const [name = '', ...rest] = argv;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) await command({ argv: rest, env, stop });
    else if (argv.includes('--version')) process.stdout.write(`${version}\n`);
    else await serving({ argv, env, stop });
  } catch (error) {
    const told = isOfSystem(error)
      ? new StartError(`${error.message}; give another path, or let this user use it`)
      : error;
    if (!(told instanceof StartError)) throw error;
    process.stderr.write(`ecore-mock: ${told.message}\n`);
    process.exitCode = told.exitCode;
  }
};
