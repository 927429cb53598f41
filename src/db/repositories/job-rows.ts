import {
  computeProgress,
  type JobProgress,
  type JobState,
  type JobStatus,
  type TimelineStep,
} from '../../domain/job-state.ts';

/** A job at one moment. */
export type EnrichmentJob = {
  job_id: string;
  category: 'contact' | 'account';
  tier: 'quick' | 'standard' | 'pro';
  status: JobStatus;
  fields_to_enrich: string[];
  /** Whether the record set is in the seed database. */
  shared: 0 | 1;
  record_set: number;
  /** Records that the job has once it is completed. */
  size: number;
  /** Records that are done. */
  processed: number;
  submitted_at: number;
  updated_at: number;
  /** The stored values that the status, `processed` and `updated_at` were computed from. */
  state: JobState;
  timeline: readonly TimelineStep[];
  /** How many times the client has polled the job. */
  polls: number;
  base: number;
  paused_at: number | null;
};

/** A new job without its records. */
export type NewJob = Omit<
  EnrichmentJob,
  'shared' | 'record_set' | 'state' | 'size' | 'polls' | 'processed' | 'base' | 'paused_at'
> & {
  account: string;
  processed?: number | undefined;
};

/** A row of the table `jobs`. */
export type JobRow = Omit<EnrichmentJob, 'fields_to_enrich' | 'timeline' | 'state'> & {
  fields_to_enrich: string;
  timeline: string | null;
};

/** Converts a row of the table of jobs to the state from which its status is derived. */
export const toJobState = (row: JobRow): JobState => ({
  ...row,
  timeline: row.timeline === null ? [] : JSON.parse(row.timeline),
});

/** The state that the client's last poll has shown: a poll is counted before the status that it leads to is shown. */
export const beforeLastPoll = (state: JobState): JobState => ({ ...state, polls: Math.max(0, state.polls - 1) });

/** Converts a row of the table of jobs, its state and its progress to a job. */
export const toJob = (row: JobRow, state: JobState, progress: JobProgress): EnrichmentJob => ({
  ...row,
  fields_to_enrich: JSON.parse(row.fields_to_enrich),
  state,
  timeline: state.timeline,
  ...progress,
});

/** Returns the job with its status at this time. If the status changes with polls, it is the status of the last answer. */
export const toJobAt = (row: JobRow, now: number): EnrichmentJob => {
  const state = toJobState(row);
  return toJob(row, state, computeProgress(beforeLastPoll(state), now));
};
