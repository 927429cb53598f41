import { rmSync } from 'node:fs';
import { atMost, type Measure, told } from '../goal.ts';
import { ratios } from '../numbers.ts';
import { type Server, startBare, startMock } from '../server.ts';

const constantBytes = 4096;
const defaultPeople = 10_000;

const startOnce = async (starting: Promise<Server>): Promise<number> => {
  await using server = await starting;
  return server.startMs;
};

/** Goal 1: from the start of the process to the first answered search. */
export const start: Measure = async ({ quick, cache, people, starts, say }) => {
  const verdicts = [];
  say('the first start of all, and the first with many people');
  if (cache !== undefined && !quick) rmSync(cache, { recursive: true, force: true });
  const first = await startOnce(startMock(defaultPeople, { cache, pinned: false }));
  verdicts.push(told(1, 'first start of all, default data, nothing prepared', [first], ' ms'));
  const preparing = await startOnce(startMock(people, { cache, pinned: false }));
  const prepared = quick && cache !== undefined ? ' (prepared before, maybe: --quick keeps it)' : '';
  verdicts.push(
    atMost(1, `first start with ${people.toLocaleString('en-GB')} people${prepared}`, [preparing], 20_000, ' ms'),
  );

  const times = { bare: [] as number[], ours: [] as number[], many: [] as number[] };
  for (let round = 0; round < starts; round += 1) {
    say(`start ${round + 1} of ${starts}`);
    times.bare.push(await startOnce(startBare(constantBytes)));
    times.ours.push(await startOnce(startMock(defaultPeople, { cache })));
    if (cache !== undefined || round < 1) times.many.push(await startOnce(startMock(people, { cache })));
  }
  verdicts.push(
    told(1, 'bare Fastify', times.bare, ' ms'),
    told(1, 'default data', times.ours, ' ms'),
    atMost(1, 'default data, to bare', ratios(times.ours, times.bare), 1.4, ' ×'),
    told(1, 'many people', times.many, ' ms'),
    atMost(1, 'many people prepared before, to bare', ratios(times.many, times.bare), 2, ' ×'),
  );
  return {
    verdicts,
    notes: cache === undefined ? ['The mock can prepare no data yet: each start makes them anew.'] : [],
  };
};
