import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sendRequest } from '../http-client.ts';
import { measureLoad } from '../measure-load.ts';
import { formatCount, formatNumber, formatSpread, median } from '../numbers.ts';
import { createPeers } from '../peer-servers.ts';
import { createMixedSearches, learnValues, take } from '../searches.ts';
import { resultsHeaders, type Server, searchHeaders, startBareFastify, startMock, startServer } from '../server.ts';
import type { Context, Measure, PeerRow } from '../verdicts.ts';
import { createPagePaths } from './results.ts';

/** A server of the table. */
type Candidate = {
  name: string;
  start: () => Promise<Server>;
  /** Creates the paths of this many searches. */
  createSearches: (count: number) => Promise<string[]> | string[];
  headers: Record<string, string>;
  pages?: { paths: string[]; headers: Record<string, string> };
};

type Figures = Record<'startMs' | 'rateAt10' | 'rateAt50' | 'pageRate' | 'idleMemory' | 'peakMemory', number[]>;

/** The job of 10,000 rows of the default data. */
const jobId = '00000000-0000-4000-8000-00000000000a';

const createMockCandidate = (people: number, { cache }: Context): Candidate => ({
  name: `ecore-mock, ${formatCount(people)} people, mixed searches`,
  start: () => startMock(people, { cache }),
  createSearches: async (count) => take(createMixedSearches(await learnValues(people, cache)), count),
  headers: searchHeaders,
  pages: { paths: createPagePaths(jobId, 10_000, 500), headers: resultsHeaders },
});

const bareFastify: Candidate = {
  name: 'bare Fastify, constant 4 KB',
  start: () => startBareFastify(4096),
  createSearches: () => ['/'],
  headers: {},
};

/** Fetches the first people of the mock. */
const fetchPeople = async (count: number, { cache }: Context): Promise<object[]> => {
  await using server = await startMock(count, { cache });
  const people: object[] = [];
  while (people.length < count) {
    const url = `${server.url}/external/search/?limit=1000&offset=${people.length}`;
    people.push(...(JSON.parse((await sendRequest(url, searchHeaders)).text) as { results: object[] }).results);
  }
  return people;
};

const createPeerCandidates = async (context: Context, folder: string): Promise<Candidate[]> => {
  if (context.quick) return [];
  context.reportProgress('the people for the peers');
  const peers = createPeers(await fetchPeople(100_000, context), folder);
  return peers.map(({ name, start, headers = {}, searches, pages }) => ({
    name,
    start: () => startServer(start),
    createSearches: () => searches,
    headers,
    ...(pages && { pages: { paths: pages, headers } }),
  }));
};

/** Starts a server, measures each figure once, and stops the server. */
const measureCandidate = async (candidate: Candidate, seconds: number, figures: Figures): Promise<void> => {
  const { start, createSearches, headers, pages } = candidate;
  const paths = await createSearches(20_000 * seconds);
  await using server = await start();
  figures.startMs.push(server.startMs);
  await wait(1000);
  figures.idleMemory.push(server.readMemory().now);
  await measureLoad(server, { headers, paths: paths.slice(0, 5000), connections: 10, seconds: 1 });
  const [firstHalf, secondHalf] = [paths.slice(0, paths.length / 2), paths.slice(paths.length / 2)];
  const measureRate = async (connections: number, pathsOfLoad: string[]): Promise<number> =>
    (await measureLoad(server, { headers, paths: pathsOfLoad, connections, seconds })).requestsPerSecond;
  figures.rateAt10.push(await measureRate(10, firstHalf.length > 0 ? firstHalf : paths));
  figures.rateAt50.push(await measureRate(50, secondHalf));
  if (pages) {
    figures.pageRate.push((await measureLoad(server, { ...pages, connections: 10, seconds })).requestsPerSecond);
  }
  figures.peakMemory.push(server.readMemory().peak);
};

const createRow = (
  name: string,
  { startMs, rateAt10, rateAt50, pageRate, idleMemory, peakMemory }: Figures,
): PeerRow => ({
  name,
  start: formatSpread(startMs, ' ms'),
  search: `${formatNumber(median(rateAt10))} / ${formatNumber(median(rateAt50))}`,
  page: pageRate.length > 0 ? formatNumber(median(pageRate)) : '',
  memory: `${formatNumber(median(idleMemory))} / ${formatNumber(median(peakMemory))} MB`,
});

const createFigures = (): Figures => ({
  startMs: [],
  rateAt10: [],
  rateAt50: [],
  pageRate: [],
  idleMemory: [],
  peakMemory: [],
});

/** The table of peers: bare Fastify, this mock, and other mock servers. */
export const peers: Measure = async (context) => {
  const { quick, manyPeople, reportProgress } = context;
  const rounds = Math.min(3, context.rounds);
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-bench-'));
  try {
    const mocks = [10_000, manyPeople].map((people) => createMockCandidate(people, context));
    const candidates = [bareFastify, ...mocks, ...(await createPeerCandidates(context, folder))];
    const figures = new Map(candidates.map((candidate) => [candidate, createFigures()]));
    const notes: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const [candidate, candidateFigures] of figures) {
        reportProgress(`${candidate.name}, round ${round + 1} of ${rounds}`);
        await measureCandidate(candidate, quick ? 1 : 2, candidateFigures).catch((error: Error) => {
          figures.delete(candidate);
          notes.push(`${candidate.name} was left out: ${error.message.split('\n')[0]}`);
        });
      }
    }
    return {
      verdicts: [],
      peers: [...figures].map(([{ name }, candidateFigures]) => createRow(name, candidateFigures)),
      notes,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
