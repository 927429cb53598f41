import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './child-process.ts';

/** The versions that are installed besides the Node that runs the tests. They are large, so later runs use them again. */
const majors = ['22', '26'];
const folder = join(import.meta.dirname, '..', '..', '.tap', 'nodes');
const binOf = (major: string): string => join(folder, 'node_modules', `node-${major}`, 'bin');

/** Installs other versions of Node. Returns the folder of each by its major version, or why they can't be installed. */
export const installOtherNodes = async (): Promise<{ bins?: Record<string, string>; why: string }> => {
  const missing = majors.filter((major) => !existsSync(join(binOf(major), 'node')));
  let why = '';
  if (missing.length > 0) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }');
    const packages = majors.map((major) => `node-${major}@npm:node@${major}`);
    const { code, output } = await runProgram('npm', ['install', '--no-audit', '--no-fund', ...packages], folder);
    if (code !== 0) why = `npm can't install Node ${majors.join(' and ')}: ${output.slice(0, 200)}`;
  }
  return why === '' ? { bins: Object.fromEntries(majors.map((major) => [major, binOf(major)])), why } : { why };
};

/** Finds programs in PATH that are a Node older than 22.18, the oldest that the package supports. */
export const findOutdatedNodes = async (): Promise<string[]> => {
  const programs = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const found = new Map(programs.filter(existsSync).map((program) => [realpathSync(program), program]));
  const outdated: string[] = [];
  for (const program of found.values()) {
    const { output } = await runProgram(program, ['--version']);
    const [major = 0, minor = 0] = output.replace('v', '').split('.').map(Number);
    if (major < 22 || (major === 22 && minor < 18)) outdated.push(program);
  }
  return outdated;
};
