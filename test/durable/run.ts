// `npm run kill`, or `npm run kill -- 20 7`: kills a server with --db while clients use it, 200 times or so many, at moments
// that the seed draws, and compares what they were told to be done with what is there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAgainAndAgain } from './kill.ts';

const [kills = 200, seed = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-kill-'));
try {
  const say = (line: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${line}`);
  };
  const figures = await killAgainAndAgain(folder, { kills, clients: 8, seed, say });
  process.stderr.write('\n');
  for (const each of figures.wrong) process.stdout.write(`${each}\n`);
  process.stdout.write(
    `${figures.kills} kills (${figures.atStart} while a file was made) under 8 clients: ${figures.acknowledged} calls ` +
      `acknowledged, ${figures.wrong.length} states wrong; of the calls without an answer, ${figures.unansweredDone} were ` +
      `done and ${figures.unansweredUndone} not\n`,
  );
  if (figures.wrong.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
