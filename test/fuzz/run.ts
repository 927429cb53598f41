// `npm run fuzz [-- REQUESTS [ENDPOINT]]`: sends 100,000 generated requests to each endpoint, prints a line for
// each endpoint, and exits with 1 if an answer breaks a rule.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fuzz } from './fuzz.ts';

const [requests = '100000', only = '', seed = '1'] = process.argv.slice(2);
const bin = join(import.meta.dirname, '..', '..', 'src', 'cli', 'bin.js');

/** Starts the server in its own process, so that a crash does not end this one. Its heap is enough for any requests. */
const startServer = async (): Promise<{ child: ChildProcess; url: string; errors: () => string }> => {
  const args = ['--max-old-space-size=256', bin, '--port', '0', '--people', '300'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (part) => {
    errors += part;
  });
  const [ready] = await once(child.stdout, 'data');
  return { child, url: /http:\S+/.exec(String(ready))?.[0] ?? '', errors: () => errors };
};

const { child, url, errors } = await startServer();
let total = 0;
let breached = 0;
const startTime = performance.now();
const options = { requests: Number(requests), seed: Number(seed), invalidPercent: 2, only: new RegExp(only) };
for await (const { endpoint, requests: count, statuses, worst, breaches } of fuzz(url, options)) {
  total += count;
  breached += breaches.length;
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  process.stdout.write(`${endpoint}: ${count} requests, worst ${worst.toFixed(1)} ms; ${counts.join(', ')}\n`);
  for (const breach of breaches) process.stdout.write(`  BREACH ${breach}\n`);
}
const alive = child.exitCode === null && (await fetch(`${url}/readyz`)).ok;
child.kill('SIGTERM');
const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
const isSound = alive && code === 0 && errors() === '' && breached === 0 && total > 0;
const seconds = Math.round((performance.now() - startTime) / 1000);
process.stdout.write(
  `${total} requests in ${seconds} s: ${isSound ? 'no breach' : `${breached} BREACHES`}, exit ${code}\n`,
);
process.stdout.write(errors().slice(0, 10_000));
process.exitCode = isSound ? 0 : 1;
