import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from './plain-node.ts';

/** What is brought besides the Node that runs the tests; kept from one run to the next, since it is large. */
const majors = ['22', '26'];
const folder = join(import.meta.dirname, '..', '..', '.tap', 'nodes');
const binOf = (major: string): string => join(folder, 'node_modules', `node-${major}`, 'bin');

/** Folders with another Node each, by its major version; undefined, and why, where they can't be had. */
export const otherNodes = async (): Promise<{ bins?: Record<string, string>; why: string }> => {
  const missing = majors.filter((major) => !existsSync(join(binOf(major), 'node')));
  let why = '';
  if (missing.length > 0) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }');
    const packages = majors.map((major) => `node-${major}@npm:node@${major}`);
    const { code, output } = await finished('npm', ['install', '--no-audit', '--no-fund', ...packages], folder);
    if (code !== 0) why = `npm can't bring Node ${majors.join(' and ')}: ${output.slice(0, 200)}`;
  }
  return why === '' ? { bins: Object.fromEntries(majors.map((major) => [major, binOf(major)])), why } : { why };
};
