import type { RequestListener } from 'node:http';
import t, { type Test } from 'tap';
import { CheckOptions, checkCommand } from '../../src/cli/commands/check-command.ts';
import { reporters } from '../../src/cli/reporters/write-report.ts';
import { createHttpSender, limitRate, NoResponse, type SendRequest } from '../../src/conformance/http-sender.ts';
import { runChecks } from '../../src/conformance/run-checks.ts';
import { formatHelp, readOptions, UsageError } from '../../src/lib/command-options.ts';
import type { HttpResponse } from '../../src/lib/http-request.ts';
import { StartError } from '../../src/lib/start-error.ts';
import { listen } from '../support/listen.ts';
import { matchList } from '../support/match-list.ts';

const never = new AbortController().signal;

const check = (baseUrl: string, send: SendRequest, token = 'demo-token') =>
  runChecks(send, { baseUrl, tokens: { search: token, enrichment: token }, jobs: {} }, false);

/** The message with which the check of a server ends. */
const messageFor = async (t: Test, listener: RequestListener, timeout = 30_000): Promise<string> => {
  const base = `http://${await listen(t, listener)}`;
  const error = await check(base, createHttpSender(timeout, never)).catch((error: unknown) => error);
  t.ok(error instanceof StartError);
  return String((error as Error).message).replaceAll(base, '<base>');
};

t.test('a server that is no eCore API is named at once', async (t) => {
  const html: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>');
  };
  t.equal(
    await messageFor(t, html),
    '<base>/external/search/ answers 200 with text/html: it is no eCore API; see --base-url',
  );
  const elsewhere: RequestListener = (_request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not found."}');
  };
  t.equal(
    await messageFor(t, elsewhere),
    '<base>/external/search/ answers 404 with application/json: it is no eCore API; see --base-url',
  );
});

t.test('a request ends after --timeout', async (t) => {
  t.equal(await messageFor(t, () => {}, 50), '<base>/external/search/ sent no response within 50 ms; see --timeout');
  const stalls: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{');
  };
  t.match(await messageFor(t, stalls, 50), 'sent no response within 50 ms');
});

t.test('one request without a response fails only its check; a server that is gone ends the whole check', async (t) => {
  const respond: SendRequest = async () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    text: '{}',
  });
  const loseResponses = (maxLost: number): SendRequest => {
    let count = 0;
    return (request) => {
      count += 1;
      if (count <= 2 || count > 2 + maxLost) return respond(request);
      throw new NoResponse('http://a.test/ sent no response');
    };
  };
  const { checks } = await check('http://a.test', loseResponses(1));
  const failed = checks.filter(({ detail }) => detail?.startsWith('no response: '));
  matchList(t, failed, [{ id: 'E1', outcome: 'failed' }], 'the next probe sends the request again');
  t.ok(checks.length > 50);
  await t.rejects(check('http://a.test', loseResponses(1000)), { message: 'http://a.test/ sent no response' });
});

t.test('if a server closes the connection or has no TLS, the error contains its URL', async (t) => {
  t.match(await messageFor(t, (request) => request.destroy()), /^<base>\/external\/search\/ can't be reached: .+; see/);
  const base = `https://${await listen(t, () => {})}`;
  await t.rejects(check(base, createHttpSender(30_000, never)), { message: /can't be reached: .+; see --base-url$/ });
});

t.test('a refused token ends the check and is not shown', async (t) => {
  const refuses: RequestListener = ({ headers }, response) => {
    response
      .writeHead(401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ detail: `Invalid: ${headers.authorization}` }));
  };
  t.equal(await messageFor(t, refuses), '--token is refused by <base>: {"detail":"Invalid: Token <token>"}');
});

t.test('a check that is stopped ends with a message', async (t) => {
  const stop = AbortSignal.abort();
  const send = limitRate(createHttpSender(30_000, stop), 1, stop);
  await t.rejects(check('http://127.0.0.1:1', send), {
    message: 'the check was stopped before its end; there is no report',
  });
});

t.test('a check that is stopped does not wait for a response', async (t) => {
  const stopping = new AbortController();
  const listener: RequestListener = (_request, response) => {
    stopping.abort();
    response.end();
  };
  const base = `http://${await listen(t, listener)}`;
  await t.rejects(check(base, createHttpSender(600_000, stopping.signal)), {
    message: /^the check was stopped before its end/,
  });
});

t.test('--rate adds a pause before each request but the first', async (t) => {
  const waits: number[] = [];
  const response: HttpResponse = { status: 200, headers: {}, text: '' };
  const pause = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  const send = limitRate(async () => response, 4, never, pause);
  for (const url of ['a', 'b', 'c']) t.equal(await send({ method: 'GET', url, headers: {} }), response);
  t.same(waits, [250, 250]);
});

t.test('no report contains a token, even if the server repeats it', async (t) => {
  const token = 'se"cr\\et-0123456789';
  const padding = 'x'.repeat(180);
  const echo: SendRequest = async ({ headers, url }) => ({
    status: url.includes('limit') ? 500 : 200,
    headers: { 'content-type': 'application/json', allow: headers.authorization ?? '' },
    text: JSON.stringify({
      detail: `${padding}${headers.authorization}`,
      [headers.authorization ?? 'none']: 1,
      results: [],
    }),
  });
  const report = await check(`https://api.example/${token}`, echo, token);
  for (const [name, write] of Object.entries(reporters)) {
    const text = write(report);
    t.match(text, /(<|&lt;)token(>|&gt;)/, name);
    t.notMatch(text, /se.{0,8}cr.{0,8}et|0123456789/, name);
  }
});

t.test('no detail contains a token with a quote, even if a text that contains it is quoted twice', async (t) => {
  const token = 'se"cr\\et-0123456789';
  const vendorsJob = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
  const json = { 'content-type': 'application/json' };
  const server: SendRequest = async ({ url }) => {
    if (url.includes('csv'))
      return { status: 200, headers: { 'content-type': 'text/csv' }, text: 'imported_note\r\nx\r\n' };
    const data = [{ imported_note: { authorization: `Bearer ${token}` } }];
    const page = url.includes('/search/') ? { success: true, count: 0, results: [] } : { total_records: 1, data };
    return { status: 200, headers: json, text: JSON.stringify(page) };
  };
  const target = {
    baseUrl: 'https://api.example',
    tokens: { search: token, enrichment: token },
    jobs: { completed: vendorsJob },
  };
  const { checks } = await runChecks(server, target, false);
  const valuesCheck = checks.find(({ title }) => title === 'CSV has the values of JSON, unaltered');
  t.match(valuesCheck?.detail, 'Bearer <token>');
  for (const { detail = '' } of checks) t.notMatch(detail, /se.{0,8}cr.{0,8}et|0123456789/);
});

t.test('no detail contains one of the two tokens, even if one token begins with the other', async (t) => {
  const tokens = { search: 'secret', enrichment: 'secret-0123456789' };
  const echo: SendRequest = async ({ headers }) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    text: JSON.stringify({ detail: headers.authorization ?? 'none' }),
  });
  const { checks } = await runChecks(echo, { baseUrl: 'https://api.example', tokens, jobs: {} }, false);
  const details = checks.map(({ detail = '' }) => detail);
  t.ok(details.some((detail) => detail.includes('Bearer <token>"')));
  for (const detail of details) t.notMatch(detail, /secret|0123456789/);
});

t.test('a detail has no control characters and is cut between two characters', async (t) => {
  for (const start of ['\u001b[2J\u0000\u009b', '\u001b[2J\u0000\u009bx']) {
    const server: SendRequest = async () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      text: start + '🙂'.repeat(300),
    });
    const { checks } = await check('https://api.example', server);
    const details = checks.map(({ detail = '' }) => detail);
    t.ok(details.some((detail) => detail.includes('got 200 \ufffd[2J\ufffd\ufffd') && detail.endsWith('🙂…')));
    for (const detail of details) t.ok(detail.isWellFormed() && !/\p{Cc}/u.test(detail), detail);
  }
});

t.test('options: an error names the wrong option, and never shows a secret', async (t) => {
  const good = ['--base-url', 'https://test.ecoreservice.com/backend/api/v1/', '--token', 'abc'];
  t.equal(readOptions(checkCommand, [...good, '--reporter', 'people'], {}).reporter, 'people', 'the former name');
  t.match(readOptions(checkCommand, good, {}), { token: 'abc', rate: 5, timeout: 30_000, reporter: 'pretty' });
  const base = 'takes an http or https URL without user, query and fragment';
  const cases: [string[], NodeJS.ProcessEnv, string][] = [
    [[], {}, '--base-url is missing: it takes an http or https URL'],
    [
      good.slice(0, 2),
      {},
      '--token is missing: it takes a token: printable ASCII without spaces, and can be set with ECORE_CHECK_TOKEN',
    ],
    [['--base-url', 'ftp://a.example'], {}, `--base-url ${base}`],
    [['--base-url', 'https://'], {}, `--base-url ${base}`],
    [['--base-url', 'https://me:pass@a.example'], {}, `--base-url ${base}`],
    [['--base-url', 'https://a.example/?x=1'], {}, `--base-url ${base}`],
    [['--base-url', 'https://a.example/#x'], {}, `--base-url ${base}`],
    [
      [...good, '--bearer-token', 'top secret'],
      {},
      '--bearer-token takes a token: printable ASCII without spaces; see check --help',
    ],
    [good, { ECORE_CHECK_TOKEN: 'top secret' }, 'ECORE_CHECK_TOKEN takes a token: printable ASCII without spaces; see'],
    [[...good, '--completed-job', '12'], {}, '--completed-job takes a job\'s UUID, not "12"'],
    [[...good, '--rate', '0'], {}, '--rate takes a whole number from 1 to 100000, not "0"'],
    [[...good, '--timeout', '1.5'], {}, '--timeout takes a whole number from 1 to 600000, not "1.5"'],
    [[...good, '--reporter', 'html'], {}, '--reporter takes pretty, tap, junit, json or markdown, not "html"'],
    [[...good, '--output', '/nowhere/x'], {}, '--output takes the path of a file in a folder that exists'],
    [[...good, '--tokn', 'x'], {}, 'unknown option "--tokn"; see check --help'],
    [good, { ECORE_CHECK_TOKN: 'x' }, 'unknown variable ECORE_CHECK_TOKN; see check --help'],
  ];
  for (const [args, env, message] of cases) {
    let actual = '';
    try {
      readOptions(checkCommand, args, env);
    } catch (error) {
      t.ok(error instanceof UsageError);
      actual = (error as Error).message;
    }
    t.ok(actual.startsWith(message), `${message}: ${actual}`);
    t.notMatch(actual, 'top secret');
  }
  for (const name of Object.keys(CheckOptions.properties)) t.match(formatHelp(checkCommand), `--${name}`);
});
