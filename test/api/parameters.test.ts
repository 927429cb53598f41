import assert from 'node:assert/strict';
import t from 'tap';
import { parseQueryString } from '../../src/api/schemas/parse-parameters.ts';
import { fc } from '../support/property.ts';
import { fixtures, person, startTestServer } from '../support/test-server.ts';

/** Parts of query strings, including malformed escapes. */
const piece = fc.oneof(
  fc.constantFrom(
    '&',
    '=',
    '+',
    '%',
    '%2',
    '%20',
    '%2B',
    '%26',
    '%3D',
    '%C3%A9',
    '%C3',
    '%FF',
    '%E0%A4%A',
    '%zz',
    '%00',
  ),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
);

t.test('every query string is read as URLSearchParams reads it', async () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      // URLSearchParams removes a question mark at the beginning.
      const text = `a=1&${pieces.join('')}`;
      assert.deepEqual(parseQueryString(text), [...new URLSearchParams(text)]);
    }),
  );
});

t.test('a value with a malformed escape is read like any other value', async (t) => {
  const { app } = await startTestServer(t, fixtures({ people: [person(1, { company_name: '100% Ácme\ufffd' })] }));
  for (const [value, count] of [
    ['100%+%C3%81cme', 1],
    ['100%+%C3%81cme%FF', 1],
    ['%FF%FF', 0],
  ] as const) {
    const url = `/external/search/?company_name=${value}`;
    t.match((await app.inject({ url, headers: { authorization: 'Token a' } })).json(), { success: true, count }, value);
  }
});
