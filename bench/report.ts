import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Outcome, Row, Verdict } from './goal.ts';
import { loadGenerator } from './load.ts';
import { cores } from './processes.ts';

const root = join(import.meta.dirname, '..');

const versionOf = (file: string): string => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

const firstLine = (command: string, ...args: string[]): string => {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd: root });
  return error ? 'none' : (`${stdout}${stderr}`.trim().split('\n')[0] ?? '');
};

/** What was measured, on what, when. */
export const machine = (): string[] => [
  `- ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${firstLine('git', 'rev-parse', '--short', 'HEAD')}`,
  `- ${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB; Linux ${release()}`,
  `- Node ${process.versions.node}, Fastify ${versionOf(join(root, 'node_modules/fastify/package.json'))}, SQLite shell ${firstLine('sqlite3', '-version').split(' ')[0]}`,
  `- load by ${loadGenerator}; ${cores ? `servers on core ${cores.server}, load on core ${cores.load}` : 'not pinned: noise is larger'}`,
];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const fieldTable = (rows: readonly Row[]): string =>
  table(
    ['', 'start to first answer', 'search, req/s at 10 / 50 connections', 'page of 50, req/s', 'memory idle / peak'],
    rows.map(({ name, start, search, page, memory }) => [name, start, search, page, memory]),
  );

const goalTable = (verdicts: readonly Verdict[]): string =>
  table(
    ['goal', '', 'measured: median (least–most)', 'asked for', 'verdict'],
    verdicts.map(({ goal, what, got, limit, verdict }) => [String(goal), what, got, limit, verdict]),
  );

const titles = [
  '',
  'Start',
  'Search',
  'A query never asked before',
  'Results',
  'CSV',
  'Memory',
  'AdminContext',
  'Install',
];

/** A line for each goal: met, or by how much it is missed. */
const summary = (verdicts: readonly Verdict[]): string[] =>
  [...new Set(verdicts.map(({ goal }) => goal))].sort().map((goal) => {
    const judged = verdicts.filter((each) => each.goal === goal && each.verdict !== '' && each.verdict !== 'met');
    const said = judged.map(({ what, got, limit, verdict }) => `${what} ${verdict}${got && ` (${got}, ${limit})`}`);
    const missed = judged.some(({ verdict }) => verdict.startsWith('missed'));
    return `${goal}. **${titles[goal]}**: ${missed ? 'missed' : 'met'}${said.length > 0 ? `; ${said.join('; ')}` : ''}`;
  });

/** The results as Markdown. */
export const report = (outcomes: readonly Outcome[], facts: readonly string[]): string => {
  const verdicts = outcomes.flatMap((outcome) => outcome.verdicts).sort((a, b) => a.goal - b.goal);
  const rows = outcomes.flatMap((outcome) => outcome.rows ?? []);
  const notes = outcomes.flatMap((outcome) => outcome.notes ?? []);
  const parts = [
    '# Results of the bench',
    'Made by `npm run bench`; [README.md](README.md) says how. Only ratios within one run count.',
    facts.join('\n'),
    ...(verdicts.length > 0 ? ['## Goals', summary(verdicts).join('\n')] : []),
    ...(rows.length > 0 ? ['## The field', fieldTable(rows)] : []),
    ...(verdicts.length > 0 ? ['## What was measured', goalTable(verdicts)] : []),
    ...(notes.length > 0 ? ['## Notes', notes.map((note) => `- ${note}`).join('\n')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
};
