import { setTimeout as wait } from 'node:timers/promises';
import { atMost, type Measure, told } from '../goal.ts';
import { load } from '../load.ts';
import { ratios } from '../numbers.ts';
import { mixedSearches, take, valuesOf } from '../searches.ts';
import { type Server, searchHeaders, startBare, startMock } from '../server.ts';

/** What a server has once its start is over. */
const idle = async (starting: Promise<Server>): Promise<number> => {
  await using server = await starting;
  await wait(1000);
  return server.memory().now;
};

/** Goal 6: resident memory. */
export const memory: Measure = async ({ cache, people, rounds, say }) => {
  const [bare, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    say(`memory, round ${round + 1} of ${rounds}`);
    bare.push(await idle(startBare(4096)));
    ours.push(await idle(startMock(10_000, { cache })));
  }
  say('memory with many people');
  const paths = take(mixedSearches(await valuesOf(people, cache)), 50_000);
  await using server = await startMock(people, { cache });
  await wait(1000);
  const before = server.memory().now;
  await load(server, { headers: searchHeaders, paths, connections: 10, seconds: 3 });
  const { now, peak } = server.memory();
  const size = people.toLocaleString('en-GB');
  return {
    verdicts: [
      told(6, 'bare Fastify, idle', bare, ' MB'),
      told(6, 'default data, idle', ours, ' MB'),
      atMost(6, 'default data, idle, to bare', ratios(ours, bare), 1.6, ' ×'),
      told(6, `${size} people, idle`, [before], ' MB'),
      atMost(6, `${size} people, after a load`, [now], 450, ' MB'),
      told(6, `${size} people, the most at any time`, [peak], ' MB'),
    ],
  };
};
