import type { Basis } from '../domain/clauses.ts';

/**
 * How a check ended: it holds; it does not, and that is a failure; it does not, but stands on what was inferred, so that
 * it may be the inference that is wrong (drift); or it was not made.
 */
const outcomes = ['passed', 'failed', 'drift', 'skipped'] as const;
export type Outcome = (typeof outcomes)[number];

export type ReportedCheck = {
  /** What the check is about, such as a clause. Not unique: several checks may be about the same. */
  id: string;
  title: string;
  /** What it stands on; empty where that says nothing. */
  basis: readonly Basis[];
  outcome: Outcome;
  /** What was expected and what was seen, or why it was skipped. It never holds a token. */
  detail?: string;
};

/** What a command found, in the order in which it shall be read; each reporter writes it in its own form. */
export type Report = { title: string; checks: readonly ReportedCheck[] };

/** How many checks ended in each way. */
export const tally = ({ checks }: Report): Record<Outcome, number> => {
  const counts = { passed: 0, failed: 0, drift: 0, skipped: 0 };
  for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
};

/** The tally in words: `58 passed, 1 failed, 2 drift, 20 skipped`. */
export const summary = (report: Report): string =>
  Object.entries(tally(report))
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
