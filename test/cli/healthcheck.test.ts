import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { findScriptOptions, healthcheck } from '../../src/cli/commands/healthcheck-command.ts';
import { run, serve, tinyDataOptions } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/listen.ts';

t.test(
  'healthcheck has the options of the server, from flags or variables: exit 0 if the server is ready',
  async (t) => {
    const { url } = await serve(t, [...tinyDataOptions, '--host', '0.0.0.0']);
    const { port } = new URL(url);
    t.match(await run(['healthcheck', '--port', port]).ended, { code: 0, stdout: '', stderr: '' });
    const env = { ECORE_MOCK_PORT: port, ECORE_MOCK_HOST: '0.0.0.0', ECORE_MOCK_SEED: '7' };
    t.match(await run(['healthcheck'], env).ended, { code: 0, stdout: '', stderr: '' });
  },
);

t.test(
  'healthcheck in a container reads the options of the first process, the server or an init that starts it',
  async (t) => {
    const script = '/app/dist/bin.js';
    const optionsOf = (...words: string[]) => findScriptOptions(script, words.map((word) => `${word}\0`).join(''));
    const options = ['--port', '4180', '--log-level', ''];
    t.same(optionsOf('node', script), []);
    t.same(optionsOf('node', script, ...options), options);
    t.same(optionsOf('/sbin/docker-init', '--', 'node', script, ...options), options);
    t.same(optionsOf('node', '/app/other.js', '--port', '1'), []);
  },
);

t.test('healthcheck: a host that is no valid address is named', async (t) => {
  const result = healthcheck({ host: 'a b', port: 1 });
  await t.rejects(result, { message: 'http://a b:1/readyz: that is no valid address; see --host' });
});

t.test('healthcheck ends if a server accepts the connection and never answers', async (t) => {
  const [host = '', port] = (await listen(t, () => {})).split(':');
  const result = healthcheck({ host, port: Number(port) });
  await t.rejects(result, { message: `http://${host}:${port}/readyz: no response within 2000 ms` });
});

t.test('healthcheck: exit 1 and one line if nothing or another program listens', async (t) => {
  const port = String(await freePort());
  const refused = await run(['healthcheck', '--port', port]).ended;
  t.match(refused, {
    code: 1,
    stderr: new RegExp(`^ecore-mock: http://127.0.0.1:${port}/readyz: connect ECONNREFUSED .*\\n$`),
  });
  const other = createServer((request, response) => {
    response.statusCode = request.headers.host?.startsWith('127') ? 503 : 404;
    response.end();
  }).listen(0);
  t.teardown(() => other.close());
  const otherPort = String((other.address() as AddressInfo).port);
  t.match(await run(['healthcheck', '--port', otherPort]).ended, { code: 1, stderr: /not ready yet\n$/ });
  t.match(await run(['healthcheck', '--port', otherPort, '--host', 'localhost']).ended, {
    code: 1,
    stderr: /status 404; is that ecore-mock\?\n$/,
  });
  t.match(await run(['healthcheck', '--prot', otherPort]).ended, {
    code: 1,
    stderr: /unknown option "--prot"; see healthcheck --help/,
  });
});
