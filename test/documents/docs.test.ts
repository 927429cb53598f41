import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startMock } from '../../src/index.ts';
import { run } from '../support/command.ts';
import { matchList } from '../support/match-list.ts';

const noCurl = spawnSync('curl', ['--version']).error ? 'curl is not on this machine' : false;
const doc = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'docs', name), 'utf8');
const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block ?? '');

// All documents share one mock, as for a reader who tries one recipe after the other.
const mock = await startMock({ people: 20 });
t.teardown(() => mock.close());
for (const [, name = ''] of readme.matchAll(/\/accounts -d '\{"name": "([^"]+)"/g)) await mock.account({ name });

/** Runs all shell blocks of a document against the mock, one after the other, and returns their output. */
const shell = async (text: string): Promise<{ code: number; output: string }> => {
  const script = blocks(text, 'sh').join('').replaceAll('http://127.0.0.1:3267', mock.url);
  const child = spawn('sh', ['-c', `set -e\n${script.replaceAll('curl -s', 'curl -sS --fail-with-body')}`]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
};

/** Replaces the values that differ between two runs: times, durations and sizes of answers. */
const withoutMeasurements = (text: string): string =>
  text.replace(/"\d{4}-\d\d-\d\dT[^"]+"|(?<="(?:duration_ms|bytes)":)[\d.]+/g, '…');

/** Runs all JavaScript blocks of a document as one program and returns the value of an expression at its end. */
const program = (text: string, expression: string): Promise<unknown> => {
  const code = blocks(text, 'js').join('\n').replace("import { startMock } from 'ecore-mock';\n", '');
  return new Function('startMock', `return (async () => { ${code}\n return ${expression}; })();`)(startMock);
};

t.test('docs/admin-api.md: every curl succeeds, one after the other', { skip: noCurl }, async (t) => {
  const text = doc('admin-api.md');
  t.ok(text.split('\ncurl ').length > 30);
  const { code, output } = await shell(text);
  t.equal(code, 0, output.slice(-500));
  const printed = withoutMeasurements(output);
  const answers = blocks(text, 'json');
  t.ok(answers.length > 8);
  for (const answer of answers) {
    const shown = withoutMeasurements(JSON.stringify(JSON.parse(answer)));
    t.ok(printed.includes(shown), `the answer that is shown: ${shown}`);
  }
});

t.test('docs/admin-api.md: the table of calls has every call of the admin API', async (t) => {
  const text = doc('admin-api.md');
  const table = text.slice(text.indexOf('\n## Calls\n'), text.indexOf('\n## Accounts\n'));
  const calls = [...table.matchAll(/`([A-Z, `]+) (\/[^` ]+)`/g)].flatMap(([, methods = '', path]) =>
    methods.split(/\W+/).map((method) => `${method} ${path}`),
  );
  const document = await (await fetch(`${mock.url}/__mock/openapi.json`)).json();
  const { paths } = document as { paths: Record<string, object> };
  const names: Record<string, string> = { account: 'A', job_id: 'JOB', uuid: 'UUID', id: 'ID', name: 'NAME' };
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => {
      const short = path.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? name).replace(/^\/__mock(?=\/)/, '');
      return `${method.toUpperCase()} ${short}`;
    }),
  );
  t.same(new Set(calls), new Set(described));
});

t.test('docs/admin-api.md: the recipes for Node run, one after the other', async (t) => {
  t.match(await program(doc('admin-api.md'), '{ searches, disclosures, finding, clauses }'), {
    searches: Array,
    disclosures: Array,
    finding: { message: 'unknown parameter "jobLevel" is ignored: did you mean job_level?' },
    clauses: Array,
  });
});

t.test('docs/journeys.md: both journeys in curl', { skip: noCurl }, async (t) => {
  const { code, output } = await shell(doc('journeys.md'));
  t.equal(code, 0, output.slice(-500));
  for (const expected of [
    '"contact_email":null',
    '"unlocked":1,"credits_charged":1,"wallet_balance":499',
    '"contact_email":"john.doe@acme.example"',
    '"unlocked":0,"credits_charged":0,"wallet_balance":499',
    '"status":"queued"',
    '"status":"in-progress"',
    '"status":"paused"',
    '"status":"completed"',
    'imported_company_name,imported_first_name',
  ]) {
    t.ok(output.includes(expected), expected);
  }
});

t.test('docs/journeys.md: both journeys in Node', async (t) => {
  const results = (await program(doc('journeys.md'), '{ contact_email, entries, disclosures, status, csv }')) as Record<
    'entries' | 'disclosures',
    unknown[]
  > & { csv: unknown };
  t.match(results, { contact_email: 'john.doe@acme.example', status: 'completed' });
  matchList(t, results.entries, [{ amount: 500 }, { amount: -1 }]);
  matchList(t, results.disclosures, [{ field: 'contact_email', value: 'john.doe@acme.example' }]);
  t.equal(String(results.csv).split('\r\n').length, 22);
});

t.test('docs/fixtures.md: the errors that are shown are those that the command prints', async (t) => {
  const job = { account: 'me', status: 'paused' };
  const folder = t.testdir({
    'accounts.json': JSON.stringify({ accounts: [{ name: 'me', tokens: ['mine'] }] }),
    'jobs.json': JSON.stringify({
      jobs: [
        { ...job, job_id: '11111111-1111-4111-8111-111111111111', account: 'you' },
        { ...job, job_id: '22222222-2222-4222-8222-222222222222', processed: 11 },
      ],
    }),
  });
  const { stderr } = await run(['--fixtures', folder, '--port', '0']).ended;
  const [example] = blocks(doc('fixtures.md'), 'text');
  t.equal(stderr.replaceAll(folder, 'my'), example);
});
