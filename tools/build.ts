// Makes dist/, what is published: Node refuses to strip types below node_modules. All modules are put together in a few
// files, with the packages that every start loads: hundreds of small files would be most of what a start costs. The page
// that shows the OpenAPI document comes along, so that those who install the package need no Swagger UI of their own.
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { pageFiles } from '../src/server/docs-page.ts';
import { billOfMaterials, bomFile } from './bill-of-materials.ts';

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

/** What stays a package of its own: what is native, and what few starts load. */
const apart = [/^better-sqlite3$/, /^@faker-js\//];

/** The folders of the packages whose modules these are. */
const packagesOf = (modules: readonly string[]): string[] => {
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []);
  return [...new Set(folders)].sort();
};

/** The licences of the packages in these folders, as they ask for. */
const licences = (folders: readonly string[]): string =>
  folders
    .flatMap((folder) => globSync('LICEN[CS]E*', { cwd: folder }).map((file) => join(folder, file)))
    .map((file) => `${relative(join(root, 'node_modules'), file)}\n\n${readFileSync(file, 'utf8')}`)
    .join('\n');

/** The types that those of a file lead to, itself among them. */
const typesFrom = (file: string): string[] => {
  const text = readFileSync(file, 'utf8');
  const next = [...text.matchAll(/(?:from |import\()['"](\.[^'"]*)\.ts['"]/g)];
  return [file, ...next.flatMap(([, path = '']) => typesFrom(join(dirname(file), `${path}.d.ts`)))];
};

if (status === 0) {
  // Others would ask for packages that nobody who installs this one needs.
  const types = new Set(typesFrom(join(dist, 'index.d.ts')));
  for (const file of globSync('**/*.d.ts', { cwd: dist })) if (!types.has(join(dist, file))) rmSync(join(dist, file));
  const input = Object.fromEntries(
    ['cli/bin.js', 'cli/main.ts', 'index.ts'].map((file) => [parse(file).name, join(root, 'src', file)]),
  );
  const bundle = await rolldown({ input, platform: 'node', external: apart });
  const { output } = await bundle.write({ dir: dist, format: 'esm' });
  await bundle.close();
  const bundled = packagesOf(output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : [])));
  writeFileSync(join(dist, 'LICENSES.txt'), licences(bundled));
  mkdirSync(join(dist, 'db', 'schema'), { recursive: true });
  for (const file of globSync('**/*.sql', { cwd: join(root, 'src') })) {
    copyFileSync(join(root, 'src', file), join(dist, file));
  }
  mkdirSync(join(dist, 'swagger-ui'));
  const swaggerUi = join(root, 'node_modules', 'swagger-ui-dist');
  for (const file of [...pageFiles, 'LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt']) {
    copyFileSync(join(swaggerUi, file), join(dist, 'swagger-ui', file));
  }
  writeFileSync(join(dist, bomFile), billOfMaterials(root, bundled, [swaggerUi]));
}
process.exitCode = status ?? 1;
