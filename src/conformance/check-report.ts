import type { Basis } from '../domain/clauses.ts';

/**
 * How a check ended. `drift` is a mismatch with an inferred clause, so the inference may be wrong and not the server. A
 * skipped check was not made.
 */
export type Outcome = 'passed' | 'failed' | 'drift' | 'skipped';

export type ReportedCheck = {
  /** The subject of the check, such as a clause. Several checks may have the same subject. */
  id: string;
  title: string;
  /** The basis of the clause; empty if the check is not about a clause. */
  basis: readonly Basis[];
  outcome: Outcome;
  /** The expected and the actual value, or why the check was skipped. It never contains a token. */
  detail?: string;
};

/** The checks of a command, in the order in which reports show them. Each reporter writes them in its own format. */
export type Report = { title: string; checks: readonly ReportedCheck[] };

/** Counts the checks by outcome. */
export const countOutcomes = ({ checks }: Report): Record<Outcome, number> => {
  const counts = { passed: 0, failed: 0, drift: 0, skipped: 0 };
  for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
};

/** The counts as text: `58 passed, 1 failed, 2 drift, 20 skipped`. */
export const summarize = (report: Report): string =>
  Object.entries(countOutcomes(report))
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
