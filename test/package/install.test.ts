import { realpathSync } from 'node:fs';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { runProgram } from '../support/child-process.ts';

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
/** The lock files of packages that `npm ci` in the project does not install. */
const otherLocks = ['test/interop/package-lock.json', 'tools/mutate/package-lock.json', 'bench/package-lock.json'];
const packages: Record<string, Locked> = lock.packages;
const { name, optionalDependencies } = await json('tools/node/package.json');
const platforms = Object.keys(optionalDependencies).map((each) => `node_modules/${each}`);

/** The packages of a lock file that npm downloads. */
const getDownloaded = (all: Record<string, Locked>): [path: string, locked: Locked][] =>
  Object.entries(all).filter(([path, { link }]) => path.includes('node_modules/') && !link);

t.test('each lock file has the integrity of each package, and no address of a registry', async (t) => {
  for (const file of ['package-lock.json', ...otherLocks]) {
    const found = getDownloaded((await json(file)).packages);
    t.ok(found.length > 100, file);
    for (const [path, { integrity, resolved }] of found) {
      t.match(integrity, /^sha512-[\w+/]{86}==$/, `${file}: ${path}`);
      t.equal(resolved, undefined, `${file}: ${path}`);
    }
  }
});

t.test('npm ci installs at most 400 packages, and none of them may run a script', async (t) => {
  const found = getDownloaded(packages);
  t.ok(found.length <= 400, `${found.length} packages`);
  for (const [path, { hasInstallScript }] of found) {
    if (hasInstallScript) t.equal(manifest.allowScripts[path.replace(/^.*node_modules\//, '')], false, path);
  }
  t.same([...new Set(Object.values(manifest.allowScripts))], [false]);
});

t.test('the lock file has a Node for each platform, but users of the package do not install one', async (t) => {
  for (const path of platforms) {
    t.match(packages[path], { dev: true, optional: true, os: String, cpu: String, bin: { node: String } }, path);
  }
  t.notOk(manifest.optionalDependencies);
  t.notOk(manifest.dependencies[name]);
});

t.test('after npm ci --ignore-scripts, npm start uses the Node of the lock file', async (t) => {
  const path = platforms.find(
    (each) => packages[each]?.os === process.platform && packages[each]?.cpu === process.arch,
  );
  if (path === undefined) {
    t.pass('not tried', { skip: `${process.platform} ${process.arch} has no Node in the lock file` });
    return;
  }
  // A checkout without the other packages: npm takes half a minute to install all of them.
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

  const installed = await runProgram('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit'], folder);
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b/.test(installed.output)) {
    t.pass('not tried', { skip: 'the registry of npm cannot be reached' });
    return;
  }
  t.equal(installed.code, 0, installed.output);
  const where = await runProgram('npm', ['run', '--silent', 'where'], folder);
  t.match(where.output, realpathSync(join(folder, path, 'bin')));
  const started = await runProgram('npm', ['start', '--', '--version'], folder);
  t.match(started, { code: 0, output: `\n${manifest.version}\n` });
});
