import { existsSync, globSync, readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { join, matchesGlob } from 'node:path';
import t from 'tap';
import { parse, parseAllDocuments } from 'yaml';
import { startMock } from '../../src/index.ts';
import { formatHelp } from '../../src/lib/command-options.ts';
import { version } from '../../src/lib/package-info.ts';
import { serveCommand } from '../../src/server/server-options.ts';
import { bomFile } from '../../tools/bill-of-materials.ts';
import { run, serve, tinyDataOptions } from '../support/command.ts';
import { sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const listed = [...read('docker/replicas.conf').matchAll(/^server (\S+):3267 max_fails=0;$/gm)].map(([, name]) => name);
const dockerfile = read('Dockerfile');
const { url } = await serve(t, [...tinyDataOptions, '--replica', 'blue']);

t.test('the image is built with one version of Node, which also runs the tests', async (t) => {
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  const { optionalDependencies } = JSON.parse(read('tools/node/package.json'));
  const [version, ...others] = new Set(Object.values(optionalDependencies));
  t.same(others, [], 'one version for all platforms');
  t.same(images, [`node:${version}-bookworm-slim`, `node:${version}-bookworm-slim`]);
});

t.test('the image has the bill of materials of dist at the path in docs/deployment.md', async (t) => {
  const [, folder] = dockerfile.match(/^WORKDIR (\S+)$/m) ?? [];
  t.match(dockerfile, `COPY --from=build ${folder}/dist ./dist`);
  const deleted = [...dockerfile.matchAll(/find \S*\/dist .*-name '([^']+)' -delete/g)].map(
    ([, pattern = '']) => pattern,
  );
  t.not(deleted.length, 0);
  for (const pattern of deleted) t.notOk(matchesGlob(bomFile, pattern), pattern);
  t.match(read('docs/deployment.md'), `\`${folder}/dist/${bomFile}\``);
});

t.test('--fixtures-mount is used if its folder is not empty and there is no --fixtures', async (t) => {
  const account = (name: string) => JSON.stringify({ accounts: [{ name, tokens: [`${name}-token`] }] });
  const folder = t.testdir({
    empty: {},
    mounted: { 'accounts.json': account('mounted') },
    given: { 'accounts.json': account('given') },
    file: '',
  });
  const env = (name: string) => ({ ECORE_MOCK_FIXTURES_MOUNT: join(folder, name) });
  const people = ['--people', '5'];
  const cases: [string, string[], string][] = [
    ['empty', people, 'demo-token'],
    ['mounted', people, 'mounted-token'],
    ['mounted', [...people, '--fixtures', join(folder, 'given')], 'given-token'],
  ];
  await Promise.all(
    cases.map(async ([name, args, expected]) => {
      const { url } = await serve(t, args, env(name));
      for (const each of cases.map((one) => one[2])) {
        const { status } = await sendRequest(`${url}/external/search/`, { headers: token(each) });
        t.equal(status, each === expected ? 200 : 401, `${name} ${args}: ${each}`);
      }
    }),
  );
  for (const name of ['file', 'nowhere']) {
    t.match(await run([], env(name)).ended, {
      code: 1,
      stderr: /^ecore-mock: ECORE_MOCK_FIXTURES_MOUNT takes the path of a folder that exists and may be read, not /,
    });
  }
});

t.test('--replica names the process', async (t) => {
  t.equal((await sendRequest(`${url}/__mock`)).json().replica, 'blue');
  t.match(await run(['--replica', 'a b']).ended, { code: 1, stderr: /--replica takes a name: printable ASCII/ });
});

t.test('the mock knows every variable that the image, Compose and Kubernetes set', async (t) => {
  const names = new Set(
    ['Dockerfile', 'docs/deployment.md', ...globSync('docker/*', { cwd: root })].flatMap((path) =>
      [...read(path).matchAll(/ECORE_MOCK_[A-Z_]+/g)].map(([name]) => name),
    ),
  );
  t.ok(names.has('ECORE_MOCK_FIXTURES_MOUNT'));
  for (const name of names) t.match(formatHelp(serveCommand), new RegExp(`${name}\\b`), name);
  for (const [, flag] of read('docs/deployment.md').matchAll(/ecore-mock (--[a-z-]+)/g)) {
    t.ok(formatHelp(serveCommand).includes(`  ${flag} `), String(flag));
  }
});

t.test('compose.frontend.yaml: the fixtures are mounted in the folder that the image uses, and watched', async (t) => {
  const { 'ecore-mock': mock } = parse(read('docker/compose.frontend.yaml')).services;
  const [, mount] = dockerfile.match(/ECORE_MOCK_FIXTURES_MOUNT=(\S+)/) ?? [];
  t.match(dockerfile, `RUN mkdir ${mount} `);
  t.same(mock.command, ['--watch']);
  matchList(t, mock.volumes, [{ target: mount, read_only: true }]);
  const folder = mock.volumes[0].source.replace(/^\$\{\w+:-(.*)\}$/, '$1');
  t.ok(existsSync(join(root, 'docker', folder, 'accounts.json')));
});

t.test(
  'compose.scale.yaml: a replica with a fixed address for each line of replicas.conf; nginx waits for all of them',
  async (t) => {
    const { services, networks } = parse(read('docker/compose.scale.yaml'));
    const { nginx, ...replicas } = services;
    t.same(Object.keys(replicas), listed);
    t.same(nginx.depends_on, Object.fromEntries(listed.map((name) => [name, { condition: 'service_healthy' }])));
    t.match(dockerfile, /^HEALTHCHECK /m);
    const [address, prefix] = networks.replicas.ipam.config[0].subnet.split('/');
    const subnet = new BlockList();
    subnet.addSubnet(address, Number(prefix));
    const addresses = listed.map((name) => replicas[String(name)].networks.replicas.ipv4_address);
    t.equal(new Set(addresses).size, listed.length);
    for (const each of addresses) t.ok(subnet.check(each), each);
    for (const name of listed) t.equal(replicas[String(name)].hostname, name, 'what GET /__mock calls it');
    for (const volume of nginx.volumes) t.ok(existsSync(join(root, 'docker', volume.split(':')[0])), volume);
    t.same(nginx.ports, ['127.0.0.1:3267:3267']);
  },
);

type Named = { name: string };
type Container = Named & { image: string; ports: (Named & { containerPort: number })[]; [key: string]: unknown };
type Manifest = {
  kind: string;
  metadata: Named;
  spec: {
    replicas?: number;
    serviceName?: string;
    clusterIP?: string;
    selector: Record<string, string> & { matchLabels: Record<string, string> };
    ports: { port: number; targetPort: string }[];
    template: {
      metadata: { labels: Record<string, string> };
      spec: { containers: [Container]; volumes: Named[]; [key: string]: unknown };
    };
  };
};

const documents = parseAllDocuments(read('docker/kubernetes.yaml'));
const manifests = documents.map((document): Manifest => document.toJS());
const workloads = manifests.filter(({ kind }) => ['StatefulSet', 'Deployment'].includes(kind));
const services = manifests.filter(({ kind }) => kind === 'Service');

t.test(
  'kubernetes.yaml: nothing runs as root, writes outside of its volumes, or waits for something that does not exist',
  async (t) => {
    t.same(
      documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]),
      [],
    );
    t.equal(workloads.length + services.length, manifests.length);
    for (const { metadata, spec } of workloads) {
      const pod = spec.template.spec;
      const [container] = pod.containers;
      t.match(pod, { automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, runAsUser: Number } });
      t.equal(pod.enableServiceLinks, false, 'or ECORE_MOCK_PORT would be the URL of a Service');
      t.match(container.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      t.match(container.resources, { requests: { cpu: String, memory: String }, limits: { memory: String } });
      t.same(spec.selector.matchLabels, spec.template.metadata.labels, metadata.name);
      const mounted = (container.volumeMounts as Named[]).map(({ name }) => name);
      t.same(
        mounted,
        pod.volumes.map(({ name }) => name),
      );
    }
    const [{ spec }] = workloads as [Manifest];
    const [container] = spec.template.spec.containers;
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      const { httpGet } = container[probe] as { httpGet: { path: string; port: string } };
      t.equal((await sendRequest(url + httpGet.path)).status, 200, probe);
      t.equal(httpGet.port, container.ports[0]?.name);
    }
  },
);

t.test('kubernetes.yaml: a Service for each line of replicas.conf, and one for the balancer', async (t) => {
  const [set, nginx] = workloads as [Manifest, Manifest];
  t.equal(set.spec.replicas, listed.length);
  const labels = [set, nginx].map(({ spec }) => spec.template.metadata.labels);
  const expected = [
    ...listed.map((name) => ({ name, selector: { 'statefulset.kubernetes.io/pod-name': name } })),
    { name: set.spec.serviceName, selector: labels[0] },
    { name: 'ecore-mock', selector: labels[1] },
  ];
  const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }): number =>
    String(a.name).localeCompare(String(b.name));
  t.same(
    services.map(({ metadata, spec }) => ({ name: metadata.name, selector: spec.selector })).sort(byName),
    expected.sort(byName),
  );
  for (const { spec } of services) matchList(t, spec.ports, [{ port: 3267, targetPort: 'http' }]);
  t.same(
    listed,
    listed.map((_, index) => `${set.metadata.name}-${index}`),
    'as a StatefulSet names its pods',
  );

  const { resources, configMapGenerator, images } = parse(read('docker/kustomization.yaml'));
  t.same(resources, ['kubernetes.yaml']);
  t.match(nginx.spec.template.spec.volumes[0], { configMap: { name: configMapGenerator[0].name } });
  for (const file of configMapGenerator[0].files) t.ok(existsSync(join(root, 'docker', file)), file);
  matchList(t, images, [{ name: set.spec.template.spec.containers[0].image, newTag: version }]);
});

t.test('docs/deployment.md lists each limit of memory, and GET /__mock has each', async (t) => {
  const mock = await startMock({ people: 20 });
  t.teardown(() => mock.close());
  const { memory } = await mock.info();
  const text = readFileSync(join(root, 'docs', 'deployment.md'), 'utf8');
  const documented = Object.fromEntries(
    [...text.matchAll(/^\| `(\w+)` \| [^|]+ \| (\d+) MiB/gm)].map(([, kind, size]) => [kind, size]),
  );
  const shown = Object.entries(memory).map(([kind, { limit }]) => [kind, String((limit ?? 0) / 2 ** 20)]);
  t.same(documented, Object.fromEntries(shown));
});
