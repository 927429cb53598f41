import { setTimeout as wait } from 'node:timers/promises';
import { measureLoad } from '../measure-load.ts';
import { divide, formatCount } from '../numbers.ts';
import { createMixedSearches, learnValues, take } from '../searches.ts';
import { type Server, searchHeaders, startBareFastify, startMock } from '../server.ts';
import { type Context, type Measure, reportFigure, requireAtMost, type Verdict } from '../verdicts.ts';

const defaultPeople = 10_000;
const searchCount = 200_000;

/** Measures the resident memory of a server one second after its start. */
const measureIdle = async (starting: Promise<Server>): Promise<number> => {
  await using server = await starting;
  await wait(1000);
  return server.readMemory().now;
};

/** Measures the resident memory after 200,000 searches, all of them different. */
const measureAfterSearches = async ({ cache, reportProgress }: Context): Promise<Verdict[]> => {
  reportProgress(`memory after ${formatCount(searchCount)} searches`);
  const searches = createMixedSearches(await learnValues(defaultPeople, cache));
  await using server = await startMock(defaultPeople, { cache });
  let requests = 0;
  while (requests < searchCount) {
    const load = { headers: searchHeaders, paths: take(searches, 50_000), connections: 10, seconds: 2 };
    requests += (await measureLoad(server, load)).requests;
  }
  const { now, peak } = server.readMemory();
  const label = `${formatCount(defaultPeople)} people, after ${formatCount(searchCount)} searches`;
  return [requireAtMost(6, label, [now], 220, ' MB'), reportFigure(6, `${label}: peak`, [peak], ' MB')];
};

const measureManyPeople = async ({ cache, manyPeople, reportProgress }: Context): Promise<Verdict[]> => {
  reportProgress(`memory with ${formatCount(manyPeople)} people`);
  const paths = take(createMixedSearches(await learnValues(manyPeople, cache)), 50_000);
  await using server = await startMock(manyPeople, { cache });
  await wait(1000);
  const idle = server.readMemory().now;
  await measureLoad(server, { headers: searchHeaders, paths, connections: 10, seconds: 3 });
  const { now, peak } = server.readMemory();
  const label = `${formatCount(manyPeople)} people`;
  return [
    reportFigure(6, `${label}, idle`, [idle], ' MB'),
    requireAtMost(6, `${label}, after a load`, [now], 450, ' MB'),
    reportFigure(6, `${label}: peak`, [peak], ' MB'),
  ];
};

/** Goal 6: resident memory. */
export const memory: Measure = async (context) => {
  const { cache, rounds, reportProgress } = context;
  // The first start with these people prepares their data, which takes memory that later starts do not need.
  await learnValues(defaultPeople, cache);
  const [bare, mock]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    reportProgress(`idle memory, round ${round + 1} of ${rounds}`);
    bare.push(await measureIdle(startBareFastify(4096)));
    mock.push(await measureIdle(startMock(defaultPeople, { cache })));
  }
  return {
    verdicts: [
      reportFigure(6, 'bare Fastify, idle', bare, ' MB'),
      reportFigure(6, 'default data, idle', mock, ' MB'),
      requireAtMost(6, 'default data, idle, compared with bare Fastify', divide(mock, bare), 1.6, ' ×'),
      ...(await measureAfterSearches(context)),
      ...(await measureManyPeople(context)),
    ],
  };
};
