import { rmSync } from 'node:fs';
import { divide, formatCount } from '../numbers.ts';
import { type Server, startBareFastify, startMock } from '../server.ts';
import { type Measure, reportFigure, requireAtMost } from '../verdicts.ts';

const constantBytes = 4096;
const defaultPeople = 10_000;

const measureStart = async (starting: Promise<Server>): Promise<number> => {
  await using server = await starting;
  return server.startMs;
};

/** Goal 1: the time from the start of the process to the first answered search. */
export const start: Measure = async ({ quick, cache, manyPeople, starts, reportProgress }) => {
  reportProgress('the first starts, which prepare the data');
  if (!quick) rmSync(cache, { recursive: true, force: true });
  const first = await measureStart(startMock(defaultPeople, { cache, pinned: false }));
  const firstWithManyPeople = await measureStart(startMock(manyPeople, { cache, pinned: false }));
  const mayBePrepared = quick ? ' (--quick keeps data that an earlier run prepared)' : '';

  const times = { bare: [] as number[], dist: [] as number[], source: [] as number[], manyPeople: [] as number[] };
  for (let round = 0; round < starts; round += 1) {
    reportProgress(`start ${round + 1} of ${starts}`);
    times.bare.push(await measureStart(startBareFastify(constantBytes)));
    times.dist.push(await measureStart(startMock(defaultPeople, { cache })));
    times.source.push(await measureStart(startMock(defaultPeople, { cache, program: 'source' })));
    times.manyPeople.push(await measureStart(startMock(manyPeople, { cache })));
  }
  const { bare, dist, source } = times;
  const many = `${formatCount(manyPeople)} people`;
  return {
    verdicts: [
      reportFigure(1, `first start with default data, nothing prepared${mayBePrepared}`, [first], ' ms'),
      requireAtMost(1, `first start with ${many}${mayBePrepared}`, [firstWithManyPeople], 20_000, ' ms'),
      reportFigure(1, 'bare Fastify', bare, ' ms'),
      reportFigure(1, 'default data, dist', dist, ' ms'),
      requireAtMost(1, 'default data, dist, compared with bare Fastify', divide(dist, bare), 1.2, ' ×'),
      reportFigure(1, 'default data, npm start', source, ' ms'),
      requireAtMost(1, 'default data, npm start, compared with bare Fastify', divide(source, bare), 2.2, ' ×'),
      reportFigure(1, `${many}, prepared before`, times.manyPeople, ' ms'),
      requireAtMost(1, `${many}, prepared before, compared with bare Fastify`, divide(times.manyPeople, bare), 2, ' ×'),
    ],
  };
};
