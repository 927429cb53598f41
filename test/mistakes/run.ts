// `npm run mistakes [-- FOLDER]` plants each mistake of the lists in this folder into a copy of the project, one at a time, and
// runs the test file that should fail. If that file passes, all other test files run. It prints each mistake that its own test
// file does not find, and a table by folder. It exits with 1 if a test file does not find its mistake, or if a mistake no longer
// fits its file. The places of the first mistakes were chosen at random, in proportion to the lines of each folder, and their
// author had not read the tests.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** In `file`, `from` (which occurs once) is replaced with `to`. `what` is the effect for a user. The file `test` should fail. */
export type Mistake = { file: string; from: string; to: string; what: string; test: string };

type Outcome = 'found' | 'found by another' | 'not found' | 'outdated';

const root = join(import.meta.dirname, '..', '..');
/** Seconds for one test file. If a mistake makes a test hang, it counts as found after this time. */
const timeoutSeconds = 180;

const testFiles = globSync('test/**/*.test.ts', { cwd: root, exclude: ['**/node_modules', 'test/mistakes'] }).sort();

/** Copies every file that Git tracks or would add, and links the installed packages. */
const copyProject = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mistakes-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of String(listed).split('\0').filter(Boolean))
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  for (const packages of ['node_modules', 'test/interop/node_modules'])
    if (existsSync(join(root, packages))) symlinkSync(join(root, packages), join(folder, packages));
  return folder;
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All processes of the group have ended.
  }
};

/** Runs a test file up to its first failure. Resolves to whether it passed and all of its answers were as documented. */
const passes = (folder: string, test: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import=./test/support/valid-answers.ts', test], {
      cwd: folder,
      env: {
        ...process.env,
        TAP_BAIL: '1',
        TAP_TIMEOUT: String(timeoutSeconds),
        XDG_CACHE_HOME: join(folder, '.tap', 'data'),
      },
      stdio: 'ignore',
      detached: true,
    });
    const pid = child.pid as number;
    const timer = setTimeout(() => killGroup(pid), timeoutSeconds * 1000);
    child.on('error', reject).on('close', (code) => {
      clearTimeout(timer);
      // A test file that stops at its first failure does not end the servers that it has started.
      killGroup(pid);
      const invalid = join(folder, '.tap', 'answers', 'invalid');
      resolve(code === 0 && !existsSync(invalid));
      rmSync(invalid, { force: true });
    });
  });

/** Plants a mistake, and returns which test file finds it first. */
const tryMistake = async (folder: string, { file, from, to, test }: Mistake): Promise<[Outcome, string]> => {
  const path = join(folder, file);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text.split(from).length !== 2) return ['outdated', ''];
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    if (!(await passes(folder, test))) return ['found', test];
    for (const other of testFiles)
      if (other !== test && !(await passes(folder, other))) return ['found by another', other];
    return ['not found', ''];
  } finally {
    writeFileSync(path, text);
  }
};

const lists = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.json'))
  .sort();
const [only] = process.argv.slice(2);
const folders = lists.map((name) => basename(name, '.json')).filter((name) => only === undefined || name === only);
if (folders.length === 0) throw new Error(`expected one of ${lists.map((name) => basename(name, '.json')).join(', ')}`);

const project = copyProject();
let failed = false;
const table = ['| folder | mistakes | found | by another test file | not found |', '| --- | --- | --- | --- | --- |'];
try {
  for (const folder of folders) {
    const mistakes: Mistake[] = JSON.parse(readFileSync(join(import.meta.dirname, `${folder}.json`), 'utf8'));
    const counts: Record<Outcome, number> = { found: 0, 'found by another': 0, 'not found': 0, outdated: 0 };
    for (const mistake of mistakes) {
      const [outcome, testFile] = await tryMistake(project, mistake);
      counts[outcome] += 1;
      if (outcome !== 'found') process.stdout.write(`${outcome} ${testFile}: ${mistake.file}: ${mistake.what}\n`);
    }
    failed ||= counts.found < mistakes.length;
    const { found, 'found by another': other, 'not found': missed, outdated } = counts;
    const note = outdated > 0 ? ` (${outdated} outdated)` : '';
    table.push(`| ${folder}${note} | ${mistakes.length} | ${found} | ${other} | ${missed} |`);
  }
} finally {
  rmSync(project, { recursive: true });
}
process.stdout.write(`${table.join('\n')}\n`);
process.exitCode = failed ? 1 : 0;
