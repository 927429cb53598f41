// `npm run contract` writes docs/statements.md from the statements and their clauses.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeCell } from './contract-page.ts';
import { type StatementsOfPage, statements } from './statements.ts';

const createSections = ({ prefix, sections }: StatementsOfPage): string => {
  let number = 0;
  return Object.entries(sections)
    .map(([title, all]) => {
      const rows = all.map(([text, ...citations]) => {
        number += 1;
        const clauses = citations.map((each) => (typeof each === 'string' ? each : `none: ${each.notEmulated}`));
        return `| ${prefix}-${number} | ${escapeCell(text)} | ${clauses.join(', ')} |`;
      });
      return `### ${title}\n\n| id | statement | clauses |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
    })
    .join('\n');
};

/** Creates the text of docs/statements.md. */
export const createStatementsPage = (): string => `# The statements of the vendor's pages

<!-- Made by \`npm run contract\` from tools/statements.ts. -->

This page lists the statements of the vendor's two pages, Enrichment Results and Search Records, in our words and in the
order of the pages. Each statement names the parts of clauses of [the contract](contract.md) that implement it, such as
\`R5.D\` for the documented part of R5, or says why no clause does.

${statements.map((each) => `## ${each.page}\n\n${createSections(each)}`).join('\n')}`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, '..', 'docs', 'statements.md'), createStatementsPage());
