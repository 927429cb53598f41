import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { formatHelp } from '../../src/lib/command-options.ts';
import { version } from '../../src/lib/package-info.ts';
import { ServerOptionsSchema, serveCommand } from '../../src/server/server-options.ts';
import { documents, includeFiles } from '../../tools/include-files.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { runProgram } from '../support/child-process.ts';
import { sendRequest } from '../support/http.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const missing = (program: string): string | false =>
  spawnSync(program, ['--version']).error ? `${program} is not on this machine` : false;

const recipes = [...globSync('docs/ci/*', { cwd: root }), 'docker/compose.test.yaml'];
const everything = [...recipes, 'docs/ci.md'].map((path) => ({ path, text: read(path) }));
const compose = parse(read('docker/compose.test.yaml'));

const mock = await startAdminMock(t, { people: 20 });
const { port } = ServerOptionsSchema.properties;

t.test('the Node examples pass against a mock that a stand-in for Testcontainers starts', async (t) => {
  const { hostname, port: own } = new URL(mock.url);
  // It replaces only Docker: the requests and the checks of the answers are those of the example.
  const stub = `
    export const Wait = { forHttp: (path, port) => ({ path, port }) };
    export class GenericContainer {
      constructor(image) { this.image = image; }
      withExposedPorts() { return this; }
      withWaitStrategy({ path, port }) { this.ready = path; this.port = port; return this; }
      async start() {
        const { status } = await fetch('${mock.url}' + this.ready);
        if (status !== 200 || this.port !== ${port.default}) throw new Error('not ready');
        return { getHost: () => '${hostname}', getMappedPort: () => ${own}, stop: async () => {} };
      }
    }`;
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => name === 'testcontainers'
      ? { url: ${JSON.stringify(`data:text/javascript,${encodeURIComponent(stub)}`)}, shortCircuit: true }
      : next(name, context) });`;
  const { environment, command } = compose.services.tests;
  const { code, output } = await runProgram(
    process.execPath,
    [
      ...['--import', `data:text/javascript,${encodeURIComponent(hook)}`, '--test-isolation=none'],
      ...command.slice(1),
      'testcontainers.test.mjs',
    ],
    join(root, 'docs', 'ci'),
    { ...environment, API_BASE_URL: `${mock.url}${new URL(environment.API_BASE_URL).pathname}` },
  );
  t.equal(code, 0, output);
  t.match(output, /pass 4\n/);
});

t.test('the Python example is valid Python', { skip: missing('python3') }, async (t) => {
  const check = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
  t.match(await runProgram('python3', ['-c', check, 'docs/ci/test_ecore_mock.py'], root), { code: 0, output: '' });
});

t.test('the Java example is valid Java', { skip: missing('javac') }, async (t) => {
  const parseOnly = ['ifError', 'ifNoError'].map((each) => `-XDshould-stop.${each}=PARSE`);
  const file = join('docs', 'ci', 'EcoreMockTest.java');
  t.match(await runProgram('javac', ['-proc:none', ...parseOnly, file], root), { code: 0, output: '' });
});

t.test('the images, ports, endpoints and files of the image that the recipes name exist', async (t) => {
  const [, base = ''] = read('Dockerfile').match(/^FROM (\S+)$/m) ?? [];
  // The tests of a client use any version of the same major version of Node.
  const client = base.replace(/(\.\d+)+(?=-)/, '');
  const images = ['ecore-mock', `registry.example.com/your-team/ecore-mock:${version}`, client];
  const paths = new Set<string>();
  for (const { path, text } of everything) {
    for (const [, found = ''] of text.matchAll(/(?:image: |Container(?:<>)?\(["'])([\w./:-]+)["']?\)?$/gm)) {
      t.ok(images.includes(found), `${path}: ${found}`);
    }
    for (const [, found = ''] of text.matchAll(/(registry\.example\.com\/[\w./:-]+)/g))
      t.ok(images.includes(found), path);
    for (const [found] of text.matchAll(/(?<![\w-])\d{4,5}(?![\w-])/g)) {
      t.ok(
        [port.default, ServerOptionsSchema.properties.people].includes(Number(found)) || found === '1000',
        `${path}: ${found}`,
      );
    }
    for (const [found] of text.matchAll(/\/(?:readyz|__mock\/\w+|external\/\w+\/)/g)) paths.add(found);
    for (const [, found] of text.matchAll(/node (\/app\/\S+)/g)) t.ok(read('Dockerfile').includes(`"${found}"`), path);
    for (const [, found] of text.matchAll(/ecore-mock-(\S+)\.tgz/g)) t.equal(found, version);
  }
  t.match(read('Dockerfile'), new RegExp(`^EXPOSE ${port.default}$`, 'm'));
  t.same([...paths].sort(), ['/__mock/accounts', '/external/search/', '/readyz']);
  for (const path of paths) t.not((await sendRequest(mock.url + path)).status, 404, path);
});

/** Each command with what its --help prints; where there is no such command, that is the server's. */
const helps = await Promise.all(
  ['', 'check', 'coverage'].map(async (command) => {
    const argv = [join(root, 'src', 'cli', 'bin.js'), command, '--help'].filter(Boolean);
    return {
      command,
      help: command === '' ? formatHelp(serveCommand) : (await runProgram(process.execPath, argv)).output,
    };
  }),
);
for (const { command, help } of helps) {
  const name = `ecore-mock ${command}`.trim();
  t.test(`${name}: every flag and variable that the recipes name exists`, async (t) => {
    const calls = new RegExp(`(?:ecore-mock|"\\$MOCK_IMAGE"|bin\\.js) ${command || '(?=--)'}([^\\n>\`|]*)`, 'g');
    const variables = new RegExp(`ECORE_${(command || 'mock').toUpperCase()}_\\w+`, 'g');
    const found = everything.flatMap(({ text }) => [
      ...[...text.matchAll(calls)].flatMap(([call]) => call.match(/--[a-z-]+/g) ?? []),
      ...(text.match(variables) ?? []),
    ]);
    t.ok(found.length > 0);
    for (const each of new Set(found)) t.match(help, new RegExp(`${each}(?![\\w-])`), each);
  });
}

t.test('documents show the current text of the files', async (t) => {
  for (const path of documents) {
    const text = read(path);
    t.equal(includeFiles(text, join(root, dirname(path))), text, `${path}: update it with npm run include`);
    const shown = [...text.matchAll(/^<!-- file: (\S+) -->$/gm)].map(([, file]) => basename(file as string));
    t.same(shown.sort(), recipes.map((each) => basename(each)).sort());
  }
  t.equal(
    includeFiles('<!-- file: .npmrc -->\n\n```\nold\n```\n', root),
    `<!-- file: .npmrc -->\n\n\`\`\`\n${read('.npmrc')}\`\`\`\n`,
  );
});
