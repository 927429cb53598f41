import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import type { Mistake } from './run.ts';

const root = join(import.meta.dirname, '..', '..');

for (const list of globSync('*.json', { cwd: import.meta.dirname }).sort()) {
  t.test(`${list}: the text of each mistake occurs once in its file, and its test file exists`, async (t) => {
    const mistakes: Mistake[] = JSON.parse(readFileSync(join(import.meta.dirname, list), 'utf8'));
    t.ok(mistakes.length > 0);
    for (const { file, from, to, what, test } of mistakes) {
      t.ok(file.startsWith(`src/${basename(list, '.json')}/`), `${file} is in the folder of the list`);
      const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
      t.equal(text.split(from).length - 1, 1, `${file}: how often its "from" occurs (${what})`);
      t.not(from, to, what);
      t.ok(existsSync(join(root, test)), `${test} exists`);
    }
  });
}
