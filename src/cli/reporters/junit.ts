import { countOutcomes, type Report, type ReportedCheck } from '../../conformance/check-report.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Escapes text for XML 1.0. A character that XML can't contain becomes U+FFFD. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML can't contain these characters
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    // An XML reader turns these characters into spaces in an attribute unless they are escaped.
    .replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`);

/** JUnit has no drift. It is written as skipped, which no CI system treats as a failure. */
const formatOutcomeElement = ({ outcome, detail = '' }: ReportedCheck): string => {
  if (outcome === 'failed') return `<failure message="${escapeXml(detail)}"/>`;
  if (outcome === 'drift') return `<skipped message="${escapeXml(`drift: ${detail}`)}"/>`;
  return outcome === 'skipped' ? `<skipped message="${escapeXml(detail)}"/>` : '';
};

/** The report as JUnit XML, which CI systems read. */
export const formatJunitReport = (report: Report): string => {
  const { failed, drift, skipped } = countOutcomes(report);
  const counts = `tests="${report.checks.length}" failures="${failed}" errors="0" skipped="${drift + skipped}"`;
  const cases = report.checks.map((check) => {
    const { id, title, basis } = check;
    const name = escapeXml(`${id} ${basis.length > 0 ? `(${basis.join(', ')}) ` : ''}${title}`);
    return `    <testcase classname="${escapeXml(id)}" name="${name}">${formatOutcomeElement(check)}</testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(report.title)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};
