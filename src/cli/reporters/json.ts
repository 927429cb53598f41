import { countOutcomes, type Report } from '../../conformance/check-report.ts';

/** The report as a JSON document: `{"title", "summary", "checks"}`. Every check has the same keys. */
export const formatJsonReport = (report: Report): string => {
  const checks = report.checks.map(({ id, title, basis, outcome, detail = null }) => ({
    id,
    title,
    basis,
    outcome,
    detail,
  }));
  return `${JSON.stringify({ title: report.title, summary: countOutcomes(report), checks }, null, 2)}\n`;
};
