// `npm run soak [-- SECONDS CONNECTIONS DOWNLOADS CALLS]` starts a mock with the default data and a heap of 256 MB. The mock
// gets 1,000 keep-alive connections for a minute, then 10,000 downloads that the client breaks off, then 20,000 mixed calls
// with large answers, URLs and values. It exits with 1 if there was an error, or if memory, sockets, files or timers grew.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { mebibyte } from '../../src/lib/mebibyte.ts';
import { parseAnswer } from '../fuzz/parse-answer.ts';
import { sendRequest } from '../support/http.ts';
import { type ResourceUse, startMeasured } from '../support/measured-mock.ts';
import { connectTo } from '../support/raw-connection.ts';
import { mixedCall, prepareMixedCalls } from './mixed-calls.ts';

const [seconds = 60, connections = 1000, downloads = 10_000, calls = 20_000] = process.argv.slice(2).map(Number);
const maxConcurrentDownloads = 50;
/** Growth that is not a leak: caches of limited size, compiled code, and memory that malloc keeps. */
const allowedGrowth = {
  heap: 8 * mebibyte,
  resident: 48 * mebibyte,
  sockets: 0,
  timers: 0,
  files: 0,
} satisfies ResourceUse;

const mock = await startMeasured(256);
const { url, measure } = mock;

/** Measures after all connections have ended and the journal is empty. An open statement would make the reset fail. */
const measureAtRest = async (): Promise<ResourceUse> => {
  const reset = await sendRequest(`${url}/__mock/reset`, { method: 'POST' });
  if (reset.status !== 204) throw new Error(`reset: ${reset.status} ${reset.text}`);
  const deadline = performance.now() + 10_000;
  let now = await measure();
  while (now.sockets > 0 && performance.now() < deadline) {
    await pause(100);
    now = await measure();
  }
  return now;
};

const errors: string[] = [];
let answers = 0;

const searchRequest = Buffer.from(
  'GET /external/search/?industry=Technology HTTP/1.1\r\nHost: x\r\nAuthorization: Token demo-token\r\n\r\n',
);

/** Sends requests on one connection, one after the other, until the deadline. */
const sendUntil = async (deadline: number): Promise<void> => {
  const socket = await connectTo(url);
  let received: Buffer = Buffer.alloc(0);
  let done = false;
  socket.on('data', (part) => {
    received = Buffer.concat([received, part]);
    const found = parseAnswer(received, 'GET');
    if (!found) return;
    received = received.subarray(found.end);
    answers += 1;
    if (found.answer.status !== 200) errors.push(`${found.answer.status} ${found.answer.body}`);
    done = performance.now() > deadline;
    if (done) socket.destroy();
    else socket.write(searchRequest);
  });
  socket.write(searchRequest);
  await once(socket, 'close');
  if (!done) errors.push('the server closed a connection');
};

const load = (forSeconds: number): Promise<unknown> => {
  const deadline = performance.now() + forSeconds * 1000;
  return Promise.all(Array.from({ length: connections }, () => sendUntil(deadline)));
};

const download = Buffer.from(
  'GET /enrichment/result/00000000-0000-4000-8000-00000000000a/?report_type=csv HTTP/1.1\r\nHost: x\r\n' +
    'Authorization: Bearer demo-token\r\n\r\n',
);
/** How a client breaks off: before any bytes, at the first bytes, later, by ending its side only, or by a reset. */
const breakOffs = ['at once', 'headers', 'later', 'half', 'reset'] as const;

const breakOff = async (way: (typeof breakOffs)[number]): Promise<void> => {
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
  let remaining = count;
  const worker = async (): Promise<void> => {
    while (remaining > 0) {
      remaining -= 1;
      await breakOff(breakOffs[remaining % breakOffs.length] as (typeof breakOffs)[number]);
    }
  };
  await Promise.all(Array.from({ length: maxConcurrentDownloads }, worker));
};

const describe = ({ heap, resident, sockets, timers, files }: ResourceUse): string =>
  `heap ${(heap / mebibyte).toFixed(1)} MiB, resident ${(resident / mebibyte).toFixed(0)} MiB, ${sockets} sockets, ${timers} timers, ${files} files`;
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

// Code that the first use compiles and buffers that grow once are not leaks.
await load(Math.min(5, seconds));
await breakAll(Math.min(2000, downloads));
const before = await measureAtRest();
print(`before: ${describe(before)}`);

answers = 0;
await load(seconds);
const afterLoad = await measureAtRest();
print(`${connections} connections for ${seconds} s, ${answers} answers: ${describe(afterLoad)}`);
await breakAll(downloads);
const after = await measureAtRest();
print(`${downloads} downloads that were broken off: ${describe(after)}`);

for (const [name, now] of [
  ['connections', afterLoad],
  ['downloads', after],
] as const) {
  for (const key of Object.keys(allowedGrowth) as (keyof ResourceUse)[])
    if (now[key] > before[key] + allowedGrowth[key]) errors.push(`${name}: more ${key}`);
}

/** The allowed growth between a quarter of the mixed calls and all of them. */
const allowedMixedGrowth = 30 * mebibyte;

await prepareMixedCalls(url);
const countServerErrors = (statuses: Map<number, number>): void => {
  for (const [status, count] of statuses) if (status >= 500) errors.push(`mixed calls: ${count} times ${status}`);
};
countServerErrors(await mock.calls(calls / 4, mixedCall));
const afterSome = await measure();
print(`${calls / 4} mixed calls: ${describe(afterSome)}`);
countServerErrors(await mock.calls((calls * 3) / 4, (index) => mixedCall(index + calls / 4)));
const afterMixed = await measure();
print(`${calls} mixed calls: ${describe(afterMixed)}`);
for (const key of ['heap', 'resident'] as const)
  if (afterMixed[key] > afterSome[key] + allowedMixedGrowth) errors.push(`mixed calls: more ${key}`);

const code = await mock.stop();
if (code !== 0) errors.push(`the server exited with ${code}`);
for (const error of errors.slice(0, 10)) print(`ERROR ${error}`);
print(errors.length === 0 ? 'no errors, and nothing grew' : `${errors.length} errors`);
process.exitCode = errors.length === 0 ? 0 : 1;
