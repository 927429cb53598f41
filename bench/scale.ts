// Measures the throughput through nginx with one, two and three replicas: `npm run bench:scale`. The load, nginx and the
// replicas share the cores of this machine, so the throughput can't grow further than the number of cores.
import { Agent, request } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startBalancer } from '../test/support/balancer.ts';
import { runCommand } from './processes.ts';
import { startMock } from './server.ts';

const seconds = 4;
const agent = new Agent({ keepAlive: true });
/** Each account has one request in progress at any time. */
const accounts = Array.from({ length: 48 }, (_, index) => `account-${index}`);

const sendRequest = (url: string, account: string, method = 'GET', body = ''): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Token ${account}`, 'content-length': body.length };
    const outgoing = request(url, { agent, method, headers }, (answer) => {
      answer.resume().once('error', reject);
      const { statusCode = 500 } = answer;
      answer.once('end', () => (statusCode < 400 ? resolve() : reject(new Error(`${url}: ${statusCode}`))));
    });
    outgoing.once('error', reject).end(body);
  });

const measureRate = async (url: string): Promise<number> => {
  let requests = 0;
  const startedAt = performance.now();
  const getElapsedSeconds = (): number => (performance.now() - startedAt) / 1000;
  await Promise.all(
    accounts.map(async (account) => {
      while (getElapsedSeconds() < seconds) {
        await sendRequest(`${url}/external/search/?limit=1000&job_title=e`, account);
        requests += 1;
      }
    }),
  );
  return requests / getElapsedSeconds();
};

/** Measures the requests per second with this many replicas. */
const measureReplicas = async (count: number): Promise<number> => {
  const mocks = await Promise.all(Array.from({ length: count }, () => startMock(10_000, { pinned: false })));
  const teardowns: (() => unknown)[] = [];
  const teardown = (callback: () => unknown): void => {
    teardowns.push(callback);
  };
  try {
    const url = await startBalancer(
      { teardown },
      mocks.map((mock) => new URL(mock.url).host),
    );
    for (const account of accounts) {
      await sendRequest(`${url}/__mock/accounts`, account, 'POST', JSON.stringify({ name: account, token: account }));
    }
    return await measureRate(url);
  } finally {
    for (const callback of teardowns) await callback();
    for (const mock of mocks) await mock.stop();
  }
};

await runCommand('npm', ['run', 'build'], { cwd: join(import.meta.dirname, '..') });
process.stdout.write(
  `${availableParallelism()} cores, ${accounts.length} accounts, ${seconds} s for each measurement\n`,
);
const rateOfOne = await measureReplicas(1);
process.stdout.write(`1 replica: ${rateOfOne.toFixed(0)} requests per second\n`);
for (const count of [2, 3]) {
  const rate = await measureReplicas(count);
  process.stdout.write(
    `${count} replicas: ${rate.toFixed(0)} requests per second, ${(rate / rateOfOne).toFixed(2)} ×\n`,
  );
}
agent.destroy();
