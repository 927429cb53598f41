import { readFileSync } from 'node:fs';
import t from 'tap';
import { createDataNumbers, page, replaceNumbers } from '../../tools/data-numbers.ts';

t.test('docs/fixtures.md shows the numbers of the default data', async (t) => {
  const text = readFileSync(page, 'utf8');
  t.equal(replaceNumbers(text, await createDataNumbers()), text, 'update it with npm run numbers');
  t.match(
    replaceNumbers(text, 'other numbers'),
    '\n\nother numbers\n\n',
    'only the text between the marks is replaced',
  );
});
