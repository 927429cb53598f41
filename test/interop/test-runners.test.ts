import { cpSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runProgram } from '../support/child-process.ts';
import { packProject } from '../support/packed-package.ts';

const modules = join(import.meta.dirname, 'node_modules');
const { folder, link } = await packProject(t);
link(['@jest', 'vitest'], modules);
cpSync(join(import.meta.dirname, '..', '..', 'docs', 'runners'), folder, { recursive: true });

const commands: Record<string, string[]> = {
  vitest: [join(modules, 'vitest', 'vitest.mjs'), 'run', 'vitest.test.mjs'],
  jest: [
    ...['--experimental-vm-modules', join(modules, 'jest', 'bin', 'jest.js'), '--rootDir', '.'],
    ...['--testMatch', '**/jest.test.mjs', '--transform', '{}'],
  ],
};
for (const [runner, args] of Object.entries(commands)) {
  t.test(`the example for ${runner} passes`, async (t) => {
    const { code, output } = await runProgram(process.execPath, args, folder);
    t.equal(code, 0, output.slice(-1500));
  });
}
