import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { type Finished, finished } from './support/plain-node.ts';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');

const run = (cwd: string, program: string, ...args: string[]): Promise<Finished> => finished(program, args, cwd);
const node = (cwd: string, ...args: string[]) => run(cwd, process.execPath, ...args);

/** An empty folder in which the packed package is installed, beside what it depends on. */
const installed = async (folder: string): Promise<string> => {
  const own = join(folder, 'node_modules', 'ecore-mock');
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{}');
  for (const name of readdirSync(modules)) {
    if (!name.startsWith('.')) symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  }
  const packed = await run(root, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error(packed.output);
  await run(folder, 'tar', '-xzf', tarball);
  renameSync(join(folder, 'package'), own);
  return own;
};

t.test('the packed package runs as a command and from Node, and so do the examples of every test runner', async (t) => {
  // Not below the project, which would be found by its own name in place of the package.
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const own = await installed(folder);
  const files = readdirSync(own, { recursive: true, encoding: 'utf8' });
  t.same(
    files.filter((name) => /^(src|test|bench|docker)\b|\.ts$/.test(name) && !name.endsWith('.d.ts')),
    [],
  );
  const { version } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
  t.match(await node(folder, join(own, 'dist', 'bin.js'), '--version'), { code: 0, output: version });

  await cp(join(root, 'docs', 'runners'), folder, { recursive: true });
  const jest = ['--experimental-vm-modules', join(modules, 'jest', 'bin', 'jest.js'), '--rootDir', '.'];
  const runners: Record<string, string[]> = {
    'node:test': ['--test', 'node-test.test.mjs'],
    tap: ['tap.test.mjs'],
    vitest: [join(modules, 'vitest', 'vitest.mjs'), 'run', 'vitest.test.mjs'],
    jest: [...jest, '--testMatch', '**/jest.test.mjs', '--transform', '{}'],
  };
  for (const [name, args] of Object.entries(runners)) {
    const { code, output } = await node(folder, ...args);
    t.equal(code, 0, `${name}: ${output.slice(-1500)}`);
  }
});
