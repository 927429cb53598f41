import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import t from 'tap';

const src = join(import.meta.dirname, '..', 'src');
/** The folders of src from the top down, in the order of CONTRIBUTING. Imports point down this list, never up. */
const layers = ['cli', 'client', 'conformance', 'server', 'admin', 'api', 'fixtures', 'db', 'domain', 'lib'];
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[jt]s$/.test(name));
/** The position of a file's folder in the list. index.ts is the only file outside the folders and is above them all. */
const layerOf = (file: string): number => (file === 'index.ts' ? -1 : layers.indexOf(file.split('/', 1)[0] as string));

/** The folders of src/db from the top down. The files beside them may be imported by all. */
const databaseLayers = ['prepared', 'repositories', 'search', 'connection', 'schema'];

/** The files that a file imports, including imports of types. */
const importsOf = (file: string): string[] => {
  const text = readFileSync(join(src, file), 'utf8');
  const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path]) => path as string);
  return [...new Set(paths.map((path) => relative(src, join(src, dirname(file), path))))];
};
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** The shortest chain of imports that leads from a file back to itself; undefined if there is none. */
const findCycle = (start: string): string[] | undefined => {
  const reached = new Set<string>();
  let chains = [[start]];
  while (chains.length > 0) {
    const longer = chains.flatMap((chain) =>
      (imports.get(chain.at(-1) as string) ?? []).map((imported) => [...chain, imported]),
    );
    const cycle = longer.find((chain) => chain.at(-1) === start);
    if (cycle) return cycle;
    chains = longer.filter((chain) => {
      const file = chain.at(-1) as string;
      return !reached.has(file) && reached.add(file);
    });
  }
  return undefined;
};

t.test('src contains the folders of the layout, and beside them only index.ts and tsconfig.json', async (t) => {
  t.same(readdirSync(src).sort(), [...layers, 'index.ts', 'tsconfig.json'].sort());
});

t.test('no two files have the same name, whatever their folders', async (t) => {
  const names = files.map((file) => basename(file));
  t.same(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

t.test('imports point down the list of folders, never up, including imports of types', async (t) => {
  const upwards = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => layerOf(imported) < layerOf(file))
      .map((imported) => `${file} imports ${imported}`),
  );
  t.same(upwards, []);
});

t.test('db/: imports point down the list of its folders', async (t) => {
  const layerInDatabase = (file: string): number => databaseLayers.indexOf(file.split('/')[1] as string);
  const folders = readdirSync(join(src, 'db'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  t.same(folders.map(({ name }) => name).sort(), databaseLayers.toSorted());
  const upwards = files
    .filter((file) => file.startsWith('db/') && layerInDatabase(file) >= 0)
    .flatMap((file) =>
      importsOf(file)
        .filter((imported) => imported.startsWith('db/') && layerInDatabase(imported) >= 0)
        .filter((imported) => layerInDatabase(imported) < layerInDatabase(file))
        .map((imported) => `${file} imports ${imported}`),
    );
  t.same(upwards, []);
});

t.test('no file imports itself through others, including imports of types', async (t) => {
  const cycles = files.flatMap((file) => {
    const cycle = findCycle(file);
    return cycle ? [cycle.join(' -> ')] : [];
  });
  t.same(cycles, []);
});

t.test('conformance/ is independent of the server: it imports only the clauses and lib/', async (t) => {
  const foreign = files
    .filter((file) => file.startsWith('conformance/'))
    .flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
    .filter(({ imported }) => !/^(?:conformance|lib)\//.test(imported) && imported !== 'domain/clauses.ts');
  t.same(foreign, []);
});
