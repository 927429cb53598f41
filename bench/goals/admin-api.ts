import { join } from 'node:path';
import { ask } from '../ask.ts';
import { compare } from '../compare.ts';
import { atLeast, atMost, type Measure, told } from '../goal.ts';
import { ratios } from '../numbers.ts';
import { run } from '../processes.ts';
import { mixedSearches, take, valuesOf } from '../searches.ts';
import { type Server, searchHeaders, startMock } from '../server.ts';

const defaultPeople = 10_000;

const post = async ({ url }: Server, path: string, times: number): Promise<number[]> => {
  const taken = [];
  for (let call = 0; call < times; call += 1) taken.push((await ask(`${url}/__mock${path}`, {}, 'POST', '{}')).ms);
  return taken;
};

/** Goal 7: reset, accounts, and what the journal costs. Reset may take 10 ms, with very many people 50 ms. */
export const steering: Measure = async (context) => {
  const { cache, people, say } = context;
  say('steering');
  const verdicts = [];
  for (const [size, limit] of [
    [people, 50],
    [defaultPeople, 10],
  ] as const) {
    await using server = await startMock(size, { cache });
    await post(server, '/reset', 20);
    verdicts.push(
      atMost(7, `reset, ${size.toLocaleString('en-GB')} people`, await post(server, '/reset', 100), limit, ' ms'),
    );
    if (size !== defaultPeople) continue;
    verdicts.push(atMost(7, 'creating an account', await post(server, '/accounts', 200), 2, ' ms'));
    verdicts.push(told(7, 'reset with 200 more accounts', await post(server, '/reset', 1), ' ms'));
  }

  await using on = await startMock(defaultPeople, { cache });
  await using off = await startMock(defaultPeople, { cache, more: ['--no-admin'] });
  const searches = mixedSearches(await valuesOf(defaultPeople, cache));
  const paths = (count: number): string[] => take(searches, count);
  const asked = { headers: searchHeaders, connections: 10, paths };
  const of = await compare('the journal', on, off, asked, context);
  verdicts.push(
    told(7, 'searches without /__mock and journal', of('perSecond')[1], ' req/s'),
    told(7, 'searches with them', of('perSecond')[0], ' req/s'),
    atLeast(7, 'searches with them, to without', ratios(...of('perSecond')), 0.9, ' ×'),
  );

  const script = join(import.meta.dirname, '..', 'first-mocks.ts');
  const mocks = JSON.parse(await run(process.execPath, [script], { on: 'server' })) as {
    first: number;
    further: number;
  };
  verdicts.push(told(7, 'first startMock in a process', [mocks.first], ' ms'));
  verdicts.push(told(7, 'each further one', [mocks.further], ' ms'));
  return { verdicts };
};
