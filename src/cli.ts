import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { type Config, help, readConfig, UsageError } from './config.ts';
import { FixtureError, loadFixtures } from './seed/fixtures.ts';
import { buildServer } from './server.ts';
import { fill } from './store/fill.ts';
import { openStore } from './store/open.ts';
import { StoreError } from './store/store-error.ts';

/** How long running answers may go on after a signal. */
const graceMs = 700;

const version = (): string =>
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version as string;

/** The address as a client on this machine can use it. */
const urlOf = ({ address, family, port }: AddressInfo): string => {
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
};

/** Serves until a signal comes; running answers may finish. */
const serve = async (config: Config): Promise<void> => {
  const fixtures = loadFixtures(config.fixtures);
  const store = openStore(config.db);
  const seeding = Promise.withResolvers<void>();
  seeding.promise.catch(() => {});
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  const app = buildServer(config, store, seeding.promise);
  try {
    await app.listen({ host: config.host, port: config.port });
    await fill(store, fixtures, config.seed, config.people, stopping.signal);
    seeding.resolve();
    process.stdout.write(`ecore-mock ready on ${urlOf(app.server.address() as AddressInfo)}\n`);
    await stopped;
  } catch (error) {
    seeding.reject(error);
    if (!stopping.signal.aborted) throw error;
  } finally {
    const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
    await app.close();
    clearTimeout(late);
    store.close();
  }
};

/** What an error means to who called the command: one message and an exit code; undefined for a bug of ours. */
const explain = (error: unknown, config: Config | undefined): { message: string; code: number } | undefined => {
  if (error instanceof UsageError || error instanceof FixtureError || error instanceof StoreError) {
    return { message: error.message, code: 1 };
  }
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return {
      message: `port ${config?.port} of ${config?.host} is in use; stop what uses it or give another --port`,
      code: 2,
    };
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return { message: `--host ${config?.host} --port ${config?.port} can't be listened on: ${message}`, code: 1 };
  }
  return undefined;
};

/**
 * The command. Sets the exit code: 0 stopped by a signal, 1 wrong options, fixtures or database, 2 port in use.
 * @throws what is none of these: a bug
 */
export const main = async (argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> => {
  let config: Config | undefined;
  try {
    if (argv.includes('--help') || argv.includes('-h')) process.stdout.write(help());
    else if (argv.includes('--version')) process.stdout.write(`${version()}\n`);
    else {
      config = readConfig(argv, env);
      await serve(config);
    }
  } catch (error) {
    const explained = explain(error, config);
    if (!explained) throw error;
    process.stderr.write(`ecore-mock: ${explained.message}\n`);
    process.exitCode = explained.code;
  }
};
