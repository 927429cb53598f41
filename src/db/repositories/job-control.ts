import type { Database } from 'better-sqlite3';
import { getResumeCost } from '../../domain/credits.ts';
import { createTransaction } from '../connection/transactions.ts';
import type { CreditRepository, TooFewCredits } from './credit-repository.ts';
import type { JobRepository } from './job-repository.ts';
import type { EnrichmentJob } from './job-rows.ts';

type ControlResult = 'no job' | 'wrong state' | TooFewCredits | EnrichmentJob;

/** Creates the functions that pause and resume a job (C2–C4), each in one transaction. */
export const createJobControl = (db: Database, jobs: JobRepository, credits: CreditRepository) => {
  const findAgain = (account: string, job: EnrichmentJob, now: number): EnrichmentJob =>
    jobs.find(account, job.job_id, now) as EnrichmentJob;

  return {
    pause: createTransaction(db, (account: string, jobId: string, now: number, _request: string): ControlResult => {
      const job = jobs.find(account, jobId, now);
      if (!job) return 'no job';
      if (job.status !== 'Enrichment Started') return 'wrong state';
      jobs.pause(account, job, now);
      return findAgain(account, job, now);
    }),

    resume: createTransaction(db, (account: string, jobId: string, now: number, request: string): ControlResult => {
      const job = jobs.find(account, jobId, now);
      if (!job) return 'no job';
      if (job.status !== 'Paused') return 'wrong state';
      const cost = getResumeCost(job);
      const refused = credits.charge(account, cost, now, `resume ${job.job_id}`, request);
      if (refused) return refused;
      jobs.resume(account, job, now);
      return findAgain(account, job, now);
    }),
  };
};
