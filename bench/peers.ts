import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withQuery } from './ask.ts';
import type { Start } from './server.ts';

const modules = join(import.meta.dirname, 'node_modules');

/** What another server is started with, and asked for. */
export type Peer = {
  name: string;
  start: Start;
  headers?: Record<string, string>;
  /** Paths of searches for ten records. */
  searches: string[];
  /** Paths of pages of 50, where it has pages. */
  pages?: string[];
};

type Person = Record<string, unknown> & { uuid: string; industry: string; job_level: string };

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { version: string }).version;

/** What the same searches and pages are called by each of the peers that have data. */
const queries = (people: readonly Person[], search: (person: Person) => string, page: (number: number) => string) => ({
  searches: people.slice(0, 500).map(search),
  pages: Array.from({ length: Math.min(150, people.length / 50) }, (_, index) => page(index + 1)),
});

const jsonServers = (people: readonly Person[], folder: string): Peer[] => {
  const size = people.length.toLocaleString('en-GB');
  const file = join(folder, `people-${people.length}.json`);
  writeFileSync(file, JSON.stringify({ people: people.map((person) => ({ id: person.uuid, ...person })) }));
  const peer = (name: string, bin: string, perPage: string): Peer => {
    const asked = queries(
      people,
      ({ industry, job_level }) => withQuery('/people', { industry, job_level, _page: 1, [perPage]: 10 }),
      (page) => withQuery('/people', { _page: page, [perPage]: 50 }),
    );
    return {
      name: `json-server ${versionOf(name)}, ${size} records`,
      start: {
        args: (port) => [join(modules, name, bin), file, '--port', String(port), '--host', '127.0.0.1'],
        path: asked.searches[0] ?? '',
      },
      ...asked,
    };
  };
  return [peer('json-server', 'lib/bin.js', '_per_page'), peer('json-server-0', 'lib/cli/bin.js', '_limit')];
};

const mockoon = (people: readonly Person[], folder: string): Peer => {
  const file = join(folder, `mockoon-${people.length}.json`);
  const response = { uuid: 'r', default: true, statusCode: 200, bodyType: 'DATABUCKET', databucketID: 'peop' };
  const route = {
    ...{
      uuid: 'c',
      type: 'crud',
      method: '',
      endpoint: 'people',
      responses: [{ ...response, headers: [], rules: [] }],
    },
    ...{ responseMode: null, streamingMode: null, streamingInterval: 0, documentation: '' },
  };
  const environment = {
    ...{
      uuid: 'e',
      lastMigration: 33,
      name: 'bench',
      endpointPrefix: '',
      latency: 0,
      port: 3000,
      hostname: '127.0.0.1',
    },
    ...{ folders: [], routes: [route], rootChildren: [{ type: 'route', uuid: 'c' }], proxyMode: false, proxyHost: '' },
    ...{ proxyRemovePrefix: false, proxyReqHeaders: [], proxyResHeaders: [], cors: true, headers: [], callbacks: [] },
    ...{
      tlsOptions: { enabled: false, type: 'CERT', pfxPath: '', certPath: '', keyPath: '', caPath: '', passphrase: '' },
    },
    data: [{ uuid: 'd', id: 'peop', name: 'people', documentation: '', value: JSON.stringify(people) }],
  };
  writeFileSync(file, JSON.stringify(environment));
  const asked = queries(
    people,
    ({ industry, job_level }) =>
      withQuery('/people', { industry_eq: industry, job_level_eq: job_level, page: 1, limit: 10 }),
    (page) => withQuery('/people', { page, limit: 50 }),
  );
  const args = (port: number): string[] => ['start', '--data', file, '--port', String(port), '--disable-log-to-file'];
  return {
    name: `Mockoon CLI ${versionOf('@mockoon/cli')}, data bucket of ${people.length.toLocaleString('en-GB')}`,
    start: { args: (port) => [join(modules, '@mockoon/cli/bin/run.js'), ...args(port)], path: asked.searches[0] ?? '' },
    ...asked,
  };
};

const hasJava = spawnSync('java', ['-version']).status === 0;

const wireMocks = (text: string, folder: string): Peer[] => {
  const root = join(folder, 'wiremock');
  mkdirSync(join(root, 'mappings'), { recursive: true });
  const response = { status: 200, body: text, headers: { 'content-type': 'application/json' } };
  const mapping = { request: { method: 'GET', urlPath: '/search' }, response };
  writeFileSync(join(root, 'mappings', 'search.json'), JSON.stringify(mapping));
  const version = versionOf('wiremock');
  const jar = join(modules, 'wiremock', 'build', `wiremock-standalone-${version}.jar`);
  const peer = (name: string, ...more: string[]): Peer => ({
    name: `WireMock ${version}, static stub, ${name}`,
    start: {
      command: 'java',
      args: (port) => ['-jar', jar, '--root-dir', root, '--port', String(port), '--bind-address', '127.0.0.1', ...more],
      path: '/search',
    },
    searches: ['/search'],
  });
  return [peer('journal on'), peer('journal off', '--no-request-journal')];
};

const prism = (text: string, folder: string): Peer => {
  const file = join(folder, 'openapi.json');
  const content = { 'application/json': { schema: { type: 'object' }, example: JSON.parse(text) as unknown } };
  const get = { responses: { 200: { description: 'found', content } } };
  const document = { openapi: '3.1.0', info: { title: 'bench', version: '1' }, paths: { '/search': { get } } };
  writeFileSync(file, JSON.stringify(document));
  const bin = join(modules, '@stoplight/prism-cli/dist/index.js');
  return {
    name: `Prism ${versionOf('@stoplight/prism-cli')}, static example`,
    start: { args: (port) => [bin, 'mock', file, '--port', String(port), '--host', '127.0.0.1'], path: '/search' },
    searches: ['/search'],
  };
};

const emulate = (): Peer => {
  const headers = { authorization: 'Bearer sk_test_bench' };
  const path = '/v1/customers?limit=10';
  const args = ['start', '--service', 'stripe'];
  return {
    name: `vercel-labs/emulate ${versionOf('emulate')}, a list of its Stripe`,
    start: {
      args: (port) => [join(modules, 'emulate/dist/index.js'), ...args, '--port', String(port)],
      path,
      headers,
    },
    headers,
    searches: [path],
  };
};

/**
 * Other ways to mock an API, with the same people where they have data, and one page of them where they have not.
 * @param folder where their data is written
 */
export const peersWith = (people: readonly object[], folder: string): Peer[] => {
  const all = people as readonly Person[];
  const text = JSON.stringify({ success: true, count: all.length, results: all.slice(0, 10) });
  const [few, many] = [all.slice(0, 10_000), all.length > 10_000 ? [all] : []];
  return [
    ...[few, ...many].flatMap((each) => jsonServers(each, folder)),
    ...[few, ...many].map((each) => mockoon(each, folder)),
    ...(hasJava ? wireMocks(text, folder) : []),
    prism(text, folder),
    emulate(),
  ];
};
