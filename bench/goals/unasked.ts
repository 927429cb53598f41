import { ask } from '../ask.ts';
import { atMost, type Measure, told } from '../goal.ts';
import { median, quantile } from '../numbers.ts';
import { everyCombination, valuesOf } from '../searches.ts';
import { searchHeaders, startMock } from '../server.ts';

/** Goal 3: single requests that nobody made before, by every combination of the seven filters. */
export const unasked: Measure = async ({ cache, people, quick, say }) => {
  const values = await valuesOf(people, cache);
  // A query is new only once in a process. Where starting is cheap, each is asked of several, one pass through all in
  // each and in another order, and its median counts: what the machine and the engine did meanwhile drops out.
  const passes = cache === undefined ? 1 : 3;
  const timesOf = new Map<string, number[]>();
  const raw: number[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    say(`queries never asked before, pass ${pass + 1} of ${passes}`);
    await using server = await startMock(people, { cache });
    // The way to an answer is warm, the filters are not.
    for (let offset = 0; offset < 500; offset += 1) {
      await ask(`${server.url}/external/search/?limit=10&offset=${offset}`, searchHeaders);
    }
    const until = performance.now() + (quick ? 15_000 : 60_000);
    for (const path of everyCombination(values, quick ? 3 : 12, pass)) {
      if (performance.now() > until) break;
      const { ms } = await ask(server.url + path, searchHeaders);
      raw.push(ms);
      timesOf.set(path, [...(timesOf.get(path) ?? []), ms]);
    }
  }
  const queries = [...timesOf].map(([path, times]): [string, number] => [path, median(times)]);
  const times = queries.map(([, ms]) => ms);
  const [slowest = ''] = queries.reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0] as [string, number]);
  return {
    verdicts: [
      told(
        3,
        `${times.length.toLocaleString('en-GB')} queries, each by its median of ${passes}: median`,
        [median(times)],
        ' ms',
      ),
      told(3, 'p99', [quantile(times, 0.99)], ' ms'),
      atMost(3, 'slowest query', [Math.max(...times)], 5, ' ms'),
      told(3, 'slowest single request', [Math.max(...raw)], ' ms'),
    ],
    notes: [`The slowest query never asked before was ${decodeURIComponent(slowest)}.`],
  };
};
