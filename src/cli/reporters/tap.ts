import { type Report, type ReportedCheck, summary } from '../../conformance/report.ts';

/** One line, in which no sign begins a directive. */
const line = (text: string): string => text.replaceAll(/\s+/g, ' ').replace(/[\\#]/g, '\\$&');

/** TAP's TODO is what is known not to hold and fails nothing: drift. */
const directive = ({ outcome, detail = '' }: ReportedCheck): string => {
  if (outcome === 'drift') return ` # TODO drift: ${line(detail)}`;
  return outcome === 'skipped' ? ` # SKIP ${line(detail)}` : '';
};

const point = (check: ReportedCheck, index: number): string[] => {
  const { id, title, basis, outcome, detail = '' } = check;
  const ok = outcome === 'passed' || outcome === 'skipped' ? 'ok' : 'not ok';
  const bases = basis.length > 0 ? `(${basis.join(', ')}) ` : '';
  const test = `${ok} ${index + 1} - ${line(`${id} ${bases}${title}`)}${directive(check)}`;
  // A JSON text is YAML too.
  return outcome === 'failed' ? [test, '  ---', `  message: ${JSON.stringify(detail)}`, '  ...'] : [test];
};

/** The report as TAP 14. */
export const tapReport = (report: Report): string =>
  [
    'TAP version 14',
    `# ${line(report.title)}`,
    `1..${report.checks.length}`,
    ...report.checks.flatMap(point),
    `# ${summary(report)}`,
    '',
  ].join('\n');
