// `npm run build` makes dist/, which is published: Node does not strip types below node_modules. The modules are bundled
// into a few files together with the packages that every start loads, because loading hundreds of small files would take
// most of the time of a start. Swagger UI is copied, so that users of the package do not have to install it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { pageFiles } from '../src/server/docs-page.ts';
import { bomFile, createBillOfMaterials } from './bill-of-materials.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'src', '--emitDeclarationOnly'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);

/** The packages that are not bundled: native ones, and ones that few starts load. */
const external = [/^better-sqlite3$/, /^@faker-js\//];

/** The folders of the packages that these modules belong to. */
const getPackageFolders = (modules: readonly string[]): string[] => {
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []);
  return [...new Set(folders)].sort();
};

/** The texts of the licences of these packages, which the licences require to be included. */
const readLicences = (folders: readonly string[]): string =>
  folders
    .flatMap((folder) => globSync('LICEN[CS]E*', { cwd: folder }).map((file) => join(folder, file)))
    .map((file) => `${relative(join(root, 'node_modules'), file)}\n\n${readFileSync(file, 'utf8')}`)
    .join('\n');

/** A file of types and all files of types that it imports, directly or not. */
const findTypeFiles = (file: string): string[] => {
  const text = readFileSync(file, 'utf8');
  const next = [...text.matchAll(/(?:from |import\()['"](\.[^'"]*)\.ts['"]/g)];
  return [file, ...next.flatMap(([, path = '']) => findTypeFiles(join(dirname(file), `${path}.d.ts`)))];
};

if (status === 0) {
  // The other types import packages that users of the package do not have.
  const types = new Set(findTypeFiles(join(dist, 'index.d.ts')));
  for (const file of globSync('**/*.d.ts', { cwd: dist })) if (!types.has(join(dist, file))) rmSync(join(dist, file));
  const input = Object.fromEntries(
    ['cli/bin.js', 'cli/main.ts', 'index.ts'].map((file) => [parse(file).name, join(root, 'src', file)]),
  );
  const bundle = await rolldown({ input, platform: 'node', external });
  const { output } = await bundle.write({ dir: dist, format: 'esm' });
  await bundle.close();
  const bundled = getPackageFolders(output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : [])));
  writeFileSync(join(dist, 'LICENSES.txt'), readLicences(bundled));
  mkdirSync(join(dist, 'db', 'schema'), { recursive: true });
  for (const file of globSync('**/*.sql', { cwd: join(root, 'src') })) {
    copyFileSync(join(root, 'src', file), join(dist, file));
  }
  mkdirSync(join(dist, 'swagger-ui'));
  const swaggerUi = join(root, 'node_modules', 'swagger-ui-dist');
  for (const file of [...pageFiles, 'LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt']) {
    copyFileSync(join(swaggerUi, file), join(dist, 'swagger-ui', file));
  }
  writeFileSync(join(dist, bomFile), createBillOfMaterials(root, bundled, [swaggerUi]));
}
process.exitCode = status ?? 1;
