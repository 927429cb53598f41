// The test command: format and lint, types, then the tests. Its last line is `N passed, N failed` (and how many were skipped), where lint,
// types and the answers of the whole run count as one each. What follows the command names the test files to run.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
// Each test file is a process of its own, and most of what it does at first is compiling the same modules.
const cache = join(root, '.tap', 'compile-cache');
// And the data that most of them start with is the same; the user's own cache is none of theirs.
const data = join(root, '.tap', 'data');
const report = join(root, '.tap', 'report.tap');
// What test/support/valid-answers.ts found.
const answers = join(root, '.tap', 'answers');

/** Runs a script with this very Node; gives whether it succeeded, once its output, but for what goes to a file, is printed. */
const run = (name: string, script: string, args: string[] = [], stdout: number | 'pipe' = 'pipe'): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: ['ignore', stdout, 'pipe'],
      env: { ...process.env, NO_COLOR: '1', NODE_COMPILE_CACHE: cache, XDG_CACHE_HOME: data },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject).on('close', (code) => {
      process.stdout.write(`# ${name}: ${code === 0 ? 'passed' : 'FAILED'}\n${Buffer.concat(output)}`);
      resolve(code === 0);
    });
  });

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The part of the report that is about each file; it ends with the file's own line. */
const partsOf = (tap: string): string[] => tap.split(/^(?=# Subtest: )/m);

/** What the report says: tests are what stands below a file; a file that fails outside its tests counts as one failure. */
const tally = (tap: string): { passed: number; failed: number; skipped: number } => {
  const skipped = count(tap, /^ {4}ok .* # SKIP/gm);
  const failed = partsOf(tap).map((part) => Math.max(count(part, /^ {4}not ok /gm), count(part, /^not ok /gm)));
  return { passed: count(tap, /^ {4}ok /gm) - skipped, failed: failed.reduce((sum, each) => sum + each, 0), skipped };
};

mkdirSync(join(root, '.tap'), { recursive: true });
rmSync(answers, { recursive: true, force: true });
const checks = await Promise.all([
  run('format and lint', 'node_modules/@biomejs/biome/bin/biome', ['ci', '.']),
  run('types', 'node_modules/typescript/bin/tsc'),
]);
const files = process.argv.slice(2);
const ran = await run('tests', 'test/suite.ts', files, openSync(report, 'w'));

/** Whether each answer of the run was valid and, where all files were run, each that is documented was given. */
const answersHold = async (): Promise<boolean> => {
  const read = (name: string): string[] =>
    existsSync(join(answers, name)) ? readFileSync(join(answers, name), 'utf8').trimEnd().split('\n') : [];
  const invalid = read('invalid');
  const { operations } = await import('../src/api/operations.ts');
  const given = new Set(read('valid'));
  // What every operation has from one and the same place need be seen but once.
  const common = ['413', '415', '429', '500'];
  const documented = operations.flatMap(({ schema }) =>
    Object.entries(schema.response).flatMap(([status, { content }]) =>
      Object.keys(content).map((type) => `${common.includes(status) ? '' : schema.operationId} ${status} ${type}`),
    ),
  );
  const isGiven = (wanted: string): boolean =>
    given.has(wanted) || (wanted.startsWith(' ') && [...given].some((each) => each.endsWith(wanted)));
  const missing = files.length > 0 ? [] : [...new Set(documented)].filter((wanted) => !isGiven(wanted));
  const holds = invalid.length === 0 && missing.length === 0;
  process.stdout.write(`# answers as OpenAPI says: ${holds ? 'passed' : 'FAILED'}\n`);
  for (const line of invalid.slice(0, 20)) process.stdout.write(`not as documented: ${line}\n`);
  for (const line of missing) process.stdout.write(`documented, and given by no test: ${line}\n`);
  return holds;
};

const tap = readFileSync(report, 'utf8');
const total = tally(tap);
checks.push(await answersHold());
total.passed += checks.filter(Boolean).length;
total.failed += checks.filter((passed) => !passed).length;
if (!ran && total.failed === 0) total.failed = 1;
if (!ran)
  process.stdout.write(
    partsOf(tap)
      .filter((part) => /^not ok /m.test(part))
      .join(''),
  );
for (const [line] of tap.matchAll(/^ {4}ok .* # SKIP.*$/gm)) process.stdout.write(`${line.trim()}\n`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
