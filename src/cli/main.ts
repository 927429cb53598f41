import type { TObject } from '@sinclair/typebox';
import type { Fixtures } from '../fixtures/load/load-fixtures.ts';
import { type Command, formatHelp, readOptions } from '../lib/command-options.ts';
import { version } from '../lib/package-info.ts';
import { StartError } from '../lib/start-error.ts';
import { type ServerOptions, serveCommand, useMountedFixtures } from '../server/server-options.ts';

type CommandContext = {
  /** The arguments after the name of the command. */
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Ends the command when it is aborted. */
  stop: AbortSignal;
};

/** Runs a command with its options, or prints its help. */
const runCommand = async <Schema extends TObject>(
  command: Command<Schema>,
  { argv, env }: CommandContext,
  run: (options: ReturnType<typeof readOptions<Schema>>) => Promise<void> | void,
): Promise<void> => {
  if (argv.includes('--help') || argv.includes('-h')) process.stdout.write(formatHelp(command));
  else await run(readOptions(command, argv, env));
};

/** Runs a command that has the options of the server, with the fixtures that they name. */
const runWithFixtures = (
  command: typeof serveCommand,
  context: CommandContext,
  run: (options: ServerOptions, fixtures: Fixtures) => Promise<void>,
): Promise<void> =>
  runCommand(command, context, async (serverOptions) => {
    const options = useMountedFixtures(serverOptions);
    // Import late: a wrong option is reported before the validation of fixtures is loaded.
    const { loadFixtures } = await import('../fixtures/load/load-fixtures.ts');
    await run(options, loadFixtures(options.fixtures));
  });

const runServer = (context: CommandContext): Promise<void> =>
  runWithFixtures(serveCommand, context, async (options, fixtures) => {
    const { serve } = await import('./commands/serve-command.ts');
    await serve(options, fixtures, context.stop);
  });

/** The commands by name. The code of a command is loaded only if the command runs. */
export const commands: Record<string, (context: CommandContext) => Promise<void>> = {
  check: async (context) => {
    const { check, checkCommand } = await import('./commands/check-command.ts');
    await runCommand(checkCommand, context, async (options) => {
      if (!(await check(options, context.stop))) process.exitCode = 1;
    });
  },
  prepare: async (context) => {
    const { prepare, prepareCommand } = await import('./commands/prepare-command.ts');
    await runWithFixtures(prepareCommand, context, (options, fixtures) => prepare(options, fixtures, context.stop));
  },
  healthcheck: async (context) => {
    const { healthcheck, healthcheckCommand, readContainerOptions } = await import('./commands/healthcheck-command.ts');
    const argv = context.argv.length > 0 ? context.argv : readContainerOptions(process.argv[1]);
    await runCommand(healthcheckCommand, { ...context, argv }, healthcheck);
  },
  openapi: async (context) => {
    const { openapiCommand, printOpenapi } = await import('./commands/openapi-command.ts');
    await runCommand(openapiCommand, context, printOpenapi);
  },
  coverage: async (context) => {
    const { coverageCommand, printCoverage } = await import('./commands/coverage-command.ts');
    await runCommand(coverageCommand, context, printCoverage);
  },
};

/** Whether the operating system refused access to a file or folder. */
const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'path' in error;

/**
 * Runs the command line and sets the exit code, which the --help of each command explains.
 * @param stop ends the command when it is aborted
 * @throws each error that is a bug and not a mistake of the user
 */
export const main = async (argv: readonly string[], env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<void> => {
  // The server goes on if the reader of its log is gone.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as `head` has read enough.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`ecore-mock: stdout can't be written: ${error.message}\n`);
    process.exitCode = 1;
  });
  try {
    const [name = '', ...rest] = argv;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) await command({ argv: rest, env, stop });
    else if (argv.includes('--version')) process.stdout.write(`${version}\n`);
    else await runServer({ argv, env, stop });
  } catch (error) {
    const reported = isFileError(error)
      ? new StartError(`${error.message}; choose another path, or allow this user to access it`)
      : error;
    if (!(reported instanceof StartError)) throw error;
    process.stderr.write(`ecore-mock: ${reported.message}\n`);
    process.exitCode = reported.exitCode;
  }
};
