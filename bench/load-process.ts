// Puts load on a server by autocannon, for machines without wrk, and tells what wrk.lua tells.
// What to do comes as JSON on stdin.
import { text } from 'node:stream/consumers';
import type { Load } from './load.ts';
import { quantile } from './numbers.ts';

/** What is used of autocannon, which is no package of the project's. */
type Client = { setRequests: (requests: { path: string }[]) => void };
type Run = {
  on: (event: 'response', heard: (client: Client, status: number, bytes: number, ms: number) => void) => void;
};
type Autocannon = (options: object, done: (error: Error | null, result: { errors: number }) => void) => Run;

const { url, headers, paths, connections, seconds } = JSON.parse(await text(process.stdin)) as Load & { url: string };
const name: string = 'autocannon';
const { default: autocannon } = (await import(name)) as { default: Autocannon };

let clients = 0;
/** Connections share the paths: no two of them ask the same. */
const share = (): { path: string }[] => {
  const first = clients;
  clients += 1;
  return paths
    .filter((_, index) => paths.length < connections || index % connections === first)
    .map((path) => ({ path }));
};

const times: number[] = [];
let bad = 0;
let [begun, last] = [0, 0];
const errors = await new Promise<number>((resolve, reject) => {
  const run = autocannon(
    {
      url,
      connections,
      headers,
      duration: seconds,
      sampleInt: 100,
      timeout: 60,
      setupClient: (client: Client) => client.setRequests(share()),
    },
    (error, result) => (error ? reject(error) : resolve(result.errors)),
  );
  begun = performance.now();
  run.on('response', (_client, status, _bytes, ms) => {
    last = performance.now();
    times.push(ms);
    if (status >= 400) bad += 1;
  });
});
const told = { answers: times.length, seconds: (last - begun) / 1000, p99: quantile(times, 0.99), bad: bad + errors };
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
