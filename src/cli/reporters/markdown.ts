import { type Report, summarize } from '../../conformance/check-report.ts';

/** Escapes text for a table cell, so that nothing in it ends the cell or the row or is read as markup. */
const escapeCell = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\|`*_[\]~]/g, '\\$&')
    .replaceAll(/\s+/g, ' ');

/** The report as a Markdown table. */
export const markdownReport = (report: Report): string => {
  const rows = report.checks.map(
    ({ id, title, basis, outcome, detail = '' }) =>
      `| ${[id, basis.join(', '), outcome, escapeCell(title), escapeCell(detail)].join(' | ')} |`,
  );
  return [
    `# ${escapeCell(report.title)}`,
    '',
    `${summarize(report)}.`,
    '',
    '| id | basis | outcome | check | detail |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};
