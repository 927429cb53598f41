import type { Database } from 'better-sqlite3';
import { getResumeCost } from '../../domain/credits.ts';
import { atomic } from '../connection/transactions.ts';
import type { CreditStore, TooFew } from './credit-repository.ts';
import type { EnrichmentJob, JobStore } from './job-repository.ts';

export type ControlResult = 'no job' | 'wrong state' | TooFew | EnrichmentJob;

/** Pause and resume (C2–C4), each whole or not at all. */
export const controlStore = (db: Database, jobs: JobStore, credits: CreditStore) => {
  const after = (account: string, job: EnrichmentJob, now: number): EnrichmentJob =>
    jobs.find(account, job.job_id, now) as EnrichmentJob;

  return {
    pause: atomic(db, (account: string, jobId: string, now: number, _request: string): ControlResult => {
      const job = jobs.find(account, jobId, now);
      if (!job) return 'no job';
      if (job.status !== 'Enrichment Started') return 'wrong state';
      jobs.pause(account, job, now);
      return after(account, job, now);
    }),

    resume: atomic(db, (account: string, jobId: string, now: number, request: string): ControlResult => {
      const job = jobs.find(account, jobId, now);
      if (!job) return 'no job';
      if (job.status !== 'Paused') return 'wrong state';
      const cost = getResumeCost(job);
      const refused = credits.charge(account, cost, now, `resume ${job.job_id}`, request);
      if (refused) return refused;
      jobs.resume(account, job, now);
      return after(account, job, now);
    }),
  };
};
