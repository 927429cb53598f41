import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { clauseIds } from '../../src/domain/clauses.ts';
import { formatHelp } from '../../src/lib/command-options.ts';
import { serveCommand } from '../../src/server/server-options.ts';
import { run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { sendRequest } from '../support/http.ts';
import { listen } from '../support/listen.ts';
import { jobs } from './broken-server.ts';

const { url } = await serve(t);

const check = (base: string, ...args: string[]) =>
  run(['check', '--base-url', base, ...args, '--rate', '100000'], { ECORE_CHECK_TOKEN: 'demo-token' }).ended;

/** The options of the example that docs/check.md begins with. */
const example = (): string[] => {
  const doc = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'check.md'), 'utf8');
  const [, options = ''] = /```sh\nnpm start -- check ([^`]+)```/.exec(doc) ?? [];
  return options.replaceAll('\\\n', '').split(/\s+/).filter(Boolean);
};

t.test('`npm start` conforms to all clauses; the report names each skipped check and its reason', async (t) => {
  const options = example();
  for (const [name, id] of Object.entries(jobs)) t.equal(options[options.indexOf(`--${name}-job`) + 1], id);
  const { code, stdout, stderr } = await check(`${url}/api/v1//`, ...options.slice(2), '--reporter', 'json');
  t.match({ code, stderr }, { code: 0, stderr: '' });
  const { title, summary, checks } = JSON.parse(stdout);
  t.equal(title, `Contract check of ${url}/api/v1`);
  t.match(summary, { failed: 0, drift: 0 });
  const ids = (outcome: string): string[] =>
    checks.filter((each: { outcome: string }) => each.outcome === outcome).map(({ id }: { id: string }) => id);
  t.same(
    ids('skipped'),
    'E5 E6 E12 E13 E14 R1 R19 R21 S10 S12 T5 C2 C3 C4 C5 C6 U2 U3 U4 U5 U6 U7'.split(' '),
    'of R1, S10 and S12 only a part',
  );
  t.same(new Set([...ids('passed'), ...ids('skipped')]), new Set(clauseIds), 'the report has every clause');
  for (const { outcome, detail } of checks) t.equal(typeof detail, outcome === 'passed' ? 'object' : 'string');
});

t.test(
  'without jobs, the checks that need one are skipped; drift is reported and is a failure only with --strict',
  async (t) => {
    const silent = await listen(t, async (request, response) => {
      const headers = request.headers as Record<string, string>;
      const original = await sendRequest(url + request.url, { method: request.method ?? 'GET', headers });
      const { 'www-authenticate': _, ...rest } = original.headers;
      response.writeHead(original.status, rest).end(request.method === 'HEAD' ? undefined : original.text);
    });
    const file = join(t.testdir({ 'report.xml': '<older/>\n'.repeat(10_000) }), 'report.xml');
    const [drift, strict] = await Promise.all([
      check(`http://${silent}`),
      check(`http://${silent}`, '--strict', '--reporter', 'junit', '--output', file),
    ]);
    t.match(drift, { code: 0, stderr: '' });
    t.match(
      drift.stdout,
      /~ S1 .*\(drift, inferred\)\n +GET \/external\/search\/ .*: expected WWW-Authenticate: Token; got "none"/,
    );
    t.match(drift.stdout, /- R9 .*\(skipped, documented\)\n +needs --completed-job\n/);
    t.match(drift.stdout, /\n\d+ passed, 0 failed, 2 drift, \d+ skipped\n$/);
    t.match(strict, { code: 1, stderr: '' });
    t.match(strict.stdout, /^\d+ passed, 2 failed, 0 drift, \d+ skipped; see \S+report\.xml\n$/);
    const xml = readFileSync(file, 'utf8');
    t.match(xml, '<failure message="GET /external/search/');
    t.match(xml, /^<\?xml /, 'the report replaces the older one');
    t.notMatch(xml, '<older/>');
  },
);

t.test('--bearer-token is used only for the enrichment endpoints', async (t) => {
  const { code, stdout, stderr } = await check(url, '--bearer-token', 'nobody-has-this');
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.match(stderr, /^ecore-mock: the token is refused as Bearer by .*; set --bearer-token to another token\n$/);
});

t.test('--timeout limits the time for one response', async (t) => {
  const hangs = await listen(t, () => {});
  const { code, stderr } = await check(`http://${hangs}`, '--timeout', '50');
  t.match({ code, stderr }, { code: 1, stderr: / sent no response within 50 ms; see --timeout\n$/ });
});

t.test('--rate limits the requests per second', async (t) => {
  const times: number[] = [];
  const server = await listen(t, (_request, response) => {
    times.push(performance.now());
    const status = times.length === 1 ? 200 : 401;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  const { ended } = run(['check', '--base-url', `http://${server}`, '--rate', '4', '--token', 'demo-token']);
  t.equal((await ended).code, 1);
  const [first = 0, second = 0] = times;
  t.equal(times.length, 2);
  t.ok(second - first > 240, `${second - first} ms between two requests`);
});

t.test('a server that can not be reached: exit 1 and one line', async (t) => {
  const port = await freePort();
  const { code, stdout, stderr } = await check(`http://127.0.0.1:${port}`);
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.match(
    stderr,
    new RegExp(
      `^ecore-mock: http://127\\.0\\.0\\.1:${port}/external/search/ can't be reached: .*ECONNREFUSED[^\\n]*; see --base-url\\n$`,
    ),
  );
});

t.test('--help of the server lists the command', async (t) => {
  t.match(formatHelp(serveCommand), /\n {2}check {2,}\S/);
});
