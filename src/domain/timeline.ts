import { isCompleted, type JobStatus } from './vocabulary.ts';

/** A status that a job has from a moment on: after so many milliseconds, or once it was asked for so many times. */
export type Step = { status: JobStatus; after_ms: number } | { status: JobStatus; after_polls: number };

/** What of a job its progress follows from. */
export type JobState = {
  /** The status before the first step. */
  status: JobStatus;
  size: number;
  /** Records that are done where no step says otherwise. */
  processed: number;
  submitted_at: number;
  updated_at: number;
  timeline: readonly Step[];
  polls: number;
  /** Records that were done before the timeline began. */
  base: number;
  /** How far the timeline was when the client paused the job. */
  paused_at: number | null;
};

export type Progress = { status: JobStatus; processed: number; updated_at: number };

const moment = (step: Step): number => ('after_ms' in step ? step.after_ms : step.after_polls);

/** Whether a timeline moves by how often the job is asked for; by the account's clock otherwise. */
export const movesByPolls = (timeline: readonly Step[]): boolean => timeline.some((step) => 'after_polls' in step);

/** How far a job's timeline is: milliseconds since it was submitted or, of one that moves by polls, polls. */
export const elapsed = (job: Pick<JobState, 'timeline' | 'polls' | 'submitted_at'>, now: number): number =>
  movesByPolls(job.timeline) ? job.polls : now - job.submitted_at;

/**
 * Where a job stands. While it is in progress, the share of its records that is done is the share of all its time in
 * progress that has gone by: of its records if it ends completed, of `processed` if it does not.
 * @param now milliseconds since 1970 on the account's clock
 */
export const progress = (job: JobState, now: number): Progress => {
  const at = job.paused_at ?? elapsed(job, now);
  const steps = [{ status: job.status, from: 0 }, ...job.timeline.map((step) => ({ ...step, from: moment(step) }))];
  let current = steps[0] as (typeof steps)[number];
  /** When it came to the status that it has. */
  let since = 0;
  let gone = 0;
  let whole = 0;
  for (const [index, step] of steps.entries()) {
    if (step.from <= at) {
      if (step.status !== current.status) since = step.from;
      current = step;
    }
    const to = steps[index + 1]?.from;
    if (step.status !== 'Enrichment Started' || to === undefined) continue;
    whole += to - step.from;
    gone += Math.max(0, Math.min(at, to) - step.from);
  }
  const moved = since !== 0 && !movesByPolls(job.timeline) && job.paused_at === null;
  const updated_at = moved ? job.submitted_at + since : job.updated_at;
  if (isCompleted(current.status) && job.timeline.length > 0) {
    return { status: current.status, processed: job.size, updated_at };
  }
  const target = steps.some(({ status }) => isCompleted(status)) ? job.size : job.processed;
  const processed = whole === 0 ? job.processed : job.base + Math.floor(((target - job.base) * gone) / whole);
  return { status: job.paused_at === null ? current.status : 'Paused', processed, updated_at };
};

/** How fast a job goes on where no timeline says so: ten records a second, or all of them by the next poll. */
const msARecord = 100;

/**
 * The timeline of a job that is resumed: what was still to come, as much later as it was paused. It ends
 * completed where nothing else was planned.
 * @param left records that are still to be done
 */
export const resumed = (job: JobState, now: number, left: number): Step[] => {
  const byPolls = movesByPolls(job.timeline);
  const at = elapsed(job, now);
  const since = job.paused_at ?? at;
  const step = (status: JobStatus, from: number): Step =>
    byPolls ? { status, after_polls: from } : { status, after_ms: from };
  const later = job.timeline
    .filter((each) => moment(each) > since)
    .map((each) => step(each.status, moment(each) + at - since));
  const timeline = [step('Enrichment Started', at), ...later];
  // An end or another pause that was planned stays as it was.
  const stops = later.at(-1)?.status;
  if (stops !== undefined && stops !== 'Enrichment Started') return timeline;
  const last = moment(timeline.at(-1) as Step);
  return [...timeline, step('Enrichment Completed', last + (byPolls ? 1 : left * msARecord))];
};
