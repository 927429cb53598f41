import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startMock } from '../../src/index.ts';
import { type ProgramResult, runProgram } from '../support/child-process.ts';
import { sendRequest } from '../support/http.ts';

const cli = join(import.meta.dirname, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
const config = join(import.meta.dirname, 'redocly.yaml');
const folder = t.testdir();
const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/** Checks an OpenAPI document by the recommended rules of Redocly. The exit code is 0 if there is no error. */
const lint = (text: string): Promise<ProgramResult> => {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, text);
  return runProgram(process.execPath, [cli, 'lint', '--config', config, file], undefined, quiet);
};

const mock = await startMock({ people: 0 });
t.teardown(() => mock.close());

for (const path of ['/openapi.json', '/__mock/openapi.json']) {
  t.test(`Redocly finds no error and no warning in ${path}`, async (t) => {
    const { code, output } = await lint((await sendRequest(mock.url + path)).text);
    t.equal(code, 0, output);
    t.notMatch(output, /warning/i);
  });
}

t.test('Redocly finds an error in a document without operation ids and without a license', async (t) => {
  const { text } = await sendRequest(`${mock.url}/openapi.json`);
  const broken = text.replaceAll('"operationId"', '"x-id"').replace('"license"', '"x"');
  t.equal((await lint(broken)).code, 1);
});
