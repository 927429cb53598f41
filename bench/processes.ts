import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The cores that this process may use, such as 0-1 or 0,2. */
const allowedCores = (): number[] => {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const list = /^Cpus_allowed_list:\s*(.+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return part === '' ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
};

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

const [server, load] = has('taskset') ? allowedCores() : [];

/** What ends a child even where the bench is killed and can do nothing any more. */
const guard = has('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : [];

/** Where servers and where their load and the bench itself run; undefined where there are no two cores, or no taskset. */
export const cores: { server: number; load: number } | undefined =
  server === undefined || load === undefined ? undefined : { server, load };

const running = new Set<ChildProcess>();

const signal = ({ pid }: ChildProcess, name: NodeJS.Signals): void => {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const steersChildren =
  /^(ECORE_MOCK_.*|NODE_(OPTIONS|ENV|COMPILE_CACHE|V8_COVERAGE)|npm_(lifecycle_|package_|config_local_prefix).*|PORT)$/;

/** The variables that children get: those of the caller, without what would steer Node, npm or the mock. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !steersChildren.test(name)));

/** Starts a process, on one core where it can be pinned. It ends when the bench ends, whatever ends that. */
export const start = (
  command: string,
  args: readonly string[],
  { on, ...options }: SpawnOptions & { on?: keyof NonNullable<typeof cores> | undefined },
): ChildProcess => {
  const pin = on && cores ? ['taskset', '-c', String(cores[on])] : [];
  const [first = command, ...rest] = [...guard, ...pin, command, ...args];
  const child = spawn(first, rest, { env: environment(), ...options, detached: true });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
};

/** Ends a process and what it started. */
export const end = async (child: ChildProcess): Promise<void> => {
  if (!running.has(child)) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  signal(child, 'SIGTERM');
  const late = setTimeout(() => signal(child, 'SIGKILL'), 3000);
  await closed;
  clearTimeout(late);
};

/**
 * Runs a command to its end.
 * @returns what it printed
 * @throws Error with the end of what it said, where its exit code is not 0
 */
export const run = async (
  command: string,
  args: readonly string[],
  options: { on?: 'server' | 'load'; cwd?: string; input?: string; discard?: boolean } = {},
): Promise<string> => {
  const { discard, input, ...rest } = options;
  const child = start(command, args, { ...rest, stdio: ['pipe', discard ? 'ignore' : 'pipe', 'pipe'] });
  let [output, complaint] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    complaint = (complaint + chunk).slice(-2000);
  });
  child.stdin?.on('error', () => {}).end(input);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 4).join(' ')}: exit code ${code}\n${complaint}`);
  return output;
};

/** Pins this process, and makes sure that no child outlives it. */
export const prepareProcess = (): void => {
  if (cores) spawnSync('taskset', ['-acp', String(cores.load), String(process.pid)]);
  process.once('exit', () => {
    for (const child of running) signal(child, 'SIGKILL');
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(130));
};
