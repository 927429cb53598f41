import { readFileSync } from 'node:fs';
import t from 'tap';
import { dataNumbers, page, withNumbers } from '../../tools/data-numbers.ts';

t.test('docs/fixtures.md shows the numbers of the default data', async (t) => {
  const text = readFileSync(page, 'utf8');
  t.equal(withNumbers(text, await dataNumbers()), text, 'make it anew with npm run numbers');
  t.match(withNumbers(text, 'other numbers'), '\n\nother numbers\n\n', 'they are between the marks');
});
