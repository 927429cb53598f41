import { type Outcome, type Report, summarize } from '../../conformance/check-report.ts';
import { basisNames } from '../../domain/clauses.ts';

const symbols: Record<Outcome, string> = { passed: '✓', failed: '✗', drift: '~', skipped: '-' };

/** The report for a terminal: a line for each check, and its detail below the line. */
export const formatPrettyReport = (report: Report): string => {
  const lines = report.checks.flatMap(({ id, title, basis, outcome, detail }) => {
    const bases = basis.map((letter) => basisNames[letter]).join(', ');
    const note = outcome === 'passed' ? '' : ` (${outcome}${bases && `, ${bases}`})`;
    return [
      `  ${symbols[outcome]} ${id.padEnd(3)} ${title}${note}`,
      ...(detail === undefined ? [] : [`        ${detail}`]),
    ];
  });
  return `${report.title}\n\n${lines.join('\n')}\n\n${summarize(report)}\n`;
};
