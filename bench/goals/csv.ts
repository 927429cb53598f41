import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { atLeast, atMost, type Measure, skipped, told, type Verdict } from '../goal.ts';
import { load } from '../load.ts';
import { median, ratios } from '../numbers.ts';
import { end, run, start } from '../processes.ts';
import { mixedSearches, take, valuesOf } from '../searches.ts';
import { resultsHeaders, type Server, searchHeaders } from '../server.ts';

/** The default data's job of 10,000 rows. */
const smallJob = '00000000-0000-4000-8000-00000000000a';

const script = join(import.meta.dirname, '..', 'download.ts');
const pathOf = (job: string): string => `/enrichment/result/${job}/?report_type=csv`;

type Download = { ms: number; firstByteMs: number; bytes: number };

const argsOf = ({ url }: Server, job: string, ...mode: string[]): string[] => [
  ...[script, new URL(url).port, pathOf(job), resultsHeaders.authorization],
  ...mode,
];

const download = async (server: Server, job: string, ...mode: string[]): Promise<Download> =>
  JSON.parse(await run(process.execPath, argsOf(server, job, ...mode), { on: 'load' })) as Download;

/** The most memory that a server has while something goes on, above what it has now, in MB. */
const growth = async (server: Server, work: Promise<unknown>): Promise<number> => {
  const before = server.memory().now;
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, server.memory().now);
  }, 20);
  await work.finally(() => clearInterval(watching));
  return most - before;
};

/** A database with the very rows of a job's CSV, for the sqlite3 shell. */
const databaseOf = async (server: Server, job: string, folder: string): Promise<string> => {
  const [csv, database] = [join(folder, 'rows.csv'), join(folder, 'rows.db')];
  await new Promise<void>((resolve, reject) => {
    get(server.url + pathOf(job), { headers: resultsHeaders, agent: false }, (answer) => {
      pipeline(answer, createWriteStream(csv)).then(resolve, reject);
    }).once('error', reject);
  });
  await run('sqlite3', [database, '-cmd', '.mode csv', `.import ${JSON.stringify(csv)} rows`]);
  return database;
};

/** Goal 5: the CSV of a job of very many rows. */
export const csv: Measure = async ({ manyRows, cache, rounds, seconds, quick, say }) => {
  const { server, job, rows } = await manyRows();
  const verdicts: Verdict[] = [];
  const size = rows.toLocaleString('en-GB');

  say('CSV: memory');
  await download(server, smallJob);
  const grown = [];
  for (const mode of [['whole'], ['slow', quick ? '3' : '10']])
    grown.push(await growth(server, download(server, job, ...mode)));
  const [whole = 0, slow = 0] = grown;

  const hasShell = spawnSync('sqlite3', ['-version']).status === 0;
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  const [ours, shell]: [number[], number[]] = [[], []];
  try {
    const database = hasShell ? await databaseOf(server, job, folder) : '';
    for (let round = 0; round < rounds; round += 1) {
      say(`CSV, round ${round + 1} of ${rounds}`);
      ours.push(rows / ((await download(server, job)).ms / 1000));
      if (!hasShell) continue;
      const begun = performance.now();
      await run('sqlite3', ['-csv', database, 'SELECT * FROM rows'], { on: 'server', discard: true });
      shell.push(rows / ((performance.now() - begun) / 1000));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const comparison = 'CSV, to sqlite3 -csv on the same rows';
  verdicts.push(told(5, `CSV of ${size} rows`, ours, ' rows/s'));
  if (hasShell) {
    verdicts.push(told(5, 'sqlite3 -csv', shell, ' rows/s'), atLeast(5, comparison, ratios(ours, shell), 1, ' ×'));
  } else verdicts.push(skipped(5, comparison, '≥ 1 ×', 'there is no sqlite3 shell here'));

  const firstBytes = [];
  for (const each of [smallJob, job]) {
    const times = [];
    for (let again = 0; again < 7; again += 1) times.push((await download(server, each, 'first')).firstByteMs);
    firstBytes.push(times);
  }
  const [small = [], large = []] = firstBytes;
  const slower = median(large) > median(small) ? large : small;
  verdicts.push(
    atMost(5, `first byte, slower of 10,000 and ${size} rows`, slower, 10, ' ms'),
    atMost(5, `memory grown by a download of ${size} rows`, [whole], 32, ' MB'),
    atMost(5, 'memory grown by a slow reader', [slow], 32, ' MB'),
  );

  const searches = mixedSearches(await valuesOf(10_000, cache));
  const p99 = async (connections: number): Promise<number> => {
    const paths = take(searches, 20_000);
    return (await load(server, { headers: searchHeaders, paths, connections, seconds })).p99;
  };
  await p99(10);
  for (const connections of [1, 10]) {
    const [idle, busy]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      say(`search beside two downloads, ${connections} connections, round ${round + 1} of ${rounds}`);
      idle.push(await p99(connections));
      const downloads = [1, 2].map(() =>
        start(process.execPath, argsOf(server, job, 'again'), { on: 'load', stdio: 'ignore' }),
      );
      await wait(300);
      busy.push(await p99(connections));
      if (downloads.some(({ exitCode }) => exitCode !== null)) throw new Error('a download broke off');
      await Promise.all(downloads.map(end));
    }
    const name = `p99 of search beside two downloads, ${connections} connection${connections === 1 ? '' : 's'}`;
    verdicts.push(
      told(5, `${name}: alone`, idle, ' ms'),
      told(5, name, busy, ' ms'),
      atMost(5, `${name}, to alone`, ratios(busy, idle), 4, ' ×'),
    );
  }
  return { verdicts };
};
