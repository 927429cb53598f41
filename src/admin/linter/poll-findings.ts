import type { EnrichmentJob } from '../../db/repositories/job-repository.ts';
import { movesByPolls } from '../../domain/job-state.ts';
import type { Memory } from './account-history.ts';
import { type Finding, finding } from './finding.ts';
import { jitterMs } from './wait-findings.ts';

/** When a job's status was asked for, on the account's clock, and when it last changed as the answer said. */
export type Poll = { at: number; updated_at: number };

/** "Every few seconds for small jobs, every 15–30 s for large ones": the least that this can mean. */
const smallJobMs = 2000;
const largeJobMs = 15_000;
const largeJob = 1000;

const moving: readonly EnrichmentJob['status'][] = ['Uploading', 'Draft', 'Enrichment Started'];

/**
 * A status that is asked for faster than the documentation advises. None of a job that stands still, that moves by polls
 * or that steering has changed since, nor where the clock stands still: time has no say there.
 */
export const pollFindings = (
  { polls }: Memory,
  job: EnrichmentJob,
  { at, frozen }: { at: number; frozen: boolean },
): Finding[] => {
  const last = polls.get(job.job_id);
  polls.set(job.job_id, { at, updated_at: job.updated_at });
  if (!last || frozen || at < last.at || movesByPolls(job.timeline) || !moving.includes(job.status)) return [];
  if (job.timeline.length === 0 && job.updated_at !== last.updated_at) return [];
  const least = job.size > largeJob ? largeJobMs : smallJobMs;
  const since = at - last.at;
  if (since >= least - jitterMs) return [];
  const size = job.size > largeJob ? `more than ${largeJob}` : `${job.size}`;
  const message = `the job was polled ${(since / 1000).toFixed(1)} s before: poll one of ${size} records every ${least / 1000} s at most`;
  return [finding('polled-too-soon', message)];
};
