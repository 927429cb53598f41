import { draw } from '../../src/seed/random.ts';
import { atLeast, type Measure, told } from '../goal.ts';
import { type Loaded, load } from '../load.ts';
import { ratios } from '../numbers.ts';
import { resultsHeaders, startBare } from '../server.ts';
import { meanBytes } from './search.ts';

const pageSize = 50;

/** Paths of pages from anywhere in a job. */
export const pagesOf = (job: string, rows: number, count: number): string[] => {
  const from = draw('bench', 'pages', rows);
  const pages = Math.max(1, Math.floor(rows / pageSize));
  const paths = Array.from(
    { length: count },
    () => `/enrichment/result/${job}/?page=${1 + from.below(pages)}&page_size=${pageSize}`,
  );
  return paths;
};

/** Goal 4: pages of 50 from anywhere in a job, to a constant of the same size. */
export const results: Measure = async ({ manyRows, rounds, seconds, say }) => {
  const { server, job, rows } = await manyRows();
  const headers = resultsHeaders;
  const paths = pagesOf(job, rows, 50_000);
  const bytes = await meanBytes(server.url, paths.slice(0, 200), headers);
  await using bare = await startBare(bytes);
  const all = { bare: [] as Loaded[], ours: [] as Loaded[] };
  const connections = 10;
  for (const each of [bare, server]) await load(each, { headers, paths, connections, seconds: 2 });
  for (let round = 0; round < rounds; round += 1) {
    say(`results, round ${round + 1} of ${rounds}`);
    all.bare.push(await load(bare, { headers, paths, connections, seconds }));
    all.ours.push(await load(server, { headers, paths, connections, seconds }));
  }
  const of = (what: keyof Loaded): [number[], number[]] => [
    all.ours.map((each) => each[what]),
    all.bare.map((each) => each[what]),
  ];
  const [ours_, bare_] = of('perSecond');
  return {
    verdicts: [
      told(4, 'mean page of 50, of bare Fastify too', [bytes], ' bytes'),
      told(4, 'bare Fastify', bare_, ' req/s'),
      told(4, `page of 50 of ${rows.toLocaleString('en-GB')} rows`, ours_, ' req/s'),
      atLeast(4, 'page of 50, to bare', ratios(ours_, bare_), 0.5, ' ×'),
      told(4, "page of 50, to bare, by busy seconds of the server's core", ratios(...of('perBusySecond')), ' ×'),
    ],
  };
};
