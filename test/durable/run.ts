// `npm run kill`, or `npm run kill -- 20 7` for 20 kills with seed 7: kills a server with --db while clients use it, at
// moments that the seed determines, and compares the acknowledged changes with the stored ones. Default: 200 kills, seed 1.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRepeatedly } from './kill-server.ts';

const [kills = 200, seed = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-kill-'));
try {
  const say = (line: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${line}`);
  };
  const figures = await killRepeatedly(folder, { kills, clients: 8, seed, say });
  process.stderr.write('\n');
  for (const difference of figures.wrong) process.stdout.write(`${difference}\n`);
  process.stdout.write(
    `${figures.kills} kills (${figures.atStart} while a file was created) under 8 clients: ${figures.acknowledged} calls ` +
      `acknowledged, ${figures.wrong.length} states wrong; of the calls without an answer, ${figures.unansweredDone} were ` +
      `done and ${figures.unansweredUndone} not\n`,
  );
  if (figures.wrong.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
