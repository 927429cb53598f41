import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from './free-port.ts';
import { start } from './plain-node.ts';
import { until } from './until.ts';

const docker = join(import.meta.dirname, '..', '..', 'docker');
const read = (name: string): string => readFileSync(join(docker, name), 'utf8');

/** Why there is nothing to test with, if so. */
export const noNginx: string | false = spawnSync('nginx', ['-v']).error ? 'nginx is not on this machine' : false;

const fill = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`there is no ${from} in a file of docker/`);
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
 * nginx by the very files of docker/, but for its port, its folder and the addresses of the first replicas listed there;
 * stopped when the test, or what else this is for, ends.
 * @returns its URL
 */
export const balance = async (t: Pick<Test, 'teardown'>, replicas: readonly string[]): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-nginx-'));
  // Its workers are another user where this one is root.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const text = fill(read('nginx.conf'), 'listen 3267;', `listen 127.0.0.1:${port};`);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, fill(text, '/tmp/', `${folder}/`));
  const lines = read('replicas.conf').match(/^server .+$/gm) ?? [];
  const listed = replicas.map((address, index) => fill(lines[index] ?? '', `ecore-mock-${index}:3267`, address));
  writeFileSync(join(folder, 'replicas.conf'), listed.join('\n'));

  const nginx = start('nginx', ['-c', file, '-e', 'stderr', '-g', 'daemon off;']);
  const closed = once(nginx, 'close');
  let said = '';
  nginx.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  t.teardown(async () => {
    nginx.kill('SIGTERM');
    await closed;
    rmSync(folder, { recursive: true });
  });
  await until(async () => {
    if (nginx.exitCode !== null) throw new Error(`nginx ended: ${said}`);
    return isListening(port);
  });
  return `http://127.0.0.1:${port}`;
};
