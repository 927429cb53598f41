// The bench: `npm run bench`, or `npm run bench -- --quick search csv`. README.md in this folder says what it measures.
import { existsSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adminApi } from './goals/admin-api.ts';
import { csv } from './goals/csv.ts';
import { install } from './goals/install.ts';
import { memory } from './goals/memory.ts';
import { newQueries } from './goals/new-queries.ts';
import { peers } from './goals/peers.ts';
import { results } from './goals/results.ts';
import { search } from './goals/search.ts';
import { start } from './goals/start.ts';
import { sendRequest } from './http-client.ts';
import { formatCount } from './numbers.ts';
import { prepareProcess, runCommand } from './processes.ts';
import { createReport, describeMachine } from './report.ts';
import { startMock } from './server.ts';
import type { Context, LargeJob, Measure, Outcome } from './verdicts.ts';

const goals: Record<string, Measure> = {
  start,
  search,
  'new-queries': newQueries,
  results,
  csv,
  memory,
  'admin-api': adminApi,
  install,
  peers,
};
const usage = `Usage: npm run bench -- [--quick] [--people N] [--rows N] [goal…]
goals: ${Object.keys(goals).join(', ')} (default: all goals)
--quick     measure for a shorter time and leave out the other mock servers
--people N  the large number of people (default: 1000000)
--rows N    the number of rows of the large job (default: 1000000, with --quick 100000)
`;

const here = import.meta.dirname;
const root = join(here, '..');

const reportProgress = (message: string): void => {
  process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${message}\n`);
};

const createLargeJob = async (rows: number): Promise<LargeJob> => {
  reportProgress(`a job of ${formatCount(rows)} rows`);
  const server = await startMock(10_000, { args: ['--state-limit', '16384'] });
  const body = JSON.stringify({ generate: rows });
  const { text } = await sendRequest(`${server.url}/__mock/accounts/demo/jobs`, {}, 'POST', body);
  return { server, jobId: (JSON.parse(text) as { job_id: string }).job_id, rows };
};

type Options = { quick: boolean; goalNames: string[]; people: number; rows: number; isWholeRun: boolean };

/** Reads the options of the command, or prints the usage and returns undefined. */
const readOptions = (): Options | undefined => {
  const options = {
    quick: { type: 'boolean', default: false },
    people: { type: 'string' },
    rows: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const unknownGoal = positionals.find((name) => !Object.hasOwn(goals, name));
  if (values.help || unknownGoal !== undefined) {
    process.stdout.write(unknownGoal === undefined ? usage : `unknown goal ${unknownGoal}\n${usage}`);
    process.exitCode = unknownGoal === undefined ? 0 : 1;
    return undefined;
  }
  const { quick, people, rows } = values;
  return {
    quick,
    goalNames: positionals.length > 0 ? positionals : Object.keys(goals),
    people: Number(people ?? 1_000_000),
    rows: Number(rows ?? (quick ? 100_000 : 1_000_000)),
    isWholeRun: positionals.length === 0 && !quick && people === undefined && rows === undefined,
  };
};

const stopAfter = (minutes: number): void => {
  const timer = setTimeout(() => {
    process.stderr.write(`The bench was stopped after ${minutes} minutes.\n`);
    process.exit(1);
  }, minutes * 60_000);
  timer.unref();
};

const prepareFiles = async (): Promise<void> => {
  if (!existsSync(join(here, 'node_modules'))) {
    reportProgress('installing the packages of the bench');
    await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here });
  }
  reportProgress('building the project');
  await runCommand('npm', ['run', 'build'], { cwd: root });
};

/** Measures the goals one after the other. The large job is created for the first goal that needs it. */
const measureGoals = async ({ quick, goalNames, people, rows }: Options): Promise<Outcome[]> => {
  let largeJob: Promise<LargeJob> | undefined;
  const context: Context = {
    quick,
    rounds: quick ? 1 : 5,
    starts: quick ? 3 : 9,
    seconds: quick ? 2 : 4,
    manyPeople: people,
    cache: join(here, '.cache'),
    getLargeJob: () => {
      largeJob ??= createLargeJob(rows);
      return largeJob;
    },
    reportProgress,
  };
  const outcomes: Outcome[] = [];
  const lastWithLargeJob = Math.max(goalNames.indexOf('results'), goalNames.indexOf('csv'));
  for (const [index, name] of goalNames.entries()) {
    outcomes.push(await (goals[name] as Measure)(context));
    if (index === lastWithLargeJob) await (await largeJob)?.server.stop();
  }
  return outcomes;
};

const main = async (): Promise<void> => {
  const options = readOptions();
  if (!options) return;
  prepareProcess();
  stopAfter(options.quick ? 10 : 60);
  await prepareFiles();
  const loadBefore = loadavg()[0] ?? 0;
  const startedAt = performance.now();
  const outcomes = await measureGoals(options);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const scope = options.isWholeRun ? 'a whole run' : `a partial run: ${process.argv.slice(2).join(' ')}`;
  const report = createReport(outcomes, [
    ...describeMachine(),
    `- ${scope}, ${seconds} s; load average before the run ${loadBefore.toFixed(2)}`,
  ]);
  process.stdout.write(report);
  if (options.isWholeRun) writeFileSync(join(here, 'RESULTS.md'), report);
  process.exit();
};

await main();
