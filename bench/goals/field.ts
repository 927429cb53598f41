import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '../ask.ts';
import type { Context, Measure, Row } from '../goal.ts';
import { load } from '../load.ts';
import { median, shown, spread } from '../numbers.ts';
import { peersWith } from '../peers.ts';
import { mixedSearches, take, valuesOf } from '../searches.ts';
import { resultsHeaders, type Server, searchHeaders, startBare, startMock, startServer } from '../server.ts';
import { pagesOf } from './results.ts';

type Contender = {
  name: string;
  start: () => Promise<Server>;
  /** Paths for so many searches. */
  searches: (count: number) => Promise<string[]> | string[];
  headers: Record<string, string>;
  pages?: { paths: string[]; headers: Record<string, string> };
};

type Figures = Record<'start' | 'at10' | 'at50' | 'page' | 'idle' | 'peak', number[]>;

/** The default data's job of 10,000 rows. */
const job = '00000000-0000-4000-8000-00000000000a';

const mock = (people: number, { cache }: Context): Contender => ({
  name: `ecore-mock, ${people.toLocaleString('en-GB')} people, mixed searches`,
  start: () => startMock(people, { cache }),
  searches: async (count) => take(mixedSearches(await valuesOf(people, cache)), count),
  headers: searchHeaders,
  pages: { paths: pagesOf(job, 10_000, 500), headers: resultsHeaders },
});

const bare: Contender = {
  name: 'bare Fastify, constant 4 KB',
  start: () => startBare(4096),
  searches: () => ['/'],
  headers: {},
};

/** The first so many people of the mock, as it shows them. */
const peopleOf = async (count: number, { cache }: Context): Promise<object[]> => {
  await using server = await startMock(count, { cache });
  const people: object[] = [];
  while (people.length < count) {
    const url = `${server.url}/external/search/?limit=1000&offset=${people.length}`;
    people.push(...(JSON.parse((await ask(url, searchHeaders)).text) as { results: object[] }).results);
  }
  return people;
};

/** One sample of each figure, from a start to the end. */
const sample = async (
  { start, searches, headers, pages }: Contender,
  seconds: number,
  into: Figures,
): Promise<void> => {
  const paths = await searches(20_000 * seconds);
  await using server = await start();
  into.start.push(server.startMs);
  await wait(1000);
  into.idle.push(server.memory().now);
  await load(server, { headers, paths: paths.slice(0, 5000), connections: 10, seconds: 1 });
  const [first, second] = [paths.slice(0, paths.length / 2), paths.slice(paths.length / 2)];
  const few = first.length > 0 ? first : paths;
  into.at10.push((await load(server, { headers, paths: few, connections: 10, seconds })).perSecond);
  into.at50.push((await load(server, { headers, paths: second, connections: 50, seconds })).perSecond);
  if (pages) into.page.push((await load(server, { ...pages, connections: 10, seconds })).perSecond);
  into.peak.push(server.memory().peak);
};

const rowOf = (name: string, { start, at10, at50, page, idle, peak }: Figures): Row => ({
  name,
  start: spread(start, ' ms'),
  search: `${shown(median(at10))} / ${shown(median(at50))}`,
  page: page.length > 0 ? shown(median(page)) : '',
  memory: `${shown(median(idle))} / ${shown(median(peak))} MB`,
});

/** The table of the speed issue, anew: other ways to mock an API, and this one. */
export const field: Measure = async (context) => {
  const { quick, rounds, say } = context;
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  try {
    const contenders: Contender[] = [bare, mock(10_000, context), mock(context.people, context)];
    if (!quick) {
      say('the people of the peers');
      for (const { name, start, headers = {}, searches, pages } of peersWith(
        await peopleOf(100_000, context),
        folder,
      )) {
        const paged = pages && { pages: { paths: pages, headers } };
        contenders.push({ name, start: () => startServer(start), searches: () => searches, headers, ...paged });
      }
    }
    const figures = contenders.map((): Figures => ({ start: [], at10: [], at50: [], page: [], idle: [], peak: [] }));
    const notes = new Set<string>();
    const out = new Set<Contender>();
    for (let round = 0; round < Math.min(3, rounds); round += 1) {
      for (const [index, contender] of contenders.entries()) {
        if (out.has(contender)) continue;
        say(`${contender.name}, round ${round + 1} of ${Math.min(3, rounds)}`);
        await sample(contender, quick ? 1 : 2, figures[index] as Figures).catch((error: Error) => {
          out.add(contender);
          notes.add(`${contender.name} fell out: ${error.message.split('\n')[0]}`);
        });
      }
    }
    const rows = contenders.map(({ name }, index) => rowOf(name, figures[index] as Figures));
    return {
      verdicts: [],
      rows: rows.filter((_, index) => !out.has(contenders[index] as Contender)),
      notes: [...notes],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
