import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Test } from 'tap';
import { listen } from './listen.ts';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];

/**
 * Opens a page in a Chromium process of its own, which is ended with the test. Rejects if Chromium ends first.
 * It does not use Playwright (browser.ts), with which the tests of requests that Chromium repeats did not end.
 */
const open = async (t: Test, url: string): Promise<never> => {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  // Its two pipes keep it open until they close.
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
  const child = spawn('chromium', [...flags, `--user-data-dir=${profile}`, url], { stdio: [...stdio] });
  const ended = once(child, 'exit');
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  await ended;
  throw new Error('chromium ended before its page did');
};

/**
 * Runs a script in a page of Chromium, which has an origin of its own. Returns the result of the script, by way of JSON.
 * In the script, `await step(value)` calls `step` in the test and returns its result.
 */
export const runInChromium = async (
  t: Test,
  script: string,
  step: (value: never) => Promise<unknown>,
): Promise<unknown> => {
  const page = `<!doctype html><link rel="icon" href="data:,"><script>
const post = (path, value) => fetch(path, { method: 'POST', body: JSON.stringify(value ?? null) });
const step = async (value) => (await post('/step', value)).json();
(async () => { ${script} })().then((value) => post('/done', { value }), (error) => post('/done', { error: String(error) }));
</script>`;
  let done: (result: { value?: unknown; error?: string }) => void;
  const result = new Promise<{ value?: unknown; error?: string }>((resolve) => {
    done = resolve;
  });
  const host = await listen(t, async (request, response) => {
    const body = request.method === 'POST' ? JSON.parse(await text(request)) : undefined;
    if (request.url === '/step') response.end(JSON.stringify((await step(body as never)) ?? null));
    else if (request.url === '/done') {
      response.end();
      done(body);
    } else response.setHeader('content-type', 'text/html').end(page);
  });
  const { value, error } = await Promise.race([result, open(t, `http://${host}/`)]);
  if (error !== undefined) throw new Error(`in the page: ${error}`);
  return value;
};
