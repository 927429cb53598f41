import { createRandom } from '../../src/fixtures/generate/random.ts';
import { meanBytes } from '../ask.ts';
import { compare } from '../compare.ts';
import { atLeast, type Measure, told } from '../goal.ts';
import { ratios } from '../numbers.ts';
import { resultsHeaders, startBare } from '../server.ts';

const pageSize = 50;

/** Paths of pages from anywhere in a job. */
export const pagesOf = (job: string, rows: number, count: number): string[] => {
  const from = createRandom('bench', 'pages', rows);
  const pages = Math.max(1, Math.floor(rows / pageSize));
  return Array.from(
    { length: count },
    () => `/enrichment/result/${job}/?page=${1 + from.integerBelow(pages)}&page_size=${pageSize}`,
  );
};

/** Goal 4: pages of 50 from anywhere in a job, to a constant of the same size. */
export const results: Measure = async (context) => {
  const { server, job, rows } = await context.manyRows();
  const headers = resultsHeaders;
  const paths = pagesOf(job, rows, 50_000);
  const bytes = await meanBytes(server.url, paths.slice(0, 200), headers);
  await using bare = await startBare(bytes);
  const of = await compare('results', server, bare, { headers, connections: 10, paths: () => paths }, context);
  return {
    verdicts: [
      told(4, 'mean page of 50, of bare Fastify too', [bytes], ' bytes'),
      told(4, 'bare Fastify', of('perSecond')[1], ' req/s'),
      told(4, `page of 50 of ${rows.toLocaleString('en-GB')} rows`, of('perSecond')[0], ' req/s'),
      atLeast(4, 'page of 50, to bare', ratios(...of('perSecond')), 0.5, ' ×'),
      told(4, 'page of 50, to bare, by busy second', ratios(...of('perBusySecond')), ' ×'),
    ],
  };
};
