import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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

/** Programs of this machine that are a Node older than 22.18, which the package takes. */
export const outdatedNodes = async (): Promise<string[]> => {
  const programs = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const found = new Map(programs.filter(existsSync).map((program) => [realpathSync(program), program]));
  const outdated: string[] = [];
  for (const program of found.values()) {
    const { output } = await finished(program, ['--version']);
    const [major = 0, minor = 0] = output.replace('v', '').split('.').map(Number);
    if (major < 22 || (major === 22 && minor < 18)) outdated.push(program);
  }
  return outdated;
};
