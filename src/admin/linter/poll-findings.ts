import type { EnrichmentJob } from '../../db/repositories/job-rows.ts';
import { movesByPolls } from '../../domain/job-state.ts';
import type { AccountHistory } from './account-history.ts';
import { createFinding, type Finding } from './finding.ts';
import { jitterMs } from './wait-findings.ts';

/** The shortest intervals that "every few seconds for small jobs, every 15–30 s for large ones" can mean. */
const smallJobMs = 2000;
const largeJobMs = 15_000;
/** Jobs with more records than this are large. */
const smallJobRecords = 1000;

const movingStatuses: readonly EnrichmentJob['status'][] = ['Uploading', 'Draft', 'Enrichment Started'];

/**
 * Finds a poll that comes sooner than the documentation advises. It reports nothing in four cases: the status of the job does
 * not change any more, the status changes with polls, the admin API has changed the job, or the account's clock is frozen.
 */
export const lintPoll = (
  { polls }: AccountHistory,
  job: EnrichmentJob,
  { at, frozen }: { at: number; frozen: boolean },
): Finding[] => {
  const last = polls.get(job.job_id);
  polls.set(job.job_id, { at, updated_at: job.updated_at });
  const isMoving = movingStatuses.includes(job.status) && !movesByPolls(job.timeline);
  if (!last || !isMoving || frozen || at < last.at) return [];
  const wasChanged = job.timeline.length === 0 && job.updated_at !== last.updated_at;
  const isLarge = job.size > smallJobRecords;
  const minMs = isLarge ? largeJobMs : smallJobMs;
  const sinceLast = at - last.at;
  if (wasChanged || sinceLast >= minMs - jitterMs) return [];
  const size = isLarge ? `more than ${smallJobRecords}` : `${job.size}`;
  const message = `the last poll of the job was ${(sinceLast / 1000).toFixed(1)} s ago: wait at least ${minMs / 1000} s between polls of a job with ${size} records`;
  return [createFinding('polled-too-soon', message)];
};
