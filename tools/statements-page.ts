// Writes docs/statements.md from the statements and their clauses: `npm run contract`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cell } from './contract-page.ts';
import { type StatementsOfPage, statements } from './statements.ts';

const sectionsOf = ({ prefix, sections }: StatementsOfPage): string => {
  let number = 0;
  return Object.entries(sections)
    .map(([title, all]) => {
      const rows = all.map(([text, ...citations]) => {
        number += 1;
        const shown = citations.map((each) => (typeof each === 'string' ? each : `none: ${each.notEmulated}`));
        return `| ${prefix}-${number} | ${cell(text)} | ${shown.join(', ')} |`;
      });
      return `### ${title}\n\n| id | statement | clauses |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
    })
    .join('\n');
};

/** The text of docs/statements.md. */
export const statementsPage = (): string => `# The statements of the vendor's pages

<!-- Made by \`npm run contract\` from tools/statements.ts. -->

What the vendor's two pages state, Enrichment Results and Search Records, one statement at a time, in our words and in
the order of the pages. Each names the parts of the clauses of [the contract](contract.md) that take it up, \`R5.D\` for the
documented part of R5, or says why there is none.

${statements.map((each) => `## ${each.page}\n\n${sectionsOf(each)}`).join('\n')}`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, '..', 'docs', 'statements.md'), statementsPage());
