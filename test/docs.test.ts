import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startMock } from '../src/index.ts';

const noCurl = spawnSync('curl', ['--version']).error ? 'curl is not on this machine' : false;
const steering = readFileSync(join(import.meta.dirname, '..', 'docs', 'steering.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...steering.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text ?? '');

t.test('docs/steering.md: every curl succeeds, one after the other', { skip: noCurl }, async (t) => {
  await using mock = await startMock({ people: 20 });
  const shell = blocks('sh').join('').replaceAll('http://127.0.0.1:3267', mock.url);
  t.ok(shell.split('\ncurl ').length > 30);
  // The token is what the answer to the first call says.
  const script = `set -e\nTOKEN=none\n${shell.replaceAll('curl -s', 'curl -sS --fail-with-body')}`.replace(
    /^(curl .*"name": "mine".*)$/m,
    'TOKEN=$($1 | sed \'s/.*"token":"\\([^"]*\\)".*/\\1/\')',
  );
  const child = spawn('sh', ['-c', script]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  t.equal(code, 0, output.slice(-500));
  t.match(output, '"imported_name":"Ada"', 'the job is fetched with the token');
});

t.test('docs/steering.md: the recipes for Node run, one after the other', async (t) => {
  const code = blocks('js').join('\n').replace("import { startMock } from 'ecore-mock';\n", '');
  t.ok(code.split('await ').length > 20);
  const run = new Function('startMock', `return (async () => { ${code} })();`);
  await run(startMock);
});
