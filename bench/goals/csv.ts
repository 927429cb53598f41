import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { measureLoad } from '../measure-load.ts';
import { divide, formatCount, median } from '../numbers.ts';
import { runCommand, startProcess, stopProcess } from '../processes.ts';
import { createMixedSearches, learnValues, take } from '../searches.ts';
import { resultsHeaders, type Server, searchHeaders } from '../server.ts';
import {
  type Context,
  type LargeJob,
  type Measure,
  reportFigure,
  reportSkipped,
  requireAtLeast,
  requireAtMost,
  type Verdict,
} from '../verdicts.ts';

/** The job of 10,000 rows of the default data. */
const smallJobId = '00000000-0000-4000-8000-00000000000a';

const script = join(import.meta.dirname, '..', 'download-csv.ts');
const createPath = (jobId: string): string => `/enrichment/result/${jobId}/?report_type=csv`;

type Download = { ms: number; firstByteMs: number; bytes: number };

const createArgs = ({ url }: Server, jobId: string, ...mode: string[]): string[] => [
  ...[script, new URL(url).port, createPath(jobId), resultsHeaders.authorization],
  ...mode,
];

const download = async (server: Server, jobId: string, ...mode: string[]): Promise<Download> =>
  JSON.parse(await runCommand(process.execPath, createArgs(server, jobId, ...mode), { core: 'load' })) as Download;

/** Measures how much the memory of a server grows at most while some work is done, in MB. */
const measureGrowth = async (server: Server, work: Promise<unknown>): Promise<number> => {
  const before = server.readMemory().now;
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, server.readMemory().now);
  }, 20);
  await work.finally(() => clearInterval(timer));
  return highest - before;
};

const measureMemory = async ({ server, jobId, rows }: LargeJob, { quick, reportProgress }: Context) => {
  reportProgress('CSV: memory');
  await download(server, smallJobId);
  const fast = await measureGrowth(server, download(server, jobId, 'whole'));
  const slow = await measureGrowth(server, download(server, jobId, 'slow', quick ? '3' : '10'));
  return [
    requireAtMost(5, `memory growth by a download of ${formatCount(rows)} rows`, [fast], 32, ' MB'),
    requireAtMost(5, 'memory growth by a slow download', [slow], 32, ' MB'),
  ];
};

/** Imports the CSV of a job into a database for the sqlite3 shell. */
const importCsv = async (server: Server, jobId: string, folder: string): Promise<string> => {
  const [csvFile, database] = [join(folder, 'rows.csv'), join(folder, 'rows.db')];
  await new Promise<void>((resolve, reject) => {
    get(server.url + createPath(jobId), { headers: resultsHeaders, agent: false }, (answer) => {
      pipeline(answer, createWriteStream(csvFile)).then(resolve, reject);
    }).once('error', reject);
  });
  await runCommand('sqlite3', [database, '-cmd', '.mode csv', `.import ${JSON.stringify(csvFile)} rows`]);
  return database;
};

/** Compares the CSV of a job with `sqlite3 -csv` on the same rows. */
const measureThroughput = async (
  { server, jobId, rows }: LargeJob,
  { rounds, reportProgress }: Context,
): Promise<Verdict[]> => {
  const hasShell = spawnSync('sqlite3', ['-version']).status === 0;
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  const [mockRates, shellRates]: [number[], number[]] = [[], []];
  try {
    const database = hasShell ? await importCsv(server, jobId, folder) : '';
    for (let round = 0; round < rounds; round += 1) {
      reportProgress(`CSV, round ${round + 1} of ${rounds}`);
      mockRates.push(rows / ((await download(server, jobId)).ms / 1000));
      if (!hasShell) continue;
      const startedAt = performance.now();
      const query = ['-csv', database, 'SELECT * FROM rows'];
      await runCommand('sqlite3', query, { core: 'server', discardOutput: true });
      shellRates.push(rows / ((performance.now() - startedAt) / 1000));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const comparison = 'CSV, compared with sqlite3 -csv on the same rows';
  return [
    reportFigure(5, `CSV of ${formatCount(rows)} rows`, mockRates, ' rows/s'),
    ...(hasShell
      ? [
          reportFigure(5, 'sqlite3 -csv', shellRates, ' rows/s'),
          requireAtLeast(5, comparison, divide(mockRates, shellRates), 1, ' ×'),
        ]
      : [reportSkipped(5, comparison, '≥ 1 ×', 'the sqlite3 shell is not installed')]),
  ];
};

const measureFirstByte = async ({ server, jobId, rows }: LargeJob): Promise<Verdict> => {
  const timesByJob = [];
  for (const id of [smallJobId, jobId]) {
    const times = [];
    for (let count = 0; count < 7; count += 1) times.push((await download(server, id, 'first')).firstByteMs);
    timesByJob.push(times);
  }
  const [small = [], large = []] = timesByJob;
  const slower = median(large) > median(small) ? large : small;
  return requireAtMost(5, `first byte, the slower of 10,000 and ${formatCount(rows)} rows`, slower, 10, ' ms');
};

/** Compares the p99 of searches during two downloads with the p99 without downloads. */
const measureSearchDuringDownloads = async (
  { server, jobId }: LargeJob,
  { cache, rounds, seconds, reportProgress }: Context,
): Promise<Verdict[]> => {
  const searches = createMixedSearches(await learnValues(10_000, cache));
  const measureP99 = async (connections: number): Promise<number> => {
    const paths = take(searches, 20_000);
    return (await measureLoad(server, { headers: searchHeaders, paths, connections, seconds })).p99;
  };
  const verdicts: Verdict[] = [];
  await measureP99(10);
  for (const connections of [1, 10]) {
    const [idle, busy]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      reportProgress(`search during two downloads, ${connections} connections, round ${round + 1} of ${rounds}`);
      idle.push(await measureP99(connections));
      const downloads = [1, 2].map(() =>
        startProcess(process.execPath, createArgs(server, jobId, 'repeat'), { core: 'load', stdio: 'ignore' }),
      );
      await wait(300);
      busy.push(await measureP99(connections));
      if (downloads.some(({ exitCode }) => exitCode !== null)) throw new Error('a download failed');
      await Promise.all(downloads.map(stopProcess));
    }
    const label = `p99 of search, ${connections} connection${connections === 1 ? '' : 's'}`;
    verdicts.push(
      reportFigure(5, `${label}: no download`, idle, ' ms'),
      reportFigure(5, `${label}: two downloads`, busy, ' ms'),
      requireAtMost(5, `${label}: two downloads, compared with no download`, divide(busy, idle), 4, ' ×'),
    );
  }
  return verdicts;
};

/** Goal 5: the CSV of a job of very many rows. */
export const csv: Measure = async (context) => {
  const largeJob = await context.getLargeJob();
  const memory = await measureMemory(largeJob, context);
  const throughput = await measureThroughput(largeJob, context);
  const firstByte = await measureFirstByte(largeJob);
  const searches = await measureSearchDuringDownloads(largeJob, context);
  return { verdicts: [...throughput, firstByte, ...memory, ...searches] };
};
