import { networkInterfaces } from 'node:os';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { startWithSecret } from '../support/admin-access.ts';
import { startAdminMock } from '../support/admin-api.ts';
import { noChromium, openBrowser } from '../support/browser.ts';
import { serve, tinyDataOptions } from '../support/command.ts';
import { sendRequest } from '../support/http.ts';
import { listen } from '../support/listen.ts';

// A browser is slow on a busy machine. The timeout in .taprc ends a test that hangs.
t.setTimeout(0);

type Call = { url: string; method?: string; headers?: Record<string, string>; body?: string; mode?: 'no-cors' };
/** The part of an answer that a page can read; `status` is 0 if the browser hides the answer. */
type PageAnswer = { status: number; text: string };

/** Sends a request with the fetch function of the page. */
const callFrom = (page: Page, call: Call): Promise<PageAnswer> =>
  page.evaluate(async ({ url, ...init }) => {
    try {
      const answer = await fetch(url, init);
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      return { status: 0, text: String(error) };
    }
  }, call);

/** Starts a server that sends an empty page for every path and host name. Returns its port. */
const servePages = async (t: Test): Promise<string> => {
  const address = await listen(t, (_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>page</title>');
  });
  return new URL(`http://${address}`).port;
};

t.test("a page at a rebound name can't read or change anything", { skip: noChromium }, async (t) => {
  const { url, token } = await startAdminMock(t);
  const context = await openBrowser(t, ['rebound.example']);
  const page = await context.newPage();
  const rebound = url.replace('127.0.0.1', 'rebound.example');
  // The page has the origin of the mock, like a page whose host name was rebound to the mock after the page was loaded.
  t.equal((await page.goto(`${rebound}/livez`))?.status(), 200);
  for (const path of ['', '/accounts', '/requests', '/openapi.json', '/accounts/demo']) {
    const answer = await callFrom(page, { url: `${rebound}/__mock${path}` });
    t.equal(answer.status, 403, path);
    t.notMatch(answer.text, token);
  }
  const body = '{"credits": 7}';
  t.equal((await callFrom(page, { url: `${rebound}/__mock/accounts/demo`, method: 'PATCH', body })).status, 403);
  t.equal((await sendRequest(`${url}/__mock/accounts/demo`)).json().credits, 500);
  t.equal((await page.goto(`${rebound}/__mock/accounts`))?.status(), 403);
  t.notMatch(await page.content(), token);
});

t.test('a page of an allowed origin can call the admin API and read its answers', { skip: noChromium }, async (t) => {
  const port = await servePages(t);
  const context = await openBrowser(t, ['app.test', 'other.test']);
  const page = await context.newPage();
  const allowed = { 'allow-origin': `http://app.test:${port}` };
  const { url } = await startWithSecret(t, allowed);
  const { url: guarded } = await startWithSecret(t, { ...allowed, 'admin-token': 's3cret' });
  const json = { 'content-type': 'application/json' };
  const from = async (origin: string, call: Call): Promise<PageAnswer> => {
    await page.goto(origin);
    return callFrom(page, call);
  };
  const credits = async (): Promise<number> => (await sendRequest(`${url}/__mock/accounts/a`)).json().credits;

  let paid = 0;
  for (const name of ['app.test', 'localhost', 'app.localhost']) {
    const origin = `http://${name}:${port}`;
    paid += 1;
    const body = JSON.stringify({ credits: paid });
    const changed = await from(origin, { url: `${url}/__mock/accounts/a`, method: 'PATCH', headers: json, body });
    t.match(changed, { status: 200, text: `"credits":${paid}` }, origin);
    t.equal(await credits(), paid, origin);
    t.match(await callFrom(page, { url: `${url}/__mock/accounts/nobody` }), {
      status: 404,
      text: /there is no account/,
    });
    const wrong = { url: `${url}/__mock/accounts`, method: 'POST', headers: json, body: '{' };
    t.match(await callFrom(page, wrong), { status: 400, text: /expected a body of JSON/ });
    t.equal((await callFrom(page, { url: `${guarded}/__mock` })).status, 401);
    const headers = { authorization: 'Bearer s3cret', 'x-mock-tenant': 'a' };
    t.equal((await callFrom(page, { url: `${guarded}/__mock/accounts/a`, method: 'DELETE', headers })).status, 204);
    t.equal((await callFrom(page, { url: `${guarded}/__mock/reset`, method: 'POST', headers })).status, 204);
  }

  const body = '{"credits": 99}';
  for (const call of [
    { url: `${url}/__mock/accounts/a`, method: 'PATCH', headers: json, body },
    { url: `${url}/__mock/accounts`, method: 'POST', body: '{"name": "theirs"}' },
    { url: `${url}/__mock/accounts`, method: 'POST', body: '{"name": "theirs"}', mode: 'no-cors' as const },
    { url: `${url}/__mock/accounts` },
  ]) {
    t.match(await from(`http://other.test:${port}`, call), { status: 0 }, JSON.stringify(call));
  }
  // Requests without a preflight may have reached the mock.
  t.equal(await credits(), paid);
  t.equal((await sendRequest(`${url}/__mock/accounts/theirs`)).status, 404);
});

t.test('a link to the admin API works, but a form and a frame do not', { skip: noChromium }, async (t) => {
  const { url } = await startAdminMock(t);
  const origin = `http://other.test:${await servePages(t)}`;
  const context = await openBrowser(t, ['other.test']);
  const page = await context.newPage();
  const follow = async (content: string, selector: string): Promise<number | undefined> => {
    await page.goto(origin);
    await page.setContent(content);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().startsWith(`${url}/__mock`)),
      page.click(selector),
    ]);
    return answer.status();
  };
  t.equal(await follow(`<a href="${url}/__mock">mock</a>`, 'a'), 200);
  t.equal(await follow(`<form method="post" action="${url}/__mock/reset"><button>x</button></form>`, 'button'), 403);
  t.equal(await follow(`<button onclick="frame.src = '${url}/__mock'">x</button><iframe id="frame">`, 'button'), 403);
});

const address = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
const noAddress = address === undefined && 'this machine has only loopback addresses';

t.test(
  '/docs?admin can call the admin API at an IP address of the machine',
  { skip: noChromium || noAddress },
  async (t) => {
    const { url } = await serve(t, [...tinyDataOptions, '--host', '0.0.0.0']);
    const context = await openBrowser(t);
    const page = await context.newPage();
    const shown = url.replace('127.0.0.1', String(address));
    t.equal((await sendRequest(`${url}/__mock/accounts`, { method: 'POST', body: '{"name": "before"}' })).status, 201);
    await page.goto(`${shown}/docs?admin`);
    const operation = page.locator('.opblock', { has: page.locator('[data-path="/__mock/reset"]') });
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('button.execute').click();
    t.equal(await operation.locator('.live-responses-table .response-col_status').last().innerText(), '204');
    t.equal((await sendRequest(`${url}/__mock/accounts/before`)).status, 404, 'the mock is reset');
  },
);
