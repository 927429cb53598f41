// `npm run soak [-- SECONDS CONNECTIONS DOWNLOADS CALLS]`: a mock with the default data in a heap of 256 MB gets 1,000 keep-alive
// connections for a minute, then 10,000 downloads that are broken off, then 20,000 mixed calls whose answers, URLs and
// values are large. Exits 1 where there was an error, or where memory, sockets, files or timers are more than before.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { answerIn } from '../fuzz/answers.ts';
import { sendRequest } from '../support/http.ts';
import { type ResourceUse, startMeasured } from '../support/measured-mock.ts';
import { connectTo } from '../support/raw-connection.ts';
import { mixedCall, prepareMixedCalls } from './mixed-calls.ts';

const [seconds = 60, connections = 1000, downloads = 10_000, calls = 20_000] = process.argv.slice(2).map(Number);
const atOnce = 50;
const mebibyte = 2 ** 20;
/** What may be more without being a leak: caches of a bounded size, code that was compiled, what malloc holds on to. */
const slack = { heap: 8 * mebibyte, resident: 48 * mebibyte, sockets: 0, timers: 0, files: 0 } satisfies ResourceUse;

const mock = await startMeasured(256);
const { url, measure } = mock;

/** What is held once all connections are gone and the journal is empty; a statement that is still open makes the reset fail. */
const atRest = async (): Promise<ResourceUse> => {
  const reset = await sendRequest(`${url}/__mock/reset`, { method: 'POST' });
  if (reset.status !== 204) throw new Error(`reset: ${reset.status} ${reset.text}`);
  const until = performance.now() + 10_000;
  let now = await measure();
  while (now.sockets > 0 && performance.now() < until) {
    await pause(100);
    now = await measure();
  }
  return now;
};

const errors: string[] = [];
let answers = 0;

const asked = Buffer.from(
  'GET /external/search/?industry=Technology HTTP/1.1\r\nHost: x\r\nAuthorization: Token demo-token\r\n\r\n',
);

/** Asks on one connection, one request after the other, until then. */
const keepAsking = async (until: number): Promise<void> => {
  const socket = await connectTo(url);
  let held: Buffer = Buffer.alloc(0);
  let done = false;
  socket.on('data', (part) => {
    held = Buffer.concat([held, part]);
    const found = answerIn(held, 'GET');
    if (!found) return;
    held = held.subarray(found.end);
    answers += 1;
    if (found.answer.status !== 200) errors.push(`${found.answer.status} ${found.answer.body}`);
    done = performance.now() > until;
    if (done) socket.destroy();
    else socket.write(asked);
  });
  socket.write(asked);
  await once(socket, 'close');
  if (!done) errors.push('a connection that the server closed');
};

const load = (forSeconds: number): Promise<unknown> => {
  const until = performance.now() + forSeconds * 1000;
  return Promise.all(Array.from({ length: connections }, () => keepAsking(until)));
};

const download = Buffer.from(
  'GET /enrichment/result/00000000-0000-4000-8000-00000000000a/?report_type=csv HTTP/1.1\r\nHost: x\r\n' +
    'Authorization: Bearer demo-token\r\n\r\n',
);
/** How a client goes away: before anything came, at the first bytes, later, closing its side alone, or by a reset. */
const ways = ['at once', 'headers', 'later', 'half', 'reset'] as const;

const breakOff = async (way: (typeof ways)[number]): Promise<void> => {
  const socket = await connectTo(url);
  const closed = once(socket, 'close');
  let bytes = 0;
  socket.on('data', (part) => {
    if (bytes === 0 && !part.toString('latin1').startsWith('HTTP/1.1 200 '))
      errors.push(part.toString('latin1', 0, 200));
    bytes += part.length;
    if (way === 'later' && bytes < 200_000) return;
    if (way === 'half' && bytes < 200_000) socket.end();
    else if (way === 'reset') socket.resetAndDestroy();
    else socket.destroy();
  });
  socket.write(download);
  if (way === 'at once') socket.destroy();
  await closed;
};

const breakAll = async (count: number): Promise<void> => {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await breakOff(ways[left % ways.length] as (typeof ways)[number]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

const told = ({ heap, resident, sockets, timers, files }: ResourceUse): string =>
  `heap ${(heap / mebibyte).toFixed(1)} MiB, resident ${(resident / mebibyte).toFixed(0)} MiB, ${sockets} sockets, ${timers} timers, ${files} files`;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

// What the first use compiles, and buffers that grow once, is no leak.
await load(Math.min(5, seconds));
await breakAll(Math.min(2000, downloads));
const before = await atRest();
say(`before: ${told(before)}`);

answers = 0;
await load(seconds);
const afterLoad = await atRest();
say(`${connections} connections for ${seconds} s, ${answers} answers: ${told(afterLoad)}`);
await breakAll(downloads);
const after = await atRest();
say(`${downloads} downloads broken off: ${told(after)}`);

for (const [name, now] of [
  ['connections', afterLoad],
  ['downloads', after],
] as const) {
  for (const key of Object.keys(slack) as (keyof ResourceUse)[])
    if (now[key] > before[key] + slack[key]) errors.push(`${name}: more ${key}`);
}

/** What may be more after all mixed calls than after a quarter of them. */
const mixedSlack = 30 * mebibyte;

await prepareMixedCalls(url);
const countServerErrors = (statuses: Map<number, number>): void => {
  for (const [status, count] of statuses) if (status >= 500) errors.push(`mixed calls: ${count} times ${status}`);
};
countServerErrors(await mock.calls(calls / 4, mixedCall));
const afterSome = await measure();
say(`${calls / 4} mixed calls: ${told(afterSome)}`);
countServerErrors(await mock.calls((calls * 3) / 4, (index) => mixedCall(index + calls / 4)));
const afterMixed = await measure();
say(`${calls} mixed calls: ${told(afterMixed)}`);
for (const key of ['heap', 'resident'] as const)
  if (afterMixed[key] > afterSome[key] + mixedSlack) errors.push(`mixed calls: more ${key}`);

const code = await mock.stop();
if (code !== 0) errors.push(`the server exited with ${code}`);
for (const error of errors.slice(0, 10)) say(`ERROR ${error}`);
say(errors.length === 0 ? 'no error, and nothing grew' : `${errors.length} errors`);
process.exitCode = errors.length === 0 ? 0 : 1;
