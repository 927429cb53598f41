import t from 'tap';
import { foldLetters } from '../../src/domain/plain-letters.ts';
import { foldName } from '../../src/domain/record-rules.ts';
import { slug } from '../../src/fixtures/generate/slug.ts';
import { fc } from '../support/property.ts';

t.test('hosts and the name match read letters alike', async (t) => {
  for (const [text, plain] of [
    ['Œuvre', 'oeuvre'],
    ['Guðrún Þóra', 'gudrun thora'],
    ['ŁÓDŹ', 'lodz'],
    ['Weiß', 'weiss'],
    ['IŞIK ışık', 'isik isik'],
    ["O'Brien", "o'brien"],
  ] as const) {
    t.equal(foldLetters(text), plain);
    t.equal(slug(text), plain.replace(/[ ']/g, ''));
    t.equal(foldName(text), plain.replace("'", ''));
  }
});

t.test('letters that are folded stay as they are, whatever their case was', async () => {
  const latin = fc.string({ unit: fc.constantFrom(...'aéÖßẞæŒøÐłIıſﬁ日') });
  fc.assert(
    fc.property(latin, (text) => {
      const folded = foldLetters(text);
      return foldLetters(folded) === folded && foldLetters(text.toLowerCase()) === folded;
    }),
  );
});
