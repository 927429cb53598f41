import { copyFileSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../processes.ts';
import { type Measure, requireAtMost } from '../verdicts.ts';

const root = join(import.meta.dirname, '..', '..');

/** Measures the disk space of a folder as `du` does, in MB of 2^20 bytes. */
const measureDiskSpace = (folder: string): number => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + lstatSync(join(folder, name)).blocks * 512, 0) / 2 ** 20;
};

/** Goal 8: the size of a clean production install. */
export const install: Measure = async ({ reportProgress }) => {
  reportProgress('install');
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      copyFileSync(join(root, name), join(folder, name));
    await runCommand('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    const list = await runCommand('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: folder });
    const packages = new Set(list.trim().split('\n')).size - 1;
    return {
      verdicts: [
        requireAtMost(8, 'production dependencies', [measureDiskSpace(join(folder, 'node_modules'))], 45, ' MB'),
        requireAtMost(8, 'production dependencies', [packages], 70, ' packages'),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
