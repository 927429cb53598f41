// `npm run mistakes [-- FOLDER]`: plants each mistake of the lists beside this file, one at a time, in a copy of the project, and
// runs the test file that should see it. If that file passes, all other test files run. Prints each mistake that its own test file
// does not see, then a table by folder. Exits 1 if a mistake is not seen, or no longer fits its file. The places of the mistakes
// were drawn by a hash of a seed with each line of src, as many per folder as its share of the lines. Who wrote the mistakes had
// not read the tests.
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

/** One mistake: in `file`, the text `from` (which occurs once) becomes `to`; a user notices `what`; `test` should see it. */
export type Mistake = { file: string; from: string; to: string; what: string; test: string };

type Outcome = 'seen' | 'seen by another' | 'not seen' | 'outdated';

const root = join(import.meta.dirname, '..', '..');
/** How long one test file may take, in seconds. A mistake that makes a test hang counts as seen after that. */
const limit = 180;

const testFiles = globSync('test/**/*.test.ts', { cwd: root, exclude: ['**/node_modules'] }).sort();

/** Copies every file that Git knows or would add, and links the installed packages. */
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
    // No process of the group is left.
  }
};

/** Runs one test file up to its first failure; resolves to whether it passed and every answer was as documented. */
const passes = (folder: string, test: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import=./test/support/valid-answers.ts', test], {
      cwd: folder,
      env: { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: String(limit), XDG_CACHE_HOME: join(folder, '.tap', 'data') },
      stdio: 'ignore',
      detached: true,
    });
    const pid = child.pid as number;
    const timer = setTimeout(() => killGroup(pid), limit * 1000);
    child.on('error', reject).on('close', (code) => {
      clearTimeout(timer);
      // A test file that stops at its first failure leaves the servers that it has started.
      killGroup(pid);
      const invalid = join(folder, '.tap', 'answers', 'invalid');
      resolve(code === 0 && !existsSync(invalid));
      rmSync(invalid, { force: true });
    });
  });

/** Plants one mistake, and says which test file sees it first. */
const tryMistake = async (folder: string, { file, from, to, test }: Mistake): Promise<[Outcome, string]> => {
  const path = join(folder, file);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text.split(from).length !== 2) return ['outdated', ''];
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    if (!(await passes(folder, test))) return ['seen', test];
    for (const other of testFiles)
      if (other !== test && !(await passes(folder, other))) return ['seen by another', other];
    return ['not seen', ''];
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
const table = ['| folder | mistakes | seen | by another test file | not seen |', '| --- | --- | --- | --- | --- |'];
try {
  for (const folder of folders) {
    const mistakes: Mistake[] = JSON.parse(readFileSync(join(import.meta.dirname, `${folder}.json`), 'utf8'));
    const counts: Record<Outcome, number> = { seen: 0, 'seen by another': 0, 'not seen': 0, outdated: 0 };
    for (const mistake of mistakes) {
      const [outcome, by] = await tryMistake(project, mistake);
      counts[outcome] += 1;
      if (outcome !== 'seen') process.stdout.write(`${outcome} ${by}: ${mistake.file}: ${mistake.what}\n`);
    }
    failed ||= counts.seen < mistakes.length;
    const { seen, 'seen by another': other, 'not seen': unseen, outdated } = counts;
    const note = outdated > 0 ? ` (${outdated} outdated)` : '';
    table.push(`| ${folder}${note} | ${mistakes.length} | ${seen} | ${other} | ${unseen} |`);
  }
} finally {
  rmSync(project, { recursive: true });
}
process.stdout.write(`${table.join('\n')}\n`);
process.exitCode = failed ? 1 : 0;
