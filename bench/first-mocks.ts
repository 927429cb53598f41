// How long startMock takes in this process, in milliseconds: the first time, and each further time. JSON on stdout.
import { join } from 'node:path';
import type { startMock as StartMock } from '../src/index.ts';
import { median } from './numbers.ts';

const built: string = join(import.meta.dirname, '..', 'dist', 'index.js');
const { startMock } = (await import(built)) as { startMock: typeof StartMock };

const once = async (): Promise<number> => {
  const begun = performance.now();
  const mock = await startMock();
  const took = performance.now() - begun;
  await mock.close();
  return took;
};

const first = await once();
const further = [];
for (let again = 0; again < 30; again += 1) further.push(await once());
process.stdout.write(JSON.stringify({ first, further: median(further) }));
