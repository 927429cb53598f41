// Answers a second through nginx with one, two and three replicas: `npm run bench:scale`. The load, nginx and the
// replicas share the cores of this machine, so that it grows as far as those go.
import { Agent, request } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startBalancer } from '../test/support/balancer.ts';
import { run } from './processes.ts';
import { startMock } from './server.ts';

const seconds = 4;
const agent = new Agent({ keepAlive: true });
/** Each has one call under way. */
const tenants = Array.from({ length: 48 }, (_, index) => `tenant-${index}`);

const ask = (url: string, tenant: string, method = 'GET', body = ''): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Token ${tenant}`, 'content-length': body.length };
    const asked = request(url, { agent, method, headers }, (answer) => {
      answer.resume().once('error', reject);
      const { statusCode = 500 } = answer;
      answer.once('end', () => (statusCode < 400 ? resolve() : reject(new Error(`${url}: ${statusCode}`))));
    });
    asked.once('error', reject).end(body);
  });

const perSecond = async (url: string): Promise<number> => {
  let answers = 0;
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  await Promise.all(
    tenants.map(async (tenant) => {
      while (elapsed() < seconds) {
        await ask(`${url}/external/search/?limit=1000&job_title=e`, tenant);
        answers += 1;
      }
    }),
  );
  return answers / elapsed();
};

/** Answers a second with so many replicas. */
const measure = async (count: number): Promise<number> => {
  const mocks = await Promise.all(Array.from({ length: count }, () => startMock(10_000, { pinned: false })));
  const ends: (() => unknown)[] = [];
  const teardown = (end: () => unknown): void => {
    ends.push(end);
  };
  try {
    const url = await startBalancer(
      { teardown },
      mocks.map((mock) => new URL(mock.url).host),
    );
    for (const tenant of tenants)
      await ask(`${url}/__mock/accounts`, tenant, 'POST', JSON.stringify({ name: tenant, token: tenant }));
    return await perSecond(url);
  } finally {
    for (const end of ends) await end();
    for (const mock of mocks) await mock.stop();
  }
};

await run('npm', ['run', 'build'], { cwd: join(import.meta.dirname, '..') });
process.stdout.write(`${availableParallelism()} cores, ${tenants.length} tenants, ${seconds} s each\n`);
const one = await measure(1);
process.stdout.write(`1 replica: ${one.toFixed(0)} answers a second\n`);
for (const count of [2, 3]) {
  const rate = await measure(count);
  process.stdout.write(`${count} replicas: ${rate.toFixed(0)} answers a second, ${(rate / one).toFixed(2)} ×\n`);
}
agent.destroy();
