import { join } from 'node:path';
import t from 'tap';
import { createBillOfMaterials } from '../../tools/bill-of-materials.ts';
import { findBomErrors } from '../support/cyclonedx.ts';
import { matchList } from '../support/match-list.ts';

const folder = t.testdir({
  own: { 'package.json': '{ "name": "own", "version": "1.0.0", "license": "MIT" }' },
  a: { 'package.json': '{ "name": "@scope/a", "version": "2.0.0-rc.1", "license": "(MIT OR Apache-2.0)" }' },
  b: { 'package.json': '{ "name": "b", "version": "3.0.0", "license": "ISC" }' },
  'b-again': { 'package.json': '{ "name": "b", "version": "3.0.0", "license": "ISC" }' },
  odd: { 'package.json': '{ "name": "odd", "version": "1.0.0" }' },
});
const own = join(folder, 'own');
const a = join(folder, 'a');
const b = join(folder, 'b');
const again = join(folder, 'b-again');
const odd = join(folder, 'odd');

t.test('a package in two folders is listed once, and the text does not depend on the order', async (t) => {
  const text = createBillOfMaterials(own, [a, b, again], [b]);
  t.equal(createBillOfMaterials(own, [again, b, a], [b]), text);
  t.notMatch(text, /serialNumber|timestamp/, 'every build creates the same text');
  const bom = JSON.parse(text);
  t.same(findBomErrors(bom), []);
  matchList(t, bom.components, [
    { group: '@scope', name: 'a', version: '2.0.0-rc.1', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
    { name: 'b', purl: 'pkg:npm/b@3.0.0', licenses: [{ license: { id: 'ISC' } }] },
  ]);
  t.same(bom.compositions, [{ aggregate: 'incomplete', assemblies: ['pkg:npm/b@3.0.0'] }]);
  t.equal(bom.components[0].purl, 'pkg:npm/%40scope/a@2.0.0-rc.1');
});

t.test('a package without a licence ends the build with the path of its package.json', async (t) => {
  const message = `${join(odd, 'package.json')}: "license" must be a string, because bom.cdx.json lists it`;
  t.throws(() => createBillOfMaterials(own, [odd], []), { message });
});

t.test('a bill of materials that is invalid by the schema of CycloneDX is found', async (t) => {
  const bom = JSON.parse(createBillOfMaterials(own, [b], []));
  const invalid = { ...bom.components[0], licenses: [{ license: { id: 'mine' } }] };
  t.match(findBomErrors({ ...bom, components: [invalid] })[0], '/components/0/licenses');
});
