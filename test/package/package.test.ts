import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import t from 'tap';
import { runProgram } from '../support/child-process.ts';
import { bin } from '../support/command.ts';
import { findBomErrors } from '../support/cyclonedx.ts';
import { fakeNodeVersion, parseLoadedFiles } from '../support/fake-node-version.ts';
import { matchList } from '../support/match-list.ts';
import { findOutdatedNodes, installOtherNodes } from '../support/node-versions.ts';
import { packProject } from '../support/packed-package.ts';

// It packs, installs and runs the package many times, which takes a busy machine longer than tap's 30 seconds.
t.setTimeout(600_000);

const root = join(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');

const nodes = installOtherNodes();
const { folder, tarball, packageFolder, manifest, link } = await packProject(t);
const { name, version } = manifest;

const node = (...args: string[]) => runProgram(process.execPath, args, folder);

t.test('the package has all files that it needs, no sources, no install scripts, and at most 2 MB', async (t) => {
  t.ok(statSync(tarball).size <= 2_000_000, `${statSync(tarball).size} bytes`);
  const files = readdirSync(packageFolder, { recursive: true, encoding: 'utf8' });
  t.same(
    files.filter((file) => /^(src|test|bench|docker|tools)\b|\.ts$/.test(file) && !file.endsWith('.d.ts')),
    [],
  );
  for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'fixtures', 'docs']) t.ok(files.includes(file), file);
  t.same(
    Object.keys(manifest.scripts).filter((script) => /install|^prepare$|^(pre|post)prepare$/.test(script)),
    [],
  );
  t.notOk(manifest.bundleDependencies);
  const { code, output } = await node(join(packageFolder, manifest.bin[name] as string), '--version');
  t.match({ code, output }, { code: 0, output: `${version}\n` });
});

t.test('bom.cdx.json lists each package with code in dist, and is valid by the schema of CycloneDX', async (t) => {
  const dist = join(packageFolder, 'dist');
  // The bundler writes the path of each module above its code.
  const modulesIn = (file: string) =>
    readFileSync(join(dist, file), 'utf8').matchAll(/^\s*\/\/ (node_modules\/\S+)$/gm);
  const chunks = readdirSync(dist).filter((file) => file.endsWith('.js'));
  const paths = chunks.flatMap((file) => [...modulesIn(file)].map(([, path = '']) => path));
  const folders = paths.map((path) => path.replace(/(.*node_modules\/(?:@[^/]+\/)?[^/]+)\/.*/, '$1'));
  for (const each of ['fastify', 'csv-parse', '@sinclair/typebox'])
    t.ok(folders.includes(`node_modules/${each}`), each);
  const copied = globSync('*/**/*.*', { cwd: dist }).filter((file) => !/\.(d\.ts|sql)$/.test(file));
  t.same([...new Set(copied.map(dirname))], ['swagger-ui'], 'the only files that are copied from other packages');
  const expected = [...new Set(folders), 'node_modules/swagger-ui-dist'].map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    return `pkg:npm/${name.replace('@', '%40')}@${version} ${name} ${version} ${license}`;
  });
  type Component = {
    group?: string;
    name: string;
    version: string;
    purl: string;
    licenses: [{ license: { id: string } }];
  };
  const bom = JSON.parse(readFileSync(join(dist, 'bom.cdx.json'), 'utf8'));
  const named = bom.components.map(({ group, name, version, purl, licenses: [{ license }] }: Component) =>
    [purl, group ? `${group}/${name}` : name, version, license.id].join(' '),
  );
  t.same(named, [...new Set(expected)].sort());
  const bundle = readFileSync(join(dist, 'swagger-ui', 'swagger-ui-bundle.js'), 'utf8');
  const [, licences = ''] = bundle.match(/For license information please see (\S+)/) ?? [];
  t.ok(
    readFileSync(join(dist, 'swagger-ui', licences), 'utf8').includes('MIT'),
    'the licences that Swagger UI refers to',
  );
  t.match(bom.metadata.component, { name, version });
  t.same(bom.metadata.component.licenses, [{ license: { id: manifest.license } }]);
  t.same(findBomErrors(bom), []);
});

t.test('only the exports of package.json can be imported', async (t) => {
  const script = `
    const found = [];
    for (const path of ['', '/package.json', '/dist/index.js', '/dist/main.js', '/index']) {
      await import('${name}' + path, path.endsWith('json') ? { with: { type: 'json' } } : {}).then(
        (all) => found.push(path + ': ' + Object.keys(all)),
        ({ code }) => found.push(path + ': ' + code),
      );
    }
    console.log(JSON.stringify(found));`;
  const { output } = await node('--input-type=module', '--eval', script);
  t.same(JSON.parse(output), [
    ': startMock',
    '/package.json: default',
    '/dist/index.js: ERR_PACKAGE_PATH_NOT_EXPORTED',
    '/dist/main.js: ERR_PACKAGE_PATH_NOT_EXPORTED',
    '/index: ERR_PACKAGE_PATH_NOT_EXPORTED',
  ]);
});

const tooOld = (version: string): string =>
  `Node ${version} is too old: ecore-mock needs 22.18 or newer; install a newer one from https://nodejs.org, or with a version manager`;
/** Starts a mock, and says why where it can't be done. */
const starting = `import { startMock } from '${name}';
  const mock = await startMock({ people: 0 }).catch(({ message }) => console.error(message));
  await mock?.close();`;

t.test('with a Node that is too old, the command and startMock() report it before they load SQLite', async (t) => {
  for (const version of ['20.20.2', '22.10.0']) {
    const command = await node(
      ...fakeNodeVersion(version),
      join(packageFolder, manifest.bin[name] as string),
      '--version',
    );
    const imported = await node(...fakeNodeVersion(version), '--input-type=module', '--eval', starting);
    t.match([command.code, imported.code], [1, 0]);
    for (const [file, { output }] of Object.entries({ 'bin.js': command, 'index.js': imported })) {
      t.match(output, tooOld(version), file);
      t.notMatch(output, 'npm start', 'which only a clone has');
      matchList(t, parseLoadedFiles(output), [file, /^node-version-/]);
    }
  }
});

t.test('with an older Node of this machine, nothing crashes', async (t) => {
  const programs = await findOutdatedNodes();
  if (programs.length === 0) {
    t.pass('not tried', { skip: 'no folder of PATH has a Node older than 22.18' });
    return;
  }
  for (const program of programs) {
    const version = (await runProgram(program, ['--version'])).output.trim().slice(1);
    const says = { code: 1, output: tooOld(version) };
    t.match(
      await runProgram(program, [join(packageFolder, manifest.bin[name] as string)], folder),
      says,
      'the command',
    );
    const start = `import('${name}').then(({ startMock }) => startMock())`;
    t.match(await runProgram(program, ['--eval', start], folder), says, 'a promise that nobody hears rejects');
    const heard = await runProgram(program, ['--input-type=module', '--eval', starting], folder);
    t.match(heard, { code: 0, output: tooOld(version) }, 'startMock() rejects');
    t.match(await runProgram(program, [bin]), { code: 1, output: /or run `npm start`/ }, 'the command of a clone');
  }
});

t.test('TypeScript code that uses the package compiles with the strictest options', async (t) => {
  link(['@types/node', 'undici-types']);
  const options = {
    ...{ strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noEmit: true },
    ...{ target: 'esnext', lib: ['esnext'], module: 'nodenext', types: ['node'] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['consumer.mts'] }));
  cpSync(join(import.meta.dirname, '..', 'support', 'consumer.txt'), join(folder, 'consumer.mts'));
  const { code, output } = await node(join(modules, 'typescript', 'bin', 'tsc'), '-p', folder);
  t.match({ code, output }, { code: 0, output: '' });
});

t.test('the examples for node:test and tap pass', async (t) => {
  const existing = new Set(readdirSync(join(folder, 'node_modules')));
  link(readdirSync(modules).filter((each) => !each.startsWith('.') && !existing.has(each)));
  cpSync(join(root, 'docs', 'runners'), folder, { recursive: true });
  for (const [runner, args] of Object.entries({
    'node:test': ['--test', 'node-test.test.mjs'],
    tap: ['tap.test.mjs'],
  })) {
    const { code, output } = await node(...args);
    t.equal(code, 0, `${runner}: ${output.slice(-1500)}`);
  }
});

const empty = join(folder, 'empty');
mkdirSync(empty);
writeFileSync(join(empty, 'package.json'), '{}');
const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];

// All of this is inside of the test: tap ends a file that awaits outside of tests.
t.test('installed without scripts, the package runs with npx and in code, with Node 22, 24 and 26', async (t) => {
  const { bins, why } = await nodes;
  const install = await runProgram('npm', ['install', '--ignore-scripts', ...quiet, tarball], empty);
  const reasons = [
    why,
    install.code === 0 ? '' : `npm can't install what it depends on: ${install.output.slice(0, 200)}`,
  ];
  const reason = reasons.filter(Boolean).join('; ').replaceAll('\n', ' ');
  if (reason !== '') {
    t.pass('not tried', { skip: reason });
    return;
  }
  writeFileSync(
    join(empty, 'use.mjs'),
    `import { startMock } from '${name}';
     const mock = await startMock({ people: 20 });
     const { people } = await mock.info();
     await mock.close();
     console.log(process.versions.node.split('.')[0], people);`,
  );
  const outdated = await findOutdatedNodes();
  for (const program of outdated) {
    const env = { PATH: [dirname(program), process.env.PATH].join(delimiter) };
    const npx = await runProgram('npx', ['--no-install', name, '--version'], empty, env);
    t.match(npx, { code: 1, output: /is too old: ecore-mock needs 22\.18 or newer/ }, `npx by ${program}`);
  }
  for (const [major, folder] of Object.entries({ ...bins, 24: dirname(process.execPath) })) {
    const env = { PATH: [folder, process.env.PATH].join(delimiter) };
    t.match(await runProgram('node', ['use.mjs'], empty, env), { code: 0, output: `${major} 20\n` }, `Node ${major}`);
    const npx = await runProgram('npx', ['--no-install', name, '--version'], empty, env);
    t.match(npx, { code: 0, output: new RegExp(`(^|\\n)${version}\\n`) }, `npx on Node ${major}`);
  }
});
