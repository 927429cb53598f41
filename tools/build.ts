// Makes dist/, what is published: Node refuses to strip types below node_modules. The page that shows the OpenAPI
// document comes along, so that those who install the package need no Swagger UI of their own.
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pageFiles } from '../src/documents.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'src'], {
  cwd: root,
  stdio: 'inherit',
});
if (status === 0) {
  for (const file of globSync('**/*.sql', { cwd: join(root, 'src') })) {
    copyFileSync(join(root, 'src', file), join(dist, file));
  }
  mkdirSync(join(dist, 'swagger-ui'));
  for (const file of [...pageFiles, 'LICENSE', 'NOTICE']) {
    copyFileSync(join(root, 'node_modules', 'swagger-ui-dist', file), join(dist, 'swagger-ui', file));
  }
}
process.exitCode = status ?? 1;
