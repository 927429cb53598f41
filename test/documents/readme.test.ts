import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { clauseIds, getClause } from '../../src/domain/clauses.ts';
import { ServerOptionsSchema } from '../../src/server/server-options.ts';
import { createContractPage, findClauseTests } from '../../tools/contract-page.ts';
import { statements } from '../../tools/statements.ts';
import { createStatementsPage } from '../../tools/statements-page.ts';
import { serve } from '../support/command.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const noCurl = spawnSync('curl', ['--version']).error ? 'curl is not on this machine' : false;

/** Each fenced block of the README with its language, in order. */
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text ?? '',
}));

t.test('README: its first screen is one sentence, two commands, one curl and its answer', async (t) => {
  const [commands, curl, answer] = blocks;
  t.match(readme, /^# ecore-mock\n\n[^\n]+\n\n```sh\n/);
  t.match(commands, { language: 'sh', text: 'npm ci\nnpm start\n' });
  t.match(curl, { language: 'sh', text: /^curl / });
  t.match(answer, { language: 'json' });
  t.ok(readme.slice(0, readme.indexOf('\n## ')).split('\n').length <= 22);
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  t.equal(scripts.start, 'exec node --max-semi-space-size=16 src/cli/bin.js', 'the command that the tests run');
});

t.test('README: every curl prints the answer that follows it', { skip: noCurl }, async (t) => {
  const { url } = await serve(t);
  const curls = blocks.flatMap(({ text }, index) =>
    text.startsWith('curl ') ? [{ text, next: blocks[index + 1] }] : [],
  );
  t.ok(curls.length >= 4);
  for (const { text, next } of curls) {
    const { stdout, status } = spawnSync('sh', ['-c', text.replace('http://127.0.0.1:3267', url)], {
      encoding: 'utf8',
    });
    t.equal(status, 0);
    if (next && next.language !== 'sh') t.equal(stdout.replaceAll('\r\n', '\n').trimEnd(), next.text.trimEnd(), text);
    else if (text.includes('limit=5')) t.equal(JSON.parse(stdout).results.length, 5, 'the five people of the prose');
  }
});

t.test('README: the table of options has every option with its default', async (t) => {
  for (const [name, schema] of Object.entries(ServerOptionsSchema.properties)) {
    const row = readme
      .replaceAll(/ +\|/g, ' |')
      .split('\n')
      .find((line) => line.startsWith(`| \`--${name}${schema.placeholder ? ` ${schema.placeholder}` : ''}\``));
    t.ok(row, name);
    if (schema.default !== undefined) t.ok(row?.includes(`| \`${schema.default}\` |`), name);
  }
});

t.test('contract: every clause has a test with its id in the title, and every such id is a clause', async (t) => {
  t.same(new Set(findClauseTests().flatMap(({ clauses }) => clauses)), new Set(clauseIds));
});

t.test('contract: docs/contract.md and docs/statements.md are what `npm run contract` makes', async (t) => {
  t.equal(readFileSync(join(root, 'docs', 'contract.md'), 'utf8'), createContractPage());
  t.equal(readFileSync(join(root, 'docs', 'statements.md'), 'utf8'), createStatementsPage());
});

t.test(
  'contract: each statement has a documented part of a clause, and each documented part a statement',
  async (t) => {
    const parts = clauseIds.flatMap((id) => getClause(id).basis.map((basis) => `${id}.${basis}`));
    const isDocumented = (part: string): boolean => part.endsWith('.D');
    const all = statements.flatMap(({ sections }) => Object.values(sections).flat());
    t.ok(all.length > 100);
    const cited = new Set<string>();
    const undocumented: string[] = [];
    for (const [text, ...citations] of all) {
      const own = citations.filter((each) => typeof each === 'string');
      for (const part of own) t.ok(parts.includes(part), `${text} ${part}`);
      for (const part of own) cited.add(part);
      const reasons = citations.filter((each) => typeof each !== 'string');
      for (const { notEmulated } of reasons) t.ok(notEmulated.length > 10 && own.length === 0, text);
      if (reasons.length === 0 && !own.some(isDocumented)) undocumented.push(text);
    }
    t.same(undocumented, ['The list of error codes shows the other codes.'], 'it refers to another page');
    t.same(
      parts.filter((part) => isDocumented(part) && !cited.has(part)),
      [],
    );
    t.equal(
      new Set(createStatementsPage().match(/^\| (ER|SR)-\d+ /gm)).size,
      all.length,
      'each has a number of its own',
    );
  },
);
