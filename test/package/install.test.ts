import { realpathSync } from 'node:fs';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { finished } from '../support/plain-node.ts';

type Locked = {
  link?: boolean;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
  os?: string;
  cpu?: string;
};

const root = join(import.meta.dirname, '..', '..');
const json = async (path: string) => JSON.parse(await readFile(join(root, path), 'utf8'));
const manifest = await json('package.json');
const lock = await json('package-lock.json');
const packages: Record<string, Locked> = lock.packages;
const { name, optionalDependencies } = await json('tools/node/package.json');
const platforms = Object.keys(optionalDependencies).map((each) => `node_modules/${each}`);

t.test('the lock file has the integrity of each package that npm fetches, and none may run a script', async (t) => {
  const fetched = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  t.ok(fetched.length > 500);
  for (const [path, { integrity, resolved, hasInstallScript }] of fetched) {
    t.match(integrity, /^sha512-[\w+/]{86}==$/, path);
    t.equal(resolved, undefined, `${path}: the lock file has no address of a registry`);
    if (hasInstallScript) t.equal(manifest.allowScripts[path.replace(/^.*node_modules\//, '')], false, path);
  }
  t.same([...new Set(Object.values(manifest.allowScripts))], [false]);
});

t.test('each platform has its Node in the lock file; who installs the package gets none of them', async (t) => {
  for (const path of platforms) {
    t.match(packages[path], { dev: true, optional: true, os: String, cpu: String, bin: { node: String } }, path);
  }
  t.notOk(manifest.optionalDependencies);
  t.notOk(manifest.dependencies[name]);
});

t.test('after npm ci --ignore-scripts, npm start runs on the Node of the lock file', async (t) => {
  const path = platforms.find(
    (each) => packages[each]?.os === process.platform && packages[each]?.cpu === process.arch,
  );
  if (path === undefined) {
    t.pass('not tried', { skip: `${process.platform} ${process.arch} has no Node in the lock file` });
    return;
  }
  // The checkout without its other packages: npm takes half a minute to install all of them.
  const own = {
    scripts: { start: manifest.scripts.start, where: 'node -p process.execPath' },
    devDependencies: { [name]: manifest.devDependencies[name] },
  };
  const kept = ['tools/node', `node_modules/${name}`, ...platforms].map((each) => [each, packages[each]]);
  const folder = t.testdir({});
  await writeFile(join(folder, 'package.json'), JSON.stringify(own));
  const packagesOf = { '': own, ...Object.fromEntries(kept) };
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages: packagesOf }));
  await cp(join(root, 'tools', 'node'), join(folder, 'tools', 'node'), { recursive: true });
  await symlink(join(root, 'src'), join(folder, 'src'));

  const installed = await finished('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit'], folder);
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b/.test(installed.output)) {
    t.pass('not tried', { skip: 'the registry of npm cannot be reached' });
    return;
  }
  t.equal(installed.code, 0, installed.output);
  const where = await finished('npm', ['run', '--silent', 'where'], folder);
  t.match(where.output, realpathSync(join(folder, path, 'bin')));
  const started = await finished('npm', ['start', '--', '--version'], folder);
  t.match(started, { code: 0, output: `\n${manifest.version}\n` });
});
