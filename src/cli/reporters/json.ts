import { type Report, tally } from '../../conformance/report.ts';

/** The report as a JSON document: `{"title", "summary", "checks"}`, each check with all of its keys. */
export const jsonReport = (report: Report): string => {
  const checks = report.checks.map(({ id, title, basis, outcome, detail = null }) => ({
    id,
    title,
    basis,
    outcome,
    detail,
  }));
  return `${JSON.stringify({ title: report.title, summary: tally(report), checks }, null, 2)}\n`;
};
