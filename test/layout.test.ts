import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import t from 'tap';

const src = join(import.meta.dirname, '..', 'src');
/** The folders of src from the top down, as CONTRIBUTING has them. Imports point down this list, never up. */
const layers = ['cli', 'client', 'conformance', 'server', 'admin', 'api', 'fixtures', 'db', 'domain', 'lib'];
/** Imports that still point up. The list may only get shorter. */
const exceptions = [
  'db/load-initial-state.ts imports fixtures/load/fixture-schemas.ts',
  'db/load-initial-state.ts imports fixtures/load/load-fixtures.ts',
  'db/open-store.ts imports fixtures/load/load-fixtures.ts',
  'db/prepared/load-prepared.ts imports fixtures/load/load-fixtures.ts',
  'db/prepared/shared-data.ts imports fixtures/generate/load-generators.ts',
  'db/prepared/shared-data.ts imports fixtures/load/load-fixtures.ts',
  'domain/person.ts imports fixtures/load/fixture-schemas.ts',
  'domain/record-fields.ts imports fixtures/generate/companies.ts',
  'domain/record-fields.ts imports fixtures/generate/names.ts',
  'domain/record-rules.ts imports fixtures/load/fixture-schemas.ts',
];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[jt]s$/.test(name));
/** The place of a file in the list; index.ts, the only file beside the folders, is above them all. */
const layerOf = (file: string): number => (file === 'index.ts' ? -1 : layers.indexOf(file.split('/', 1)[0] as string));

t.test('src has the folders of the layout, and no file beside them but index.ts', async (t) => {
  t.same(readdirSync(src).sort(), [...layers, 'index.ts', 'tsconfig.json'].sort());
});

t.test('imports point down the list of folders, never up, types included', async (t) => {
  const upwards = files.flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const imported = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path]) =>
      relative(src, join(src, dirname(file), path as string)),
    );
    return imported.filter((other) => layerOf(other) < layerOf(file)).map((other) => `${file} imports ${other}`);
  });
  t.same([...new Set(upwards)].sort(), exceptions);
});
