import { ask } from '../ask.ts';
import { atLeast, atMost, type Context, type Measure, type Outcome, told } from '../goal.ts';
import { type Loaded, load } from '../load.ts';
import { ratios } from '../numbers.ts';
import { mixedSearches, take, valuesOf } from '../searches.ts';
import { searchHeaders, startBare, startMock } from '../server.ts';

const headers = searchHeaders;

/** Mean bytes of the bodies that these paths are answered with; asking also warms the server up. */
export const meanBytes = async (
  url: string,
  paths: readonly string[],
  with_: Record<string, string>,
): Promise<number> => {
  let bytes = 0;
  for (const path of paths) bytes += Buffer.byteLength((await ask(url + path, with_)).text);
  return Math.round(bytes / paths.length);
};

const measureAt = async (people: number, { cache, rounds, seconds, say }: Context): Promise<Outcome> => {
  const size = people.toLocaleString('en-GB');
  say(`search, ${size} people: what they are like`);
  await using ours = await startMock(people, { cache });
  const searches = mixedSearches(await valuesOf(ours.url));
  const bytes = await meanBytes(ours.url, take(searches, 200), headers);
  await using bare = await startBare(bytes);
  const outcome: Outcome = {
    verdicts: [told(2, `${size} people: mean answer, of bare Fastify too`, [bytes], ' bytes')],
  };

  // Both are warm before anything counts.
  let fastest = 0;
  for (const server of [bare, ours]) {
    const { perSecond } = await load(server, { headers, paths: take(searches, 20_000), connections: 10, seconds: 2 });
    fastest = Math.max(fastest, perSecond);
  }
  for (const connections of [10, 50]) {
    const all = { bare: [] as Loaded[], ours: [] as Loaded[] };
    for (let round = 0; round < rounds; round += 1) {
      say(`search, ${size} people, ${connections} connections, round ${round + 1} of ${rounds}`);
      const paths = take(searches, Math.ceil(fastest * seconds * 1.3));
      all.bare.push(await load(bare, { headers, paths, connections, seconds }));
      all.ours.push(await load(ours, { headers, paths, connections, seconds }));
    }
    const of = (what: keyof Loaded): [number[], number[]] => [
      all.ours.map((each) => each[what]),
      all.bare.map((each) => each[what]),
    ];
    const [ours_, bare_] = of('perSecond');
    const name = `${size} people, ${connections} connections`;
    outcome.verdicts.push(
      told(2, `${name}: bare Fastify`, bare_, ' req/s'),
      told(2, `${name}: mixed searches`, ours_, ' req/s'),
      atLeast(2, `${name}: to bare`, ratios(ours_, bare_), 0.6, ' ×'),
      told(2, `${name}: to bare, by busy seconds of the server's core`, ratios(...of('perBusySecond')), ' ×'),
      told(2, `${name}: p99`, of('p99')[0], ' ms'),
      atMost(2, `${name}: p99, to bare`, ratios(...of('p99')), 3, ' ×'),
    );
  }
  return outcome;
};

/** Goal 2: mixed searches, no two alike, to a constant of the same size. */
export const search: Measure = async (context) => {
  const outcomes = [];
  for (const people of [10_000, context.people]) outcomes.push(await measureAt(people, context));
  return { verdicts: outcomes.flatMap(({ verdicts }) => verdicts) };
};
