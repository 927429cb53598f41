import { sendRequest } from '../http-client.ts';
import { formatCount, median, quantile } from '../numbers.ts';
import { combineAllFilters, learnValues } from '../searches.ts';
import { searchHeaders, startMock } from '../server.ts';
import { type Measure, reportFigure, requireAtMost } from '../verdicts.ts';

/**
 * A query is new to a process only once, so that each query is sent to several servers, in another order to each of them.
 * The median counts: it leaves out what the machine and V8 did at the same time.
 */
const serverCount = 3;

/** Goal 3: queries that the server has not received before, with every combination of the seven filters. */
export const newQueries: Measure = async ({ cache, manyPeople, quick, reportProgress }) => {
  const values = await learnValues(manyPeople, cache);
  const timesByPath = new Map<string, number[]>();
  const allTimes: number[] = [];
  for (let index = 0; index < serverCount; index += 1) {
    reportProgress(`new queries, server ${index + 1} of ${serverCount}`);
    await using server = await startMock(manyPeople, { cache });
    // These requests warm up the handler, but not the filters.
    for (let offset = 0; offset < 500; offset += 1) {
      await sendRequest(`${server.url}/external/search/?limit=10&offset=${offset}`, searchHeaders);
    }
    const endAt = performance.now() + (quick ? 15_000 : 60_000);
    for (const path of combineAllFilters(values, quick ? 3 : 12, index)) {
      if (performance.now() > endAt) break;
      const { ms } = await sendRequest(server.url + path, searchHeaders);
      allTimes.push(ms);
      timesByPath.set(path, [...(timesByPath.get(path) ?? []), ms]);
    }
  }
  const queries = [...timesByPath].map(([path, times]) => ({ path, ms: median(times) }));
  const medians = queries.map(({ ms }) => ms);
  const slowest = queries.reduce((slower, query) => (query.ms > slower.ms ? query : slower), { path: '', ms: 0 });
  const label = `${formatCount(queries.length)} new queries, each by its median of ${serverCount} servers`;
  return {
    verdicts: [
      reportFigure(3, `${label}: median`, [median(medians)], ' ms'),
      reportFigure(3, 'p99', [quantile(medians, 0.99)], ' ms'),
      requireAtMost(3, 'slowest query', [slowest.ms], 5, ' ms'),
      reportFigure(3, 'slowest single request', [Math.max(...allTimes)], ' ms'),
    ],
    notes: [`The slowest new query was ${decodeURIComponent(slowest.path)}.`],
  };
};
