import { type Report, summary } from '../../conformance/report.ts';

/** What stands in a cell as it is: nothing in it ends the cell, the row or is taken for markup. */
const cell = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\|`*_[\]~]/g, '\\$&')
    .replaceAll(/\s+/g, ' ');

/** The report as a Markdown table. */
export const markdownReport = (report: Report): string => {
  const rows = report.checks.map(
    ({ id, title, basis, outcome, detail = '' }) =>
      `| ${[id, basis.join(', '), outcome, cell(title), cell(detail)].join(' | ')} |`,
  );
  return [
    `# ${cell(report.title)}`,
    '',
    `${summary(report)}.`,
    '',
    '| id | basis | outcome | check | detail |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};
