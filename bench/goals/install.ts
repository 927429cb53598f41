import { copyFileSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, type Measure } from '../goal.ts';
import { run } from '../processes.ts';

const root = join(import.meta.dirname, '..', '..');

/** What files take on the disk, as du counts it, in MB of 2^20 bytes. */
const sizeOf = (folder: string): number => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + lstatSync(join(folder, name)).blocks * 512, 0) / 2 ** 20;
};

/** Goal 8: what a clean install for production brings. */
export const install: Measure = async ({ say }) => {
  say('install');
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      copyFileSync(join(root, name), join(folder, name));
    await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    const listed = await run('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: folder });
    const packages = new Set(listed.trim().split('\n')).size - 1;
    return {
      verdicts: [
        atMost(8, 'production dependencies', [sizeOf(join(folder, 'node_modules'))], 45, ' MB'),
        atMost(8, 'production dependencies', [packages], 70, ' packages'),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
