import { type Comparison, compareServers } from '../compare-servers.ts';
import { measureMeanBytes } from '../http-client.ts';
import { divide, formatCount } from '../numbers.ts';
import { createMixedSearches, learnValues, take } from '../searches.ts';
import { searchHeaders, startBareFastify, startMock } from '../server.ts';
import { type Context, type Measure, reportFigure, requireAtLeast, requireAtMost, type Verdict } from '../verdicts.ts';

const headers = searchHeaders;
const defaultPeople = 10_000;

/** Reports throughput, processor time and p99 of one server of a comparison, without limits. */
const reportServer = <Name extends string>(comparison: Comparison<Name>, name: Name, label: string): Verdict[] => [
  reportFigure(2, `${label}: throughput`, comparison(name, 'requestsPerSecond'), ' req/s'),
  reportFigure(2, `${label}: processor time per request`, comparison(name, 'cpuMicroseconds'), ' µs'),
  reportFigure(2, `${label}: p99`, comparison(name, 'p99'), ' ms'),
];

/** Measures the default data on `dist`, on `dist` without the admin API, and on the source as `npm start` runs it. */
const measureDefaultData = async (connections: number, context: Context): Promise<Verdict[]> => {
  const { cache, reportProgress } = context;
  const label = `${formatCount(defaultPeople)} people, ${connections} connections`;
  reportProgress(`search, ${label}: starting the servers`);
  // Each comparison has servers of its own, so that no server gets a search twice.
  const searches = createMixedSearches(await learnValues(defaultPeople, cache));
  await using mock = await startMock(defaultPeople, { cache });
  await using mockWithoutAdmin = await startMock(defaultPeople, { cache, args: ['--no-admin'] });
  await using mockFromSource = await startMock(defaultPeople, { cache, program: 'source' });
  const bytes = await measureMeanBytes(mock.url, take(searches, 200), headers);
  await using bare = await startBareFastify(bytes);
  const createPaths = (count: number): string[] => take(searches, count);
  const comparison = await compareServers(
    `search, ${formatCount(defaultPeople)} people`,
    { bare, mock, mockWithoutAdmin, mockFromSource },
    { headers, connections, createPaths },
    context,
  );
  const compareWithBare = (name: 'mock' | 'mockWithoutAdmin' | 'mockFromSource', figure: 'cpuMicroseconds' | 'p99') =>
    divide(comparison(name, figure), comparison('bare', figure));
  const throughputRatio = divide(comparison('mock', 'requestsPerSecond'), comparison('bare', 'requestsPerSecond'));
  const cpu = 'processor time per request, compared with bare Fastify';
  // The limits are for 10 connections. With 50 connections the load generator has a larger share in the figures.
  const requireOrReport = (figure: string, values: number[], limit: number): Verdict =>
    connections === 10 ? requireAtMost(2, figure, values, limit, ' ×') : reportFigure(2, figure, values, ' ×');
  return [
    reportFigure(2, `${label}: mean size of the answers`, [bytes], ' bytes'),
    ...reportServer(comparison, 'bare', `${label}, bare Fastify`),
    ...reportServer(comparison, 'mock', `${label}, dist`),
    reportFigure(2, `${label}, dist: throughput, compared with bare Fastify`, throughputRatio, ' ×'),
    requireOrReport(`${label}, dist: ${cpu}`, compareWithBare('mock', 'cpuMicroseconds'), 2),
    requireOrReport(`${label}, npm start: ${cpu}`, compareWithBare('mockFromSource', 'cpuMicroseconds'), 2),
    requireOrReport(`${label}, --no-admin: ${cpu}`, compareWithBare('mockWithoutAdmin', 'cpuMicroseconds'), 1.7),
    requireOrReport(`${label}, dist: p99, compared with bare Fastify`, compareWithBare('mock', 'p99'), 2),
  ];
};

const measureManyPeople = async (context: Context): Promise<Verdict[]> => {
  const { cache, manyPeople, reportProgress } = context;
  const label = `${formatCount(manyPeople)} people, 10 connections`;
  reportProgress(`search, ${label}: starting the servers`);
  const searches = createMixedSearches(await learnValues(manyPeople, cache));
  await using mock = await startMock(manyPeople, { cache });
  const bytes = await measureMeanBytes(mock.url, take(searches, 200), headers);
  await using bare = await startBareFastify(bytes);
  const comparison = await compareServers(
    `search, ${formatCount(manyPeople)} people`,
    { bare, mock },
    { headers, connections: 10, createPaths: (count) => take(searches, count) },
    context,
  );
  const throughputRatio = divide(comparison('mock', 'requestsPerSecond'), comparison('bare', 'requestsPerSecond'));
  const cpuRatio = divide(comparison('mock', 'cpuMicroseconds'), comparison('bare', 'cpuMicroseconds'));
  return [
    reportFigure(2, `${label}: mean size of the answers`, [bytes], ' bytes'),
    ...reportServer(comparison, 'bare', `${label}, bare Fastify`),
    ...reportServer(comparison, 'mock', `${label}, dist`),
    reportFigure(2, `${label}, dist: processor time per request, compared with bare Fastify`, cpuRatio, ' ×'),
    requireAtLeast(2, `${label}, dist: throughput, compared with bare Fastify`, throughputRatio, 0.25, ' ×'),
  ];
};

/** Goal 2: mixed searches, all different, compared with a constant of the same size from bare Fastify. */
export const search: Measure = async (context) => ({
  verdicts: [
    ...(await measureDefaultData(10, context)),
    ...(await measureDefaultData(50, context)),
    ...(await measureManyPeople(context)),
  ],
});
