// Runs test files, each in a process of its own, and prints one report of them all as TAP. Those of tap's own runner load
// what measures coverage into each, which takes longer than most of the tests in it.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

const root = join(import.meta.dirname, '..');
const named = process.argv.slice(2);
const files =
  named.length > 0 ? named : globSync('test/**/*.test.ts', { cwd: root, exclude: ['**/node_modules'] }).sort();

// Some wait, for a process of theirs or for a timer.
t.jobs = availableParallelism() + 1;
/** How long a file may take, in seconds: a last guard against one that hangs, far above what a busy machine needs. */
const limit = 600;
t.setTimeout(0);
// Without it, tap gives each file 30 seconds.
const env = { ...process.env, TAP_TIMEOUT: String(limit) };
t.plan(files.length);
for (const file of files) {
  const node = ['-u', 'NODE_OPTIONS', process.execPath, '--import=./test/support/valid-answers.ts', file];
  t.spawn('env', node, { cwd: root, timeout: limit * 1000, buffered: true, env }, file);
}
