import { join } from 'node:path';
import { sendRequest } from '../http-client.ts';
import { formatCount } from '../numbers.ts';
import { runCommand } from '../processes.ts';
import { type Server, startMock } from '../server.ts';
import { type Measure, reportFigure, requireAtMost, type Verdict } from '../verdicts.ts';

const defaultPeople = 10_000;

/** Sends the same call of the admin API several times, and returns the milliseconds of each. */
const measureCalls = async ({ url }: Server, path: string, count: number): Promise<number[]> => {
  const times = [];
  for (let call = 0; call < count; call += 1) {
    times.push((await sendRequest(`${url}/__mock${path}`, {}, 'POST', '{}')).ms);
  }
  return times;
};

const measureReset = async (server: Server, people: number, limit: number): Promise<Verdict> => {
  await measureCalls(server, '/reset', 20);
  const times = await measureCalls(server, '/reset', 100);
  return requireAtMost(7, `reset, ${formatCount(people)} people`, times, limit, ' ms');
};

/** Goal 7: reset, the creation of accounts, and startMock. */
export const adminApi: Measure = async ({ cache, manyPeople, reportProgress }) => {
  reportProgress('admin API');
  await using largeServer = await startMock(manyPeople, { cache });
  const verdicts = [await measureReset(largeServer, manyPeople, 50)];
  await largeServer.stop();
  await using server = await startMock(defaultPeople, { cache });
  verdicts.push(await measureReset(server, defaultPeople, 10));
  verdicts.push(requireAtMost(7, 'creating an account', await measureCalls(server, '/accounts', 200), 2, ' ms'));
  const resetTimes = await measureCalls(server, '/reset', 1);
  verdicts.push(reportFigure(7, 'reset with 200 further accounts', resetTimes, ' ms'));

  const script = join(import.meta.dirname, '..', 'first-mocks.ts');
  const { first, further } = JSON.parse(await runCommand(process.execPath, [script], { core: 'server' })) as {
    first: number;
    further: number;
  };
  verdicts.push(reportFigure(7, 'first startMock of a process', [first], ' ms'));
  verdicts.push(reportFigure(7, 'each further startMock', [further], ' ms'));
  return { verdicts };
};
