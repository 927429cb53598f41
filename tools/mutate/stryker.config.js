// `FOLDER=api npm run mutate`: Stryker changes one operator, literal or statement of src/api at a time, and runs the test files
// of that folder. It lists the changes that no test finds, with a table by file. A second run only tries new changes.
import { mkdirSync } from 'node:fs';
import process from 'node:process';

/** The test files of each folder. Stryker runs all of them once, and then for each change only those that reach its line. */
const testFiles = new Map([
  ['admin', ['test/admin/*.test.ts', 'test/admin/linter/*.test.ts', 'test/contract/failures-and-quotas.test.ts']],
  ['api', ['test/contract/*.test.ts', 'test/api/*.test.ts']],
  ['cli/reporters', ['test/cli/*.test.ts', 'test/conformance/check.test.ts']],
  ['conformance', ['test/conformance/*.test.ts']],
  ['db', ['test/db/*.test.ts', 'test/admin/reset-and-isolation.test.ts', 'test/contract/{search,unlock}.test.ts']],
  [
    'domain',
    ['test/domain/*.test.ts', 'test/contract/*.test.ts', 'test/api/stored-text.test.ts', 'test/admin/jobs.test.ts'],
  ],
  ['fixtures', ['test/fixtures/*.test.ts', 'test/contract/default-data.test.ts']],
]);

const folder = process.env.FOLDER ?? '';
if (!testFiles.has(folder)) throw new Error(`FOLDER=${folder}: expected one of ${[...testFiles.keys()].join(', ')}`);
// Stryker does not create the folder of its incremental file.
mkdirSync('.tap', { recursive: true });

// biome-ignore lint/style/noDefaultExport: Stryker reads the default export.
export default {
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner'],
  mutate: [`src/${folder}/**/*.ts`],
  tap: { testFiles: testFiles.get(folder), nodeArgs: ['-r', '{{hookFile}}', '{{testFile}}'], forceBail: true },
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: `.tap/mutate-${folder.replace('/', '-')}.json`,
  tempDirName: '.tap/stryker',
  ignorePatterns: ['.tap', 'dist', 'bench'],
  reporters: ['clear-text', 'progress-append-only'],
  concurrency: 2,
  dryRunTimeoutMinutes: 60,
  timeoutMS: 60_000,
  // Stryker rewrites a tsconfig with functions that TypeScript 7 no longer has; no step of a test run reads one.
  tsconfigFile: 'none',
};
