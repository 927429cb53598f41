/** The vendor's internal statuses of a job (T1). */
export const jobStatuses = [
  'Draft',
  'Uploading',
  'Enrichment Started',
  'Paused',
  'Enrichment Completed',
  'Enhancement Completed',
  'Failure',
  'Upload Failed',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** The word of the API for each internal status (T1). */
export const apiStatus = {
  Draft: 'queued',
  Uploading: 'queued',
  'Enrichment Started': 'in-progress',
  Paused: 'paused',
  'Enrichment Completed': 'completed',
  'Enhancement Completed': 'completed',
  Failure: 'failed',
  'Upload Failed': 'failed',
} as const satisfies Record<JobStatus, string>;
type ApiStatus = (typeof apiStatus)[JobStatus];

/** The internal status that a word of the API means in a fixture. */
const statusByWord: Readonly<Record<ApiStatus, JobStatus>> = {
  queued: 'Uploading',
  'in-progress': 'Enrichment Started',
  paused: 'Paused',
  completed: 'Enrichment Completed',
  failed: 'Failure',
};

/** The words of the API for statuses, which fixtures may use in place of internal statuses. */
export const apiStatuses = Object.keys(statusByWord) as ApiStatus[];

/** The internal status that is meant by an internal status or by a word of the API. */
export const toJobStatus = (status: JobStatus | ApiStatus): JobStatus =>
  Object.hasOwn(statusByWord, status) ? statusByWord[status as ApiStatus] : (status as JobStatus);

/** Whether all records of a job are done. */
export const isCompleted = (status: JobStatus): boolean => apiStatus[status] === 'completed';

/** A status that a job has from a moment on: after some milliseconds, or after the client has polled the job some times. */
export type TimelineStep = { status: JobStatus; after_ms: number } | { status: JobStatus; after_polls: number };

/** The stored values that the progress of a job follows from. */
export type JobState = {
  /** The status before the first step of the timeline. */
  status: JobStatus;
  /** Records that the job has once it is completed. */
  size: number;
  /** Records that are done if the timeline does not decide it. */
  processed: number;
  submitted_at: number;
  updated_at: number;
  timeline: readonly TimelineStep[];
  /** How many times the client has polled the job. */
  polls: number;
  /** Records that were done before the timeline began. */
  base: number;
  /** The position in the timeline at which the client paused the job. */
  paused_at: number | null;
};

export type JobProgress = { status: JobStatus; processed: number; updated_at: number };

const getStepStart = (step: TimelineStep): number => ('after_ms' in step ? step.after_ms : step.after_polls);

/** Whether the status of a job changes with the polls of the client. Otherwise it changes with the clock of the account. */
export const movesByPolls = (timeline: readonly TimelineStep[]): boolean =>
  timeline.some((step) => 'after_polls' in step);

/** The position of a job in its timeline: polls, or milliseconds since the job was submitted. */
export const getTimelinePosition = (job: Pick<JobState, 'timeline' | 'polls' | 'submitted_at'>, now: number): number =>
  movesByPolls(job.timeline) ? job.polls : now - job.submitted_at;

/**
 * The status of a job and how many of its records are done. The share of done records is the share of the time in progress
 * that has passed. It is a share of all records if the job ends completed, and of `processed` otherwise.
 * @param now milliseconds since 1970 on the account's clock
 */
export const computeProgress = (job: JobState, now: number): JobProgress => {
  const position = job.paused_at ?? getTimelinePosition(job, now);
  const steps = [
    { status: job.status, start: 0 },
    ...job.timeline.map((step) => ({ ...step, start: getStepStart(step) })),
  ];
  let current = steps[0] as (typeof steps)[number];
  let currentSince = 0;
  let passed = 0;
  let total = 0;
  for (const [index, step] of steps.entries()) {
    if (step.start <= position) {
      if (step.status !== current.status) currentSince = step.start;
      current = step;
    }
    const end = steps[index + 1]?.start;
    if (step.status !== 'Enrichment Started' || end === undefined) continue;
    total += end - step.start;
    passed += Math.max(0, Math.min(position, end) - step.start);
  }
  const hasMovedByClock = currentSince !== 0 && !movesByPolls(job.timeline) && job.paused_at === null;
  const updated_at = hasMovedByClock ? job.submitted_at + currentSince : job.updated_at;
  if (isCompleted(current.status) && job.timeline.length > 0) {
    return { status: current.status, processed: job.size, updated_at };
  }
  const target = steps.some(({ status }) => isCompleted(status)) ? job.size : job.processed;
  const processed = total === 0 ? job.processed : job.base + Math.floor(((target - job.base) * passed) / total);
  return { status: job.paused_at === null ? current.status : 'Paused', processed, updated_at };
};

/** The speed of a resumed job whose timeline has no further end: ten records per second. With polls, it ends at the next poll. */
const msPerRecord = 100;

/**
 * Computes the timeline of a resumed job (C3): the steps after the pause, delayed by the length of the pause. The last status is
 * completed, unless the timeline has another end.
 * @param remaining records that are not done yet
 */
export const resumeTimeline = (job: JobState, now: number, remaining: number): TimelineStep[] => {
  const byPolls = movesByPolls(job.timeline);
  const position = getTimelinePosition(job, now);
  const pausedAt = job.paused_at ?? position;
  const createStep = (status: JobStatus, start: number): TimelineStep =>
    byPolls ? { status, after_polls: start } : { status, after_ms: start };
  const later = job.timeline
    .filter((step) => getStepStart(step) > pausedAt)
    .map((step) => createStep(step.status, getStepStart(step) + position - pausedAt));
  const timeline = [createStep('Enrichment Started', position), ...later];
  // A planned end or a planned further pause is kept.
  const lastStatus = later.at(-1)?.status;
  if (lastStatus !== undefined && lastStatus !== 'Enrichment Started') return timeline;
  const lastStart = getStepStart(timeline.at(-1) as TimelineStep);
  return [...timeline, createStep('Enrichment Completed', lastStart + (byPolls ? 1 : remaining * msPerRecord))];
};
