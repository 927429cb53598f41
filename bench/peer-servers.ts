import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addQuery } from './http-client.ts';
import { formatCount } from './numbers.ts';
import type { StartOptions } from './server.ts';

const modules = join(import.meta.dirname, 'node_modules');

/** Another mock server: how it is started, and which requests it gets. */
export type Peer = {
  name: string;
  start: StartOptions;
  headers?: Record<string, string>;
  /** The paths of searches for ten records. */
  searches: string[];
  /** The paths of pages of 50 records, if the server has pages. */
  pages?: string[];
};

type Person = Record<string, unknown> & { uuid: string; industry: string; job_level: string };

const readVersion = (name: string): string =>
  (JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { version: string }).version;

/** Creates the paths of the same searches and pages for a server, which has query parameters of its own. */
const createQueries = (
  people: readonly Person[],
  createSearch: (person: Person) => string,
  createPage: (number: number) => string,
) => ({
  searches: people.slice(0, 500).map(createSearch),
  pages: Array.from({ length: Math.min(150, people.length / 50) }, (_, index) => createPage(index + 1)),
});

const createJsonServers = (people: readonly Person[], folder: string): Peer[] => {
  const size = formatCount(people.length);
  const file = join(folder, `people-${people.length}.json`);
  writeFileSync(file, JSON.stringify({ people: people.map((person) => ({ id: person.uuid, ...person })) }));
  const createPeer = (name: string, bin: string, perPage: string): Peer => {
    const queries = createQueries(
      people,
      ({ industry, job_level }) => addQuery('/people', { industry, job_level, _page: 1, [perPage]: 10 }),
      (page) => addQuery('/people', { _page: page, [perPage]: 50 }),
    );
    return {
      name: `json-server ${readVersion(name)}, ${size} records`,
      start: {
        args: (port) => [join(modules, name, bin), file, '--port', String(port), '--host', '127.0.0.1'],
        path: queries.searches[0] ?? '',
      },
      ...queries,
    };
  };
  return [
    createPeer('json-server', 'lib/bin.js', '_per_page'),
    createPeer('json-server-0', 'lib/cli/bin.js', '_limit'),
  ];
};

const createMockoon = (people: readonly Person[], folder: string): Peer => {
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
  const queries = createQueries(
    people,
    ({ industry, job_level }) =>
      addQuery('/people', { industry_eq: industry, job_level_eq: job_level, page: 1, limit: 10 }),
    (page) => addQuery('/people', { page, limit: 50 }),
  );
  const args = (port: number): string[] => ['start', '--data', file, '--port', String(port), '--disable-log-to-file'];
  return {
    name: `Mockoon CLI ${readVersion('@mockoon/cli')}, data bucket of ${formatCount(people.length)}`,
    start: {
      args: (port) => [join(modules, '@mockoon/cli/bin/run.js'), ...args(port)],
      path: queries.searches[0] ?? '',
    },
    ...queries,
  };
};

const hasJava = spawnSync('java', ['-version']).status === 0;

const createWireMocks = (text: string, folder: string): Peer[] => {
  const root = join(folder, 'wiremock');
  mkdirSync(join(root, 'mappings'), { recursive: true });
  const response = { status: 200, body: text, headers: { 'content-type': 'application/json' } };
  const mapping = { request: { method: 'GET', urlPath: '/search' }, response };
  writeFileSync(join(root, 'mappings', 'search.json'), JSON.stringify(mapping));
  const version = readVersion('wiremock');
  const jar = join(modules, 'wiremock', 'build', `wiremock-standalone-${version}.jar`);
  const createPeer = (name: string, ...options: string[]): Peer => ({
    name: `WireMock ${version}, static stub, ${name}`,
    start: {
      command: 'java',
      args: (port) => [
        '-jar',
        jar,
        '--root-dir',
        root,
        '--port',
        String(port),
        '--bind-address',
        '127.0.0.1',
        ...options,
      ],
      path: '/search',
    },
    searches: ['/search'],
  });
  return [createPeer('journal on'), createPeer('journal off', '--no-request-journal')];
};

const createPrism = (text: string, folder: string): Peer => {
  const file = join(folder, 'openapi.json');
  const content = { 'application/json': { schema: { type: 'object' }, example: JSON.parse(text) as unknown } };
  const get = { responses: { 200: { description: 'The results.', content } } };
  const document = { openapi: '3.1.0', info: { title: 'bench', version: '1' }, paths: { '/search': { get } } };
  writeFileSync(file, JSON.stringify(document));
  const bin = join(modules, '@stoplight/prism-cli/dist/index.js');
  return {
    name: `Prism ${readVersion('@stoplight/prism-cli')}, static example`,
    start: { args: (port) => [bin, 'mock', file, '--port', String(port), '--host', '127.0.0.1'], path: '/search' },
    searches: ['/search'],
  };
};

const createEmulate = (): Peer => {
  const headers = { authorization: 'Bearer sk_test_bench' };
  const path = '/v1/customers?limit=10';
  const args = ['start', '--service', 'stripe'];
  return {
    name: `vercel-labs/emulate ${readVersion('emulate')}, a list of its Stripe`,
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
 * Creates other mock servers. Servers with a database get all people, and servers with static answers get one page.
 * @param folder the folder for the data of the servers
 */
export const createPeers = (people: readonly object[], folder: string): Peer[] => {
  const persons = people as readonly Person[];
  const text = JSON.stringify({ success: true, count: persons.length, results: persons.slice(0, 10) });
  const sizes = persons.length > 10_000 ? [persons.slice(0, 10_000), persons] : [persons];
  return [
    ...sizes.flatMap((list) => createJsonServers(list, folder)),
    ...sizes.map((list) => createMockoon(list, folder)),
    ...(hasJava ? createWireMocks(text, folder) : []),
    createPrism(text, folder),
    createEmulate(),
  ];
};
