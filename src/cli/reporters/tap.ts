import { type Report, type ReportedCheck, summarize } from '../../conformance/check-report.ts';

/** Makes text one line and escapes the characters that begin a directive. */
const escapeLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replace(/[\\#]/g, '\\$&');

/** TAP's TODO marks a test that is known to fail and does not fail the run, which is what drift is. */
const formatDirective = ({ outcome, detail = '' }: ReportedCheck): string => {
  if (outcome === 'drift') return ` # TODO drift: ${escapeLine(detail)}`;
  return outcome === 'skipped' ? ` # SKIP ${escapeLine(detail)}` : '';
};

const testPoint = (check: ReportedCheck, index: number): string[] => {
  const { id, title, basis, outcome, detail = '' } = check;
  const ok = outcome === 'passed' || outcome === 'skipped' ? 'ok' : 'not ok';
  const bases = basis.length > 0 ? `(${basis.join(', ')}) ` : '';
  const line = `${ok} ${index + 1} - ${escapeLine(`${id} ${bases}${title}`)}${formatDirective(check)}`;
  // JSON is valid YAML.
  return outcome === 'failed' ? [line, '  ---', `  message: ${JSON.stringify(detail)}`, '  ...'] : [line];
};

/** The report as TAP 14. */
export const formatTapReport = (report: Report): string =>
  [
    'TAP version 14',
    `# ${escapeLine(report.title)}`,
    `1..${report.checks.length}`,
    ...report.checks.flatMap(testPoint),
    `# ${summarize(report)}`,
    '',
  ].join('\n');
