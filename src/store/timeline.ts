import type { JobStatus } from '../seed/vocabulary.ts';

/** A status that a job has from a moment on: after so many milliseconds, or once it was asked for so many times. */
export type Step = { status: JobStatus; after_ms: number } | { status: JobStatus; after_polls: number };

/** What of a job its progress follows from. */
export type Course = {
  /** The status before the first step. */
  status: JobStatus;
  size: number;
  /** Records that are done where no step says otherwise. */
  processed: number;
  submitted_at: number;
  updated_at: number;
  timeline: readonly Step[];
  polls: number;
};

export type Progress = { status: JobStatus; processed: number; updated_at: number };

const isCompleted = (status: JobStatus): boolean => status.endsWith('Completed');

const moment = (step: Step): number => ('after_ms' in step ? step.after_ms : step.after_polls);

/** Whether a timeline moves by how often the job is asked for; by the account's clock otherwise. */
export const movesByPolls = (timeline: readonly Step[]): boolean => timeline.some((step) => 'after_polls' in step);

/**
 * Where a job stands. While it is in progress, the share of its records that is done is the share of all its time in
 * progress that has gone by: of its records if it ends completed, of `processed` if it does not.
 * @param now milliseconds since 1970 on the account's clock
 */
export const progress = (job: Course, now: number): Progress => {
  const byPolls = movesByPolls(job.timeline);
  const elapsed = byPolls ? job.polls : now - job.submitted_at;
  const steps = [{ status: job.status, from: 0 }, ...job.timeline.map((step) => ({ ...step, from: moment(step) }))];
  let current = steps[0] as (typeof steps)[number];
  let gone = 0;
  let whole = 0;
  for (const [index, step] of steps.entries()) {
    if (step.from <= elapsed) current = step;
    const to = steps[index + 1]?.from;
    if (step.status !== 'Enrichment Started' || to === undefined) continue;
    whole += to - step.from;
    gone += Math.max(0, Math.min(elapsed, to) - step.from);
  }
  const updated_at = byPolls || current.from === 0 ? job.updated_at : job.submitted_at + current.from;
  if (isCompleted(current.status) && job.timeline.length > 0)
    return { status: current.status, processed: job.size, updated_at };
  const target = steps.some(({ status }) => isCompleted(status)) ? job.size : job.processed;
  const processed = whole === 0 ? job.processed : Math.floor((target * gone) / whole);
  return { status: current.status, processed, updated_at };
};
