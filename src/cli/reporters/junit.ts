import { type Report, type ReportedCheck, tally } from '../../conformance/report.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text as XML 1.0 takes it; a character that it has no way to write becomes U+FFFD. */
const xml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML does not have
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
    // Written plainly in an attribute, they would be read as blanks.
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`);

/** JUnit knows no drift: it is shown as skipped, which no CI takes for a failure. */
const outcomeOf = ({ outcome, detail = '' }: ReportedCheck): string => {
  if (outcome === 'failed') return `<failure message="${xml(detail)}"/>`;
  if (outcome === 'drift') return `<skipped message="${xml(`drift: ${detail}`)}"/>`;
  return outcome === 'skipped' ? `<skipped message="${xml(detail)}"/>` : '';
};

/** The report as the JUnit XML that CI systems read. */
export const junitReport = (report: Report): string => {
  const { failed, drift, skipped } = tally(report);
  const counts = `tests="${report.checks.length}" failures="${failed}" errors="0" skipped="${drift + skipped}"`;
  const cases = report.checks.map((check) => {
    const { id, title, basis } = check;
    const name = xml(`${id} ${basis.length > 0 ? `(${basis.join(', ')}) ` : ''}${title}`);
    return `    <testcase classname="${xml(id)}" name="${name}">${outcomeOf(check)}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(report.title)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};
