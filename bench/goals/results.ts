import { createRandom } from '../../src/fixtures/generate/random.ts';
import { compareServers } from '../compare-servers.ts';
import { measureMeanBytes } from '../http-client.ts';
import { divide, formatCount } from '../numbers.ts';
import { resultsHeaders, startBareFastify } from '../server.ts';
import { type Measure, reportFigure, requireAtLeast } from '../verdicts.ts';

const pageSize = 50;

/** Creates the paths of random pages of a job. */
export const createPagePaths = (jobId: string, rows: number, count: number): string[] => {
  const random = createRandom('bench', 'pages', rows);
  const pages = Math.max(1, Math.floor(rows / pageSize));
  return Array.from(
    { length: count },
    () => `/enrichment/result/${jobId}/?page=${1 + random.integerBelow(pages)}&page_size=${pageSize}`,
  );
};

/** Goal 4: random pages of 50 records, compared with a constant of the same size from bare Fastify. */
export const results: Measure = async (context) => {
  const { server: mock, jobId, rows } = await context.getLargeJob();
  const headers = resultsHeaders;
  const paths = createPagePaths(jobId, rows, 50_000);
  const bytes = await measureMeanBytes(mock.url, paths.slice(0, 200), headers);
  await using bare = await startBareFastify(bytes);
  const load = { headers, connections: 10, createPaths: () => paths };
  const comparison = await compareServers('results', { bare, mock }, load, context);
  const throughputRatio = divide(comparison('mock', 'requestsPerSecond'), comparison('bare', 'requestsPerSecond'));
  const cpuRatio = divide(comparison('mock', 'cpuMicroseconds'), comparison('bare', 'cpuMicroseconds'));
  return {
    verdicts: [
      reportFigure(4, 'mean size of a page of 50', [bytes], ' bytes'),
      reportFigure(4, 'bare Fastify: throughput', comparison('bare', 'requestsPerSecond'), ' req/s'),
      reportFigure(
        4,
        `page of 50 of ${formatCount(rows)} rows: throughput`,
        comparison('mock', 'requestsPerSecond'),
        ' req/s',
      ),
      requireAtLeast(4, 'page of 50: throughput, compared with bare Fastify', throughputRatio, 0.5, ' ×'),
      reportFigure(4, 'bare Fastify: processor time per request', comparison('bare', 'cpuMicroseconds'), ' µs'),
      reportFigure(4, 'page of 50: processor time per request', comparison('mock', 'cpuMicroseconds'), ' µs'),
      reportFigure(4, 'page of 50: processor time per request, compared with bare Fastify', cpuRatio, ' ×'),
    ],
  };
};
