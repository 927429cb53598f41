import { type Outcome, type Report, summary } from '../../conformance/report.ts';
import { basisNames } from '../../domain/clauses.ts';

const marks: Record<Outcome, string> = { passed: '✓', failed: '✗', drift: '~', skipped: '-' };

/** The report for people to read: a line a check, and below one that does not hold what was seen. */
export const peopleReport = (report: Report): string => {
  const lines = report.checks.flatMap(({ id, title, basis, outcome, detail }) => {
    const bases = basis.map((each) => basisNames[each]).join(', ');
    const said = outcome === 'passed' ? '' : `${outcome}${bases && `, ${bases}`}`;
    return [
      `  ${marks[outcome]} ${id.padEnd(3)} ${title}${said && ` (${said})`}`,
      ...(detail === undefined ? [] : [`        ${detail}`]),
    ];
  });
  return `${report.title}\n\n${lines.join('\n')}\n\n${summary(report)}\n`;
};
