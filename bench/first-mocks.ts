// Measures startMock in this process: the first start, and each further start, in milliseconds. Prints JSON.
import { join } from 'node:path';
import type { startMock as StartMock } from '../src/index.ts';
import { median } from './numbers.ts';

const packageFile: string = join(import.meta.dirname, '..', 'dist', 'index.js');
const { startMock } = (await import(packageFile)) as { startMock: typeof StartMock };

const measureStart = async (): Promise<number> => {
  const startedAt = performance.now();
  const mock = await startMock();
  const ms = performance.now() - startedAt;
  await mock.close();
  return ms;
};

const first = await measureStart();
const further = [];
for (let start = 0; start < 30; start += 1) further.push(await measureStart());
process.stdout.write(JSON.stringify({ first, further: median(further) }));
