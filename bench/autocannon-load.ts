// Puts load on a server with autocannon, for machines without wrk, and prints the same JSON as wrk.lua.
// The load comes as JSON on stdin.
import { text } from 'node:stream/consumers';
import type { Load } from './measure-load.ts';
import { quantile } from './numbers.ts';

/** The part of autocannon's types that is used here. The project itself does not depend on autocannon. */
type Client = { setRequests: (requests: { path: string }[]) => void };
type Run = {
  on: (event: 'response', listener: (client: Client, status: number, bytes: number, ms: number) => void) => void;
};
type Autocannon = (options: object, done: (error: Error | null, result: { errors: number }) => void) => Run;

const { url, headers, paths, connections, seconds } = JSON.parse(await text(process.stdin)) as Load & { url: string };
const packageName: string = 'autocannon';
const { default: autocannon } = (await import(packageName)) as { default: Autocannon };

let clientCount = 0;
/** Divides the paths among the connections, so that no two connections request the same path. */
const pathsForNextClient = (): { path: string }[] => {
  const clientIndex = clientCount;
  clientCount += 1;
  return paths
    .filter((_, index) => paths.length < connections || index % connections === clientIndex)
    .map((path) => ({ path }));
};

const times: number[] = [];
let errorAnswers = 0;
let [startedAt, lastAnswerAt] = [0, 0];
const connectionErrors = await new Promise<number>((resolve, reject) => {
  const run = autocannon(
    {
      url,
      connections,
      headers,
      duration: seconds,
      sampleInt: 100,
      timeout: 60,
      setupClient: (client: Client) => client.setRequests(pathsForNextClient()),
    },
    (error, result) => (error ? reject(error) : resolve(result.errors)),
  );
  startedAt = performance.now();
  run.on('response', (_client, status, _bytes, ms) => {
    lastAnswerAt = performance.now();
    times.push(ms);
    if (status >= 400) errorAnswers += 1;
  });
});
const figures = {
  requests: times.length,
  seconds: (lastAnswerAt - startedAt) / 1000,
  p99: quantile(times, 0.99),
  errors: errorAnswers + connectionErrors,
};
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
