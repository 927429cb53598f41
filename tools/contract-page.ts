// Writes docs/contract.md from the clauses and from the names of the tests that prove them: `npm run contract`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClauseId, clauseIds, clauseOf, sections } from '../src/domain/clauses.ts';
import { loadFixtures } from '../src/fixtures/load/load-fixtures.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'contract.md');

export type ClauseTest = { clauses: string[]; title: string; file: string };

/** Every test that is named after clauses, by file and place. */
export const clauseTests = (): ClauseTest[] =>
  ['contract', 'api'].flatMap((folder) =>
    readdirSync(join(root, 'test', folder))
      .filter((name) => name.endsWith('.test.ts'))
      .sort()
      .flatMap((name) => {
        const text = readFileSync(join(root, 'test', folder, name), 'utf8');
        const found = text.matchAll(/t\.test\(\s*(['"`])([A-Z]\d+(?:, [A-Z]\d+)*): ((?:(?!\1).)*)\1/g);
        return [...found].map(([, , ids = '', title = '']) => ({
          clauses: ids.split(', '),
          title,
          file: `test/${folder}/${name}`,
        }));
      }),
  );

/** Text in a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|');

const row = (id: ClauseId, tests: readonly ClauseTest[]): string => {
  const { basis, text, parts, choice } = clauseOf(id);
  const shown = parts ? basis.map((each) => `**${each}:** ${parts[each]}`).join(' ') : text;
  const chosen = choice === undefined ? '' : ` *Chosen (I):* ${choice}.`;
  const proofs = tests.filter(({ clauses }) => clauses.includes(id)).map(({ title }) => title);
  return `| ${id} | ${basis.join(', ')} | ${cell(shown + chosen)} | ${cell(proofs.join('; '))} |`;
};

const canonical = (): string => {
  const { account, contact } = loadFixtures().columns;
  return `account: \`${account.join(', ')}\`; contact: \`${contact.join(', ')}\``;
};

/** The text of docs/contract.md. */
export const contractPage = (): string => {
  const tests = clauseTests();
  const parts = Object.entries(sections).map(([letter, title]) => {
    const files = new Set(
      tests.filter(({ clauses }) => clauses.some((id) => id.startsWith(letter))).map(({ file }) => file),
    );
    return `## ${title}

Tests in ${[...files].map((file) => `\`${file}\``).join(', ')}.

| id | basis | clause | tests |
| --- | --- | --- | --- |
${clauseIds
  .filter((id) => id.startsWith(letter))
  .map((id) => row(id, tests))
  .join('\n')}
`;
  });
  return `# The contract

<!-- Made by \`npm run contract\` from src/domain/clauses.ts and the names of the tests. -->

What the emulated API answers, clause by clause. Every clause has a basis; where it has more than one, each part begins
with its own:

- **D** documented on the vendor's page of the endpoint, Enrichment Results or Search Records;
- **P** documented on another public page of the vendor: authentication, error codes, status, control, unlock;
- **I** inferred: the pages are silent, so this is what a Django REST Framework service would most likely do. If your
  experience with the real service differs, tell us: an inferred clause is there to be corrected.
  [\`ecore-mock check\`](check.md) asks them of any server.

Where a clause leaves something open, what the mock does is *chosen*; all of that is I.

[The statements](statements.md) of the two pages that the D clauses are from are numbered, each with its clauses.

${parts.join('\n')}
The canonical order of CSV columns (R14, R15), ${canonical()}.

A field whose whole name is digits, such as \`2024\`, comes before a record's other fields in JSON: JavaScript keeps
objects that way. The vendor's own column names never are.
`;
};

if (import.meta.main) writeFileSync(page, contractPage());
