// The bench: `npm run bench`, or `npm run bench -- --quick search csv`. README.md beside this file says what it measures.
import { existsSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask } from './ask.ts';
import type { Context, ManyRows, Measure, Outcome } from './goal.ts';
import { steering } from './goals/admin-api.ts';
import { csv } from './goals/csv.ts';
import { field } from './goals/field.ts';
import { install } from './goals/install.ts';
import { memory } from './goals/memory.ts';
import { results } from './goals/results.ts';
import { search } from './goals/search.ts';
import { start } from './goals/start.ts';
import { unasked } from './goals/unasked.ts';
import { prepareProcess, run } from './processes.ts';
import { machine, report } from './report.ts';
import { startMock } from './server.ts';

const goals: Record<string, Measure> = { start, search, unasked, results, csv, memory, steering, install, field };
const usage = `Usage: npm run bench -- [--quick] [--people N] [--rows N] [goal…]
goals: ${Object.keys(goals).join(', ')}; all of them where none is named
--quick  fewer and shorter runs, no peers; under two minutes once the mock has prepared its data
`;

const say = (what: string): void => {
  process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${what}\n`);
};

const here = import.meta.dirname;
const root = join(here, '..');

/** The job with its generated records; of fewer, where the mock makes no more at once. */
const makeManyRows = async (wanted: number): Promise<ManyRows> => {
  const server = await startMock(10_000, { more: ['--state-limit', '16384'] });
  for (const rows of [wanted, 50_000]) {
    say(`a job of ${rows.toLocaleString('en-GB')} rows`);
    const body = JSON.stringify({ generate: rows });
    const made = await ask(`${server.url}/__mock/accounts/demo/jobs`, {}, 'POST', body).catch((error: Error) => error);
    if (made instanceof Error && !made.message.includes('generate')) throw made;
    if (!(made instanceof Error)) return { server, job: (JSON.parse(made.text) as { job_id: string }).job_id, rows };
  }
  throw new Error('the mock makes no job of 50,000 rows');
};

const main = async (): Promise<void> => {
  const options = {
    quick: { type: 'boolean', default: false },
    people: { type: 'string' },
    rows: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknown = positionals.find((name) => !Object.hasOwn(goals, name));
  if (values.help || unknown !== undefined) {
    process.stdout.write(unknown === undefined ? usage : `unknown goal ${unknown}\n${usage}`);
    process.exitCode = unknown === undefined ? 0 : 1;
    return;
  }
  const { quick } = values;
  const chosen = positionals.length > 0 ? positionals : Object.keys(goals);
  const people = Number(values.people ?? 1_000_000);
  const rows = Number(values.rows ?? (quick ? 100_000 : 1_000_000));

  prepareProcess();
  const minutes = quick ? 10 : 60;
  setTimeout(() => {
    process.stderr.write(`The bench was stopped after ${minutes} minutes.\n`);
    process.exit(1);
  }, minutes * 60_000).unref();

  if (!existsSync(join(here, 'node_modules'))) {
    say("the bench's own packages");
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here });
  }
  say('build');
  await run('npm', ['run', 'build'], { cwd: root });
  const help = await run(process.execPath, [join(root, 'dist', 'bin.js'), '--help']);
  const cache = /^ +--cache\b/m.test(help) ? join(here, '.cache') : undefined;

  let made: Promise<ManyRows> | undefined;
  const context: Context = {
    quick,
    rounds: quick ? 1 : 5,
    starts: quick ? 3 : 9,
    seconds: quick ? 2 : 4,
    people,
    cache,
    manyRows: () => {
      made ??= makeManyRows(rows);
      return made;
    },
    say,
  };
  const before = loadavg()[0] ?? 0;
  const begun = performance.now();
  const outcomes: Outcome[] = [];
  for (const name of chosen) {
    outcomes.push(await (goals[name] as Measure)(context));
    if (chosen.indexOf(name) >= Math.max(chosen.indexOf('results'), chosen.indexOf('csv')) && made) {
      await (await made).server.stop();
      made = undefined;
    }
  }
  const took = Math.round((performance.now() - begun) / 1000);
  const whole =
    chosen.length === Object.keys(goals).length && !quick && values.people === undefined && values.rows === undefined;
  const facts = [
    ...machine(),
    `- ${whole ? 'a whole run' : `a part: ${process.argv.slice(2).join(' ')}`}, ${took} s; load average before it ${before.toFixed(2)}`,
  ];
  const text = report(outcomes, facts);
  process.stdout.write(text);
  if (whole) writeFileSync(join(here, 'RESULTS.md'), text);
  process.exit();
};

await main();
