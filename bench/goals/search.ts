import { meanBytes } from '../ask.ts';
import { compare } from '../compare.ts';
import { atLeast, atMost, type Context, type Measure, told, type Verdict } from '../goal.ts';
import { ratios } from '../numbers.ts';
import { mixedSearches, take, valuesOf } from '../searches.ts';
import { searchHeaders, startBare, startMock } from '../server.ts';

const headers = searchHeaders;

const measureAt = async (people: number, context: Context): Promise<Verdict[]> => {
  const { cache, say } = context;
  const size = people.toLocaleString('en-GB');
  say(`search, ${size} people: what they are like`);
  const values = await valuesOf(people, cache);
  const verdicts = [];
  for (const connections of [10, 50]) {
    // A server of its own for each: no search comes twice to the same one.
    const searches = mixedSearches(values);
    await using ours = await startMock(people, { cache });
    const bytes = await meanBytes(ours.url, take(searches, 200), headers);
    await using bare = await startBare(bytes);
    const paths = (count: number): string[] => take(searches, count);
    const name = `${size} people, ${connections} connections`;
    const of = await compare(`search, ${size} people`, ours, bare, { headers, connections, paths }, context);
    verdicts.push(
      told(2, `${name}: mean answer, of bare Fastify too`, [bytes], ' bytes'),
      told(2, `${name}: bare Fastify`, of('perSecond')[1], ' req/s'),
      told(2, `${name}: mixed searches`, of('perSecond')[0], ' req/s'),
      atLeast(2, `${name}: to bare`, ratios(...of('perSecond')), 0.6, ' ×'),
      told(2, `${name}: to bare, by busy second`, ratios(...of('perBusySecond')), ' ×'),
      told(2, `${name}: p99`, of('p99')[0], ' ms'),
      atMost(2, `${name}: p99, to bare`, ratios(...of('p99')), 3, ' ×'),
    );
  }
  return verdicts;
};

/** Goal 2: mixed searches, no two alike, to a constant of the same size. */
export const search: Measure = async (context) => {
  const verdicts = [];
  for (const people of [10_000, context.people]) verdicts.push(...(await measureAt(people, context)));
  return { verdicts };
};
