import { median, shown, spread } from './numbers.ts';
import type { Server } from './server.ts';

/** What came of one goal of the speed issue. */
export type Verdict = {
  goal: number;
  what: string;
  /** What is asked for. */
  limit: string;
  /** What was measured: a median with its spread. */
  got: string;
  /** `met`, `missed by …`, or why it was skipped; nothing where it is only told. */
  verdict: string;
};

/** A line of the table of peers. */
export type Row = { name: string; start: string; search: string; page: string; memory: string };

export type Outcome = { verdicts: Verdict[]; rows?: Row[]; notes?: string[] };

/** A job of many rows on a server of its own, made once a run. */
export type ManyRows = { server: Server; job: string; rows: number };

export type Context = {
  quick: boolean;
  /** How often each figure is taken, in turn with what it is compared to. */
  rounds: number;
  /** How often a start is timed. */
  starts: number;
  /** How long one load lasts, in seconds. */
  seconds: number;
  /** How many people are meant by a million. */
  people: number;
  /** Where the mock keeps prepared data; undefined where it can't. */
  cache: string | undefined;
  manyRows: () => Promise<ManyRows>;
  /** Tells who waits what is being measured. */
  say: (what: string) => void;
};

export type Measure = (context: Context) => Promise<Outcome>;

/** For what may be no more than a limit. */
export const atMost = (goal: number, what: string, values: readonly number[], limit: number, unit: string): Verdict => {
  const value = median(values);
  return {
    goal,
    what,
    limit: `≤ ${shown(limit)}${unit}`,
    got: spread(values, unit),
    verdict: value <= limit ? 'met' : `missed by ${shown(value / limit)} ×`,
  };
};

/** For what must be no less than a limit. */
export const atLeast = (
  goal: number,
  what: string,
  values: readonly number[],
  limit: number,
  unit: string,
): Verdict => {
  const value = median(values);
  return {
    goal,
    what,
    limit: `≥ ${shown(limit)}${unit}`,
    got: spread(values, unit),
    verdict: value >= limit ? 'met' : `missed by ${shown(limit / value)} ×`,
  };
};

/** For what is worth knowing but no goal. */
export const told = (goal: number, what: string, values: readonly number[], unit: string): Verdict => ({
  goal,
  what,
  limit: '',
  got: spread(values, unit),
  verdict: '',
});

export const skipped = (goal: number, what: string, limit: string, why: string): Verdict => ({
  goal,
  what,
  limit,
  got: '',
  verdict: `skipped: ${why}`,
});
