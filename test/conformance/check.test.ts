import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { clauseIds } from '../../src/domain/clauses.ts';
import { formatHelp } from '../../src/lib/command-options.ts';
import { serveCommand } from '../../src/server/server-options.ts';
import { run, serve } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { ask } from '../support/http.ts';
import { listen } from '../support/listen.ts';
import { jobs } from './broken.ts';

const { url } = await serve(t);

const check = (base: string, ...args: string[]) =>
  run(['check', '--base-url', base, ...args, '--rate', '100000'], { ECORE_CHECK_TOKEN: 'demo-token' }).ended;

/** The options of the example that docs/check.md begins with. */
const example = (): string[] => {
  const doc = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'check.md'), 'utf8');
  const [, options = ''] = /```sh\nnpm start -- check ([^`]+)```/.exec(doc) ?? [];
  return options.replaceAll('\\\n', '').split(/\s+/).filter(Boolean);
};

t.test('all clauses hold of `npm start`; what is not asked is told, with the reason', async (t) => {
  const options = example();
  for (const [name, id] of Object.entries(jobs)) t.equal(options[options.indexOf(`--${name}-job`) + 1], id);
  const { code, stdout, stderr } = await check(`${url}/api/v1//`, ...options.slice(2), '--reporter', 'json');
  t.match({ code, stderr }, { code: 0, stderr: '' });
  const { title, summary, checks } = JSON.parse(stdout);
  t.equal(title, `The contract, asked of ${url}/api/v1`);
  t.match(summary, { failed: 0, drift: 0 });
  const ids = (outcome: string): string[] =>
    checks.filter((each: { outcome: string }) => each.outcome === outcome).map(({ id }: { id: string }) => id);
  t.same(
    ids('skipped'),
    'E5 E6 E12 E13 E14 R1 R19 R21 S10 S12 T5 C2 C3 C4 C5 C6 U2 U3 U4 U5 U6 U7'.split(' '),
    'R1, S10 and S12 in a part of theirs',
  );
  t.same(new Set([...ids('passed'), ...ids('skipped')]), new Set(clauseIds), 'every clause is there');
  for (const { outcome, detail } of checks) t.equal(typeof detail, outcome === 'passed' ? 'object' : 'string');
});

t.test('without jobs, what needs one is skipped; drift is told and is no failure unless --strict', async (t) => {
  const silent = await listen(t, async (request, response) => {
    const headers = request.headers as Record<string, string>;
    const answer = await ask(url + request.url, { method: request.method ?? 'GET', headers });
    const { 'www-authenticate': _, ...rest } = answer.headers;
    response.writeHead(answer.status, rest).end(request.method === 'HEAD' ? undefined : answer.text);
  });
  const file = join(t.testdir({ 'report.xml': '<older/>\n'.repeat(10_000) }), 'report.xml');
  const [drift, strict] = await Promise.all([
    check(`http://${silent}`),
    check(`http://${silent}`, '--strict', '--reporter', 'junit', '--output', file),
  ]);
  t.match(drift, { code: 0, stderr: '' });
  t.match(
    drift.stdout,
    /~ S1 .*\(drift, inferred\)\n +GET \/external\/search\/ .*: expected WWW-Authenticate: Token; saw "none"/,
  );
  t.match(drift.stdout, /- R9 .*\(skipped, documented\)\n +needs --completed-job\n/);
  t.match(drift.stdout, /\n\d+ passed, 0 failed, 2 drift, \d+ skipped\n$/);
  t.match(strict, { code: 1, stderr: '' });
  t.match(strict.stdout, /^\d+ passed, 2 failed, 0 drift, \d+ skipped; see \S+report\.xml\n$/);
  const xml = readFileSync(file, 'utf8');
  t.match(xml, '<failure message="GET /external/search/');
  t.match(xml, /^<\?xml /, 'in place of the older report');
  t.notMatch(xml, '<older/>');
});

t.test('--bearer-token is the token of the enrichment endpoints alone', async (t) => {
  const { code, stdout, stderr } = await check(url, '--bearer-token', 'nobody-has-this');
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.match(stderr, /^ecore-mock: the token is refused as Bearer by .*; give the right one as --bearer-token\n$/);
});

t.test('--timeout is how long one answer may take', async (t) => {
  const hangs = await listen(t, () => {});
  const { code, stderr } = await check(`http://${hangs}`, '--timeout', '50');
  t.match({ code, stderr }, { code: 1, stderr: / gave no answer within 50 ms; see --timeout\n$/ });
});

t.test('--rate is how many requests a second has at most', async (t) => {
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

t.test('a server that is not there: exit 1 and one line', async (t) => {
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

t.test('--help of the server names the command', async (t) => {
  t.match(formatHelp(serveCommand), /\n {2}check {2,}\S/);
});
