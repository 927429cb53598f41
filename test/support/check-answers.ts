// The last step of `npm test`: fails if an answer of the run differed from the OpenAPI document, or if the document has an
// answer that no test caused. valid-answers.ts has written what the tests saw.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '../../src/api/operations.ts';
import { answersFolder } from './valid-answers.ts';

const readLines = (name: string): string[] => {
  const file = join(answersFolder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
};

/** The statuses that all operations have from the same code, so that one operation is enough. */
const sharedStatuses = ['413', '415', '429', '500'];
const documented = operations.flatMap(({ schema }) =>
  Object.entries(schema.response).flatMap(([status, { content }]) =>
    Object.keys(content).map((type) => ({ operation: schema.operationId, answer: ` ${status} ${type}`, status })),
  ),
);
const valid = readLines('valid');
const missing = documented.filter(({ operation, answer, status }) =>
  sharedStatuses.includes(status)
    ? !valid.some((line) => line.endsWith(answer))
    : !valid.includes(`${operation}${answer}`),
);
const problems = [
  ...readLines('invalid').map((line) => `not as documented: ${line}`),
  ...new Set(missing.map(({ operation, answer }) => `documented, but no test caused it: ${operation}${answer}`)),
];
for (const problem of problems.slice(0, 20)) process.stdout.write(`${problem}\n`);
process.stdout.write(
  problems.length === 0
    ? `All answers of the run are valid by the OpenAPI document, and all ${documented.length} documented answers occurred.\n`
    : `${problems.length} answers are invalid by the OpenAPI document, or missing.\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
