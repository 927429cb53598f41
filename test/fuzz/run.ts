// `npm run fuzz [-- REQUESTS [ENDPOINT]]`: asks each endpoint 100,000 times, prints a line for each, and exits 1 on a breach.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fuzz } from './fuzz.ts';

const [requests = '100000', only = '', seed = '1'] = process.argv.slice(2);
const bin = join(import.meta.dirname, '..', '..', 'src', 'cli', 'bin.js');

/** A server of its own, so that what it is asked can't stop who asks; in the heap that is enough for any calls (memory-bounds.ts). */
const start = async (): Promise<{ child: ChildProcess; url: string; errors: () => string }> => {
  const args = ['--max-old-space-size=256', bin, '--port', '0', '--people', '300'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (part) => {
    errors += part;
  });
  const [ready] = await once(child.stdout, 'data');
  return { child, url: /http:\S+/.exec(String(ready))?.[0] ?? '', errors: () => errors };
};

const { child, url, errors } = await start();
let all = 0;
let breached = 0;
const began = performance.now();
const options = { requests: Number(requests), seed: Number(seed), alone: 2, only: new RegExp(only) };
for await (const { endpoint, requests: asked, statuses, worst, breaches } of fuzz(url, options)) {
  all += asked;
  breached += breaches.length;
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  process.stdout.write(`${endpoint}: ${asked} requests, worst ${worst.toFixed(1)} ms; ${counts.join(', ')}\n`);
  for (const breach of breaches) process.stdout.write(`  BREACH ${breach}\n`);
}
const alive = child.exitCode === null && (await fetch(`${url}/readyz`)).ok;
child.kill('SIGTERM');
const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
const isSound = alive && code === 0 && errors() === '' && breached === 0 && all > 0;
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(
  `${all} requests in ${seconds} s: ${isSound ? 'no breach' : `${breached} BREACHES`}, exit ${code}\n`,
);
process.stdout.write(errors().slice(0, 10_000));
process.exitCode = isSound ? 0 : 1;
