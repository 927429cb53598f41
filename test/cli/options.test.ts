import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { prepareCommand } from '../../src/cli/commands/prepare-command.ts';
import { commands } from '../../src/cli/main.ts';
import { formatHelp, readOptions } from '../../src/lib/command-options.ts';
import type { StartError } from '../../src/lib/start-error.ts';
import { ServerOptionsSchema, serveCommand } from '../../src/server/server-options.ts';
import { runProgram } from '../support/child-process.ts';
import { bin, run, serve, tinyDataOptions } from '../support/command.ts';
import { fakeNodeVersion, parseLoadedFiles } from '../support/fake-node-version.ts';
import { freePort } from '../support/free-port.ts';
import { sendRequest } from '../support/http.ts';

const oneLine = /^ecore-mock: [^\n]+\n$/;

t.test('--help prints every option with its variable, and --version the version', async (t) => {
  for (const flag of ['--help', '-h']) {
    t.match(await run([flag]).ended, { code: 0, stdout: formatHelp(serveCommand), stderr: '' });
  }
  for (const name of Object.keys(ServerOptionsSchema.properties)) {
    t.match(formatHelp(serveCommand), `--${name} `);
    t.match(formatHelp(serveCommand), `ECORE_MOCK_${name.toUpperCase().replaceAll('-', '_')}`);
  }
  for (const name of Object.keys(commands)) t.match(formatHelp(serveCommand), `\n  ${name} `);
  t.match(formatHelp(prepareCommand), '--people N ');
  t.notMatch(formatHelp(prepareCommand), 'Commands');
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  for (const args of [['--version'], ['--port', '0', '--version']]) {
    t.match(await run(args).ended, { code: 0, stdout: `${version}\n`, stderr: '' });
  }
});

t.test('a reader that closes stdout causes no error', async (t) => {
  const { child, ended } = run(['--help']);
  child.stdout?.destroy();
  t.match(await ended, { code: 0, stderr: '' });
});

const fullDisk = '/dev/full';
t.test(
  "stdout that can't be written: exit 1 and one line",
  { skip: !existsSync(fullDisk) && `no ${fullDisk}` },
  async (t) => {
    const { code, output } = await runProgram('sh', [
      '-c',
      `exec "$0" "$1" --help > ${fullDisk}`,
      process.execPath,
      bin,
    ]);
    t.equal(code, 1);
    t.match(output, /^ecore-mock: stdout can't be written: ENOSPC[^\n]*\n$/);
  },
);

t.test(
  'an unknown option or variable, or a wrong value: exit 1 and one line with its name and what it takes',
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: most lines are a table of cases.
  async (t) => {
    const wholeNumber = (name: string, maximum: number, text: string) =>
      `${name} takes a whole number from 0 to ${maximum}, not ${JSON.stringify(text)}`;
    const cases: [string[], NodeJS.ProcessEnv, string][] = [
      [['--prot', '1'], {}, 'unknown option "--prot"'],
      [['--toString', '1'], {}, 'unknown option "--toString"'],
      [['-p', '1'], {}, 'unknown option "-p"'],
      [['serv'], {}, 'unknown command "serv"'],
      [['--port', 'abc'], {}, wholeNumber('--port', 65535, 'abc')],
      [['--port', '70000'], {}, wholeNumber('--port', 65535, '70000')],
      [['--port=-1'], {}, wholeNumber('--port', 65535, '-1')],
      [['--port', '1e3'], {}, wholeNumber('--port', 65535, '1e3')],
      [['--port', ''], {}, wholeNumber('--port', 65535, '')],
      [['--port'], {}, '--port takes a whole number from 0 to 65535;'],
      [['--db', '--watch'], {}, '--db has no value; write --db=VALUE for a value that begins with --;'],
      [['--admin-token', '--strict'], {}, '--admin-token has no value;'],
      [['--people', '5000001'], {}, wholeNumber('--people', 5_000_000, '5000001')],
      [['--seed', '-1'], {}, wholeNumber('--seed', 4_294_967_295, '-1')],
      [['--log-level', 'loud'], {}, '--log-level takes trace, debug, info, warn, error, fatal or silent, not "loud"'],
      [['--host', ''], {}, '--host takes a value that is not empty, not ""'],
      [['--fixtures', '/nowhere'], {}, '--fixtures takes the path of a folder that exists, not "/nowhere"'],
      [['--db', '/nowhere/x.db'], {}, '--db takes the path of a file in a folder that exists, not "/nowhere/x.db"'],
      [['--a\nb', '1'], {}, 'unknown option "--a\\nb"'],
      ...[
        ...[
          'app.test',
          'null',
          '*',
          'http://*.test',
          'http://a.test/',
          'http://a.test,http://b.test/',
          'http://a.test/x',
        ],
        ...['ws://a.test', 'ftp://a.test', 'file:///a', 'chrome-extension://abc', 'http://A.test', 'http://a.test:80'],
        ...[
          'http://a.test, http://b.test',
          'http://a.test,',
          ',',
          'http://u@a.test',
          'http://a.test?',
          'http://b\u00fc.test',
        ],
      ].map((origin): [string[], NodeJS.ProcessEnv, string] => [
        ['--allow-origin', origin],
        {},
        `--allow-origin takes an origin as browsers send it, such as http://app.test:8080 (in lower case, without a path, a final slash, a default port or wildcards), or several origins with commas and without spaces between them, not ${JSON.stringify(origin)}`,
      ]),
      ...[
        ...['http://mock.example', 'mock.example:80', 'mock.example/', '*', '*.example', '.example', 'a..example', ''],
        ...[
          'mock.example, b.example',
          'mock.example,',
          'u@mock.example',
          'b\u00fc.example',
          'mock.example.',
          'a b',
          '.',
        ],
      ].map((host): [string[], NodeJS.ProcessEnv, string] => [
        ['--allow-host', host],
        {},
        `--allow-host takes a host name such as mock.team.example, without scheme and port, or several names with commas between them, not ${JSON.stringify(host)}`,
      ]),
      [['--port', 'abc', '--port', '4144'], {}, wholeNumber('--port', 65535, 'abc')],
      [['--db', ':memory:'], {}, '--db takes the path of a file in a folder that exists, not ":memory:"'],
      [['--db', 'x.db '], {}, '--db takes the path of a file in a folder that exists, not "x.db "'],
      [['--db', ' '], {}, '--db takes the path of a file in a folder that exists, not " "'],
      [['--db', '/'], {}, '--db takes the path of a file in a folder that exists, not "/"'],
      [['--port', '0'], { ECORE_MOCK_PORT: 'abc' }, wholeNumber('ECORE_MOCK_PORT', 65535, 'abc')],
      [['--port', '0'], { PORT: 'abc' }, wholeNumber('PORT', 65535, 'abc')],
      [[], { ECORE_MOCK_PROT: '1' }, 'unknown variable ECORE_MOCK_PROT'],
      [[], { ECORE_MOCK_B: '1', ECORE_MOCK_A: '1' }, 'unknown variable ECORE_MOCK_A'],
      [[], { ECORE_MOCK_PORT: 'abc' }, wholeNumber('ECORE_MOCK_PORT', 65535, 'abc')],
      [[], { ECORE_MOCK_PORT: '' }, wholeNumber('ECORE_MOCK_PORT', 65535, '')],
      [[], { PORT: 'abc' }, wholeNumber('PORT', 65535, 'abc')],
      [[], { ECORE_MOCK_LOG_LEVEL: 'loud' }, 'ECORE_MOCK_LOG_LEVEL takes'],
    ];
    for (const [args, env, message] of cases) {
      try {
        readOptions(serveCommand, args, env);
        t.fail(message);
      } catch (error) {
        t.match(error, { exitCode: 1, message: /^[^\n]+$/ });
        t.ok((error as StartError).message.startsWith(message), (error as StartError).message);
      }
    }
    for (const [args, env, message] of [cases[0], cases[3], cases.at(-1)] as typeof cases) {
      const { code, stdout, stderr } = await run(args, env).ended;
      t.match({ code, stdout }, { code: 1, stdout: '' }, message);
      t.match(stderr, oneLine);
      t.ok(stderr.startsWith(`ecore-mock: ${message}`), stderr);
    }
  },
);

t.test('precedence: flag, variable of the option, PORT, default', async (t) => {
  const [flag, variable, bare] = [await freePort(), await freePort(), await freePort()];
  const readyLine = async (args: string[], env: NodeJS.ProcessEnv): Promise<string> => {
    const command = run([...tinyDataOptions, ...args], env);
    t.teardown(() => command.child.kill('SIGKILL'));
    const line = await command.waitForOutput('stdout', /\n/);
    command.child.kill('SIGKILL');
    await command.ended;
    return line;
  };
  const url = (port: number) => `ecore-mock ready on http://127.0.0.1:${port}\n`;
  const all = { ECORE_MOCK_PORT: String(variable), PORT: String(bare) };
  t.equal(await readyLine(['--port', String(flag)], all), url(flag));
  t.equal(await readyLine([], all), url(variable));
  t.equal(await readyLine([], { PORT: String(bare) }), url(bare));
});

t.test('the last of repeated flags counts, also for a switch', (t) => {
  const read = (...args: string[]) => readOptions(serveCommand, args, { ECORE_MOCK_PORT: '4' });
  t.match(read('--port', '1', '--seed', '7', '--port', '3', '--port=2'), { port: 2, seed: 7 });
  t.match(read('--strict', '--strict=false'), { strict: false, port: 4 });
  t.match(read('--strict=false', '--strict'), { strict: true });
  t.end();
});

t.test('--allow-host accepts a name in any letter case', async (t) => {
  const { url } = await serve(t, [...tinyDataOptions, '--allow-host', 'Mock.Team.Example,B.EXAMPLE']);
  for (const host of ['mock.team.example', 'Mock.Team.Example', 'b.example']) {
    t.equal((await sendRequest(`${url}/__mock`, { headers: { host } })).status, 200, host);
  }
  t.equal((await sendRequest(`${url}/__mock`, { headers: { host: 'c.example' } })).status, 403);
});

t.test('a port in use: exit 2 and a message that names it', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { code, stdout, stderr } = await run(['--port', String(port)]).ended;
  t.equal(code, 2);
  t.equal(stdout, '');
  t.match(stderr, oneLine);
  t.match(stderr, `port ${port} of 127.0.0.1 is in use`);
});

t.test('a host of another machine: exit 1 and a message that names it', async (t) => {
  const { code, stderr } = await run(['--host', 'no.such.host.invalid', '--port', '0']).ended;
  t.equal(code, 1);
  t.match(stderr, oneLine);
  t.match(stderr, '--host no.such.host.invalid');
});

t.test('a Node that is too old: exit 1 and what to do, before other code is loaded', async (t) => {
  for (const [version, code] of [
    ['20.20.2', 1],
    ['22.17.9', 1],
    ['22.18.0', 0],
    ['26.0.0', 0],
  ] as const) {
    const ended = await run(['--version'], {}, fakeNodeVersion(version)).ended;
    t.equal(ended.code, code, version);
    const loaded = parseLoadedFiles(ended.stderr);
    if (code === 1) {
      t.match(
        ended.stderr,
        `ecore-mock: Node ${version} is too old: ecore-mock needs 22.18 or newer; install a newer one from`,
      );
      t.match(ended.stderr, 'or run `npm start`, which uses its own Node after `npm ci` on Linux and Windows\n');
      t.same(loaded, ['bin.js', 'node-version.js']);
    } else t.ok(loaded.length > 10);
  }
  const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  t.equal(engines.node, '>=22.18', 'package.json has the same version');
});

t.test('startMock() of a clone rejects in the same way on a Node that is too old', async (t) => {
  const script = `import { startMock } from '${new URL('../../src/index.ts', import.meta.url)}';
    const mock = await startMock({ people: 0 }).catch(({ message }) => console.error(message));
    await mock?.close();`;
  for (const version of ['20.20.2', '22.10.0']) {
    const args = [...fakeNodeVersion(version), '--input-type=module', '--eval', script];
    const { code, output } = await runProgram(process.execPath, args);
    t.equal(code, 0, version);
    t.match(output, `startMock: Node ${version} is too old: ecore-mock needs 22.18 or newer; install a newer one from`);
    t.match(output, 'or run `npm start`');
    t.same(parseLoadedFiles(output), ['index.ts', 'node-version.js'], 'no SQLite');
  }
});
