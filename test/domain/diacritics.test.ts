import t from 'tap';
import { foldDiacritics } from '../../src/domain/diacritics.ts';
import { foldName } from '../../src/domain/name-matching.ts';
import { toSlug } from '../../src/fixtures/generate/slug.ts';
import { fc } from '../support/property.ts';

t.test('host names and the name match fold diacritics in the same way', async (t) => {
  for (const [text, plain] of [
    ['Œuvre', 'oeuvre'],
    ['Guðrún Þóra', 'gudrun thora'],
    ['ŁÓDŹ', 'lodz'],
    ['Weiß', 'weiss'],
    ['IŞIK ışık', 'isik isik'],
    ["O'Brien", "o'brien"],
  ] as const) {
    t.equal(foldDiacritics(text), plain);
    t.equal(toSlug(text), plain.replace(/[ ']/g, ''));
    t.equal(foldName(text), plain.replace("'", ''));
  }
});

t.test('folding a folded text changes nothing, whatever its letter case was', async () => {
  const latin = fc.string({ unit: fc.constantFrom(...'aéÖßẞæŒøÐłIıſﬁ日') });
  fc.assert(
    fc.property(latin, (text) => {
      const folded = foldDiacritics(text);
      return foldDiacritics(folded) === folded && foldDiacritics(text.toLowerCase()) === folded;
    }),
  );
});
