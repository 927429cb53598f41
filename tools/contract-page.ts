// `npm run contract` writes docs/contract.md from the clauses and the titles of their tests.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClauseId, clauseIds, getClause, sections } from '../src/domain/clauses.ts';
import { loadFixtures } from '../src/fixtures/load/load-fixtures.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'contract.md');

export type ClauseTest = { clauses: string[]; title: string; file: string };

/** Finds all tests with the ids of clauses in their titles, in the order of files and lines. */
export const findClauseTests = (): ClauseTest[] =>
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

/** Escapes a text for a cell of a Markdown table. */
export const escapeCell = (text: string): string => text.replaceAll('|', '\\|');

const createRow = (id: ClauseId, tests: readonly ClauseTest[]): string => {
  const { basis, text, parts, choice } = getClause(id);
  const clauseText = parts ? basis.map((each) => `**${each}:** ${parts[each]}`).join(' ') : text;
  const chosen = choice === undefined ? '' : ` *Chosen (I):* ${choice}.`;
  const titles = tests.filter(({ clauses }) => clauses.includes(id)).map(({ title }) => title);
  return `| ${id} | ${basis.join(', ')} | ${escapeCell(clauseText + chosen)} | ${escapeCell(titles.join('; '))} |`;
};

const describeCanonicalColumns = (): string => {
  const { account, contact } = loadFixtures().columns;
  return `account: \`${account.join(', ')}\`; contact: \`${contact.join(', ')}\``;
};

/** Creates the text of docs/contract.md. */
export const createContractPage = (): string => {
  const tests = findClauseTests();
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
  .map((id) => createRow(id, tests))
  .join('\n')}
`;
  });
  return `# The contract

<!-- Made by \`npm run contract\` from src/domain/clauses.ts and the names of the tests. -->

This page lists the clauses of the contract. A clause says what the emulated API answers. Every clause has a basis. If a
clause has more than one basis, each part of the clause begins with the basis of that part:

- **D** (documented): The vendor's page of the endpoint, Enrichment Results or Search Records, contains the clause.
- **P** (platform): Another public page of the vendor contains the clause: authentication, error codes, status, control or
  unlock.
- **I** (inferred): No page contains the clause. A Django REST Framework service would most likely behave in this way. If
  the real service behaves differently, please tell us, so that we can correct the clause.

[\`ecore-mock check\`](check.md) checks the clauses against any server.

Some clauses do not decide every detail. The text after *Chosen* says what the mock does in these details. Its basis is I.

[The statements](statements.md) of the vendor's two pages are numbered. Each statement names its clauses.

${parts.join('\n')}
The canonical order of CSV columns (R14, R15) is, by kind of job: ${describeCanonicalColumns()}.

In JSON, a field whose name consists of digits, such as \`2024\`, comes before the other fields of a record. This is the
order of JavaScript objects. No column name of the vendor consists of digits.
`;
};

if (import.meta.main) writeFileSync(page, createContractPage());
