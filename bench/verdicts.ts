import { formatNumber, formatSpread, median } from './numbers.ts';
import type { Server } from './server.ts';

/** One figure of a goal, and whether it is within its limit. */
export type Verdict = {
  goal: number;
  figure: string;
  /** The limit; empty if the figure has none. */
  limit: string;
  /** The median of the measured values, with the lowest and the highest. */
  measured: string;
  /** `met`, `missed by …`, or why the figure was skipped. Empty if the figure has no limit. */
  verdict: string;
};

/** A row of the table of peers. */
export type PeerRow = { name: string; start: string; search: string; page: string; memory: string };

export type Outcome = { verdicts: Verdict[]; peers?: PeerRow[]; notes?: string[] };

/** A server of its own with a job of very many rows. */
export type LargeJob = { server: Server; jobId: string; rows: number };

export type Context = {
  quick: boolean;
  /** How often each figure is measured, in turn with the figure that it is compared with. */
  rounds: number;
  /** How often each start is measured. */
  starts: number;
  /** The duration of one load in seconds. */
  seconds: number;
  /** The large number of people, a million by default. */
  manyPeople: number;
  /** The folder in which the mock stores prepared data. */
  cache: string;
  /** Creates the job of very many rows. All goals share it. */
  getLargeJob: () => Promise<LargeJob>;
  /** Prints what is being measured. */
  reportProgress: (message: string) => void;
};

export type Measure = (context: Context) => Promise<Outcome>;

/** @param excess the factor by which the median misses the limit; at most 1 if it meets the limit */
const judge = (goal: number, figure: string, limit: string, measured: string, excess: number): Verdict => ({
  goal,
  figure,
  limit,
  measured,
  verdict: excess <= 1 ? 'met' : `missed by ${formatNumber(excess)} ×`,
});

/** Judges a figure whose median must not be above a limit. */
export const requireAtMost = (
  goal: number,
  figure: string,
  values: readonly number[],
  limit: number,
  unit: string,
): Verdict => {
  const excess = median(values) / limit;
  return judge(goal, figure, `≤ ${formatNumber(limit)}${unit}`, formatSpread(values, unit), excess);
};

/** Judges a figure whose median must not be below a limit. */
export const requireAtLeast = (
  goal: number,
  figure: string,
  values: readonly number[],
  limit: number,
  unit: string,
): Verdict => {
  const excess = limit / median(values);
  return judge(goal, figure, `≥ ${formatNumber(limit)}${unit}`, formatSpread(values, unit), excess);
};

/** Reports a figure that has no limit. */
export const reportFigure = (goal: number, figure: string, values: readonly number[], unit: string): Verdict => ({
  goal,
  figure,
  limit: '',
  measured: formatSpread(values, unit),
  verdict: '',
});

/** Reports a figure that could not be measured here. */
export const reportSkipped = (goal: number, figure: string, limit: string, reason: string): Verdict => ({
  goal,
  figure,
  limit,
  measured: '',
  verdict: `skipped: ${reason}`,
});
