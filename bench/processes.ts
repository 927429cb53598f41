import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Lists the processor cores that this process may use. Linux writes them as 0-1 or 0,2. */
const listAllowedCores = (): number[] => {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const list = /^Cpus_allowed_list:\s*(.+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return part === '' ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
};

const isInstalled = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

const [serverCore, loadCore] = isInstalled('taskset') ? listAllowedCores() : [];

/** This command ends a child even if the bench is killed and can't do it. */
const endWithParent = isInstalled('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : [];

/**
 * The core of the servers, and the core of the load and of the bench itself. Undefined if there are not two cores, or if
 * taskset is not installed.
 */
export const cores: { server: number; load: number } | undefined =
  serverCore === undefined || loadCore === undefined ? undefined : { server: serverCore, load: loadCore };

type Core = keyof NonNullable<typeof cores>;

const runningProcesses = new Set<ChildProcess>();

/** Sends a signal to a process and to the processes that it started. */
const sendSignal = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const affectsChildren =
  /^(ECORE_MOCK_.*|NODE_(OPTIONS|ENV|COMPILE_CACHE|V8_COVERAGE)|npm_(lifecycle_|package_|config_local_prefix).*|PORT)$/;

/** The environment for children: all variables except those that change how Node, npm or the mock work. */
const createEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !affectsChildren.test(name)));

/**
 * Starts a process, which ends together with the bench.
 * @param options.core the core that the process is pinned to; it may use all cores if this is undefined
 */
export const startProcess = (
  command: string,
  args: readonly string[],
  { core, ...options }: SpawnOptions & { core?: Core | undefined },
): ChildProcess => {
  const pinToCore = core && cores ? ['taskset', '-c', String(cores[core])] : [];
  const [first = command, ...rest] = [...endWithParent, ...pinToCore, command, ...args];
  const child = spawn(first, rest, { env: createEnvironment(), ...options, detached: true });
  runningProcesses.add(child);
  child.once('close', () => runningProcesses.delete(child));
  return child;
};

/** Ends a process and the processes that it started. */
export const stopProcess = async (child: ChildProcess): Promise<void> => {
  if (!runningProcesses.has(child)) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  sendSignal(child, 'SIGTERM');
  const killTimer = setTimeout(() => sendSignal(child, 'SIGKILL'), 3000);
  await closed;
  clearTimeout(killTimer);
};

/**
 * Runs a command until it ends.
 * @returns the output of the command
 * @throws Error with the last error output, if the exit code is not 0
 */
export const runCommand = async (
  command: string,
  args: readonly string[],
  options: { core?: Core; cwd?: string; input?: string; discardOutput?: boolean } = {},
): Promise<string> => {
  const { discardOutput, input, ...rest } = options;
  const child = startProcess(command, args, { ...rest, stdio: ['pipe', discardOutput ? 'ignore' : 'pipe', 'pipe'] });
  let [output, errorOutput] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    errorOutput = (errorOutput + chunk).slice(-2000);
  });
  child.stdin?.on('error', () => {}).end(input);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 4).join(' ')}: exit code ${code}\n${errorOutput}`);
  return output;
};

/** Pins this process to its core, and makes sure that its children end with it. */
export const prepareProcess = (): void => {
  if (cores) spawnSync('taskset', ['-acp', String(cores.load), String(process.pid)]);
  process.once('exit', () => {
    for (const child of runningProcesses) sendSignal(child, 'SIGKILL');
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(130));
};
