import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { startProgram } from './child-process.ts';
import { freePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

const docker = join(import.meta.dirname, '..', '..', 'docker');
const read = (name: string): string => readFileSync(join(docker, name), 'utf8');

/** The reason to skip a test that needs nginx, or false. */
export const noNginx: string | false = spawnSync('nginx', ['-v']).error ? 'nginx is not on this machine' : false;

const fill = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`a file of docker/ no longer contains ${from}`);
  return text.replaceAll(from, to);
};

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/**
 * Starts nginx with the files of docker/. Only the port, the folder and the addresses of the first replicas differ.
 * It is stopped by `t.teardown`.
 * @returns its URL
 */
export const startBalancer = async (t: Pick<Test, 'teardown'>, replicas: readonly string[]): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-nginx-'));
  // If nginx is started by root, its workers run as another user.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const text = fill(read('nginx.conf'), 'listen 3267;', `listen 127.0.0.1:${port};`);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, fill(text, '/tmp/', `${folder}/`));
  const lines = read('replicas.conf').match(/^server .+$/gm) ?? [];
  const listed = replicas.map((address, index) => fill(lines[index] ?? '', `ecore-mock-${index}:3267`, address));
  writeFileSync(join(folder, 'replicas.conf'), listed.join('\n'));

  const nginx = startProgram('nginx', ['-c', file, '-e', 'stderr', '-g', 'daemon off;']);
  const closed = once(nginx, 'close');
  let output = '';
  nginx.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  t.teardown(async () => {
    nginx.kill('SIGTERM');
    await closed;
    rmSync(folder, { recursive: true });
  });
  await waitUntil(async () => {
    if (nginx.exitCode !== null) throw new Error(`nginx ended: ${output}`);
    return isListening(port);
  });
  return `http://127.0.0.1:${port}`;
};
