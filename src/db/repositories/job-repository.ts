import type { Database } from 'better-sqlite3';
import {
  computeProgress,
  getTimelinePosition,
  isCompleted,
  type JobStatus,
  movesByPolls,
  resumeTimeline,
} from '../../domain/job-state.ts';
import type { StoredRecord } from '../../domain/record-fields.ts';
import { createTransaction } from '../connection/transactions.ts';
import type { SeedData } from '../seed-data.ts';
import { createJobRecords } from './job-records.ts';
import {
  beforeLastPoll,
  type EnrichmentJob,
  type JobRow,
  type NewJob,
  toJob,
  toJobAt,
  toJobState,
} from './job-rows.ts';
import type { RecordRepository, RecordSet } from './record-repository.ts';

/** Prepares the function that inserts or replaces a job. */
const prepareWrite = (db: Database) => {
  const insertOrReplace = db.prepare(`
    INSERT OR REPLACE INTO jobs (
      account, job_id, category, tier, status, fields_to_enrich, shared, record_set, size, processed, submitted_at,
      updated_at, timeline, polls, base, paused_at
    ) VALUES (
      @account, @job_id, @category, @tier, @status, @fields_to_enrich, @shared, @record_set, @size, @processed,
      @submitted_at, @updated_at, @timeline, @polls, @base, @paused_at
    )`);
  return (
    account: string,
    job: Omit<EnrichmentJob, 'shared' | 'record_set' | 'state' | 'size'>,
    set: { shared: 0 | 1 } & RecordSet,
  ): void => {
    const { state: _, ...row } = job as EnrichmentJob;
    insertOrReplace.run({
      ...row,
      account,
      fields_to_enrich: JSON.stringify(job.fields_to_enrich),
      timeline: job.timeline.length > 0 ? JSON.stringify(job.timeline) : null,
      shared: set.shared,
      record_set: set.id,
      size: set.size,
    });
  };
};

/** Creates the reads of jobs. */
const createJobReads = (db: Database) => {
  const find = db.prepare<[string, string], JobRow>('SELECT * FROM jobs WHERE account = ? AND job_id = ?');
  const list = db.prepare<[string], JobRow>('SELECT * FROM jobs WHERE account = ? ORDER BY submitted_at DESC, job_id');
  const listIds = db
    .prepare<[string], string>('SELECT job_id FROM jobs WHERE account = ? ORDER BY submitted_at DESC, job_id')
    .pluck();
  const countAll = db.prepare<[], number>('SELECT count(*) FROM jobs').pluck();
  const countOfAccount = db.prepare<[string], number>('SELECT count(*) FROM jobs WHERE account = ?').pluck();
  const countPoll = db.prepare('UPDATE jobs SET polls = polls + 1, updated_at = ? WHERE account = ? AND job_id = ?');

  /** Returns a job for an answer. If its status changes with polls, counts the poll; it must then run in a transaction. */
  const showToClient = (account: string, row: JobRow, now: number): EnrichmentJob => {
    const state = toJobState(row);
    const progress = computeProgress(state, now);
    if (!movesByPolls(state.timeline)) return toJob(row, state, progress);
    const shownBefore = computeProgress(beforeLastPoll(state), now);
    const updated_at = shownBefore.status === progress.status ? row.updated_at : now;
    countPoll.run(updated_at, account, row.job_id);
    return toJob(row, state, { ...progress, updated_at });
  };

  const countPollOf = createTransaction(
    db,
    (account: string, jobId: string, now: number): EnrichmentJob | undefined => {
      const row = find.get(account, jobId);
      return row && showToClient(account, row, now);
    },
  );

  return {
    /** Finds a job of an account by its id in any letter case. */
    find: (account: string, jobId: string, now: number): EnrichmentJob | undefined => {
      const row = find.get(account, jobId.toLowerCase());
      return row && toJobAt(row, now);
    },

    /**
     * Finds a job for a client that polls it by its id in lower case (E15). The poll is counted after the answer: a
     * status that the timeline reaches with this poll is shown from the next poll on.
     */
    findForClient: (account: string, jobId: string, now: number): EnrichmentJob | undefined => {
      const row = find.get(account, jobId);
      // Only timelines count polls. All other jobs need no transaction.
      return row?.timeline ? countPollOf(account, row.job_id, now) : row && toJobAt(row, now);
    },

    /** Lists all jobs of an account for a client, newest first. It counts as a poll of each. */
    listForClient: createTransaction(db, (account: string, now: number): EnrichmentJob[] =>
      list.all(account).map((row) => showToClient(account, row, now)),
    ),

    /** Counts the jobs of an account, or of all accounts. */
    count: (account?: string): number =>
      (account === undefined ? countAll.get() : countOfAccount.get(account)) as number,

    /** The ids of all jobs of an account, newest first. */
    listIds: (account: string): string[] => listIds.all(account),
  };
};

/**
 * Creates the repository of jobs. It is one closure because the methods share the reads and the function that writes a job.
 * @param ownRecords the records of jobs that were created with the admin API
 * @param seedData has the records of the fixtures' jobs
 */
export const createJobRepository = (db: Database, ownRecords: RecordRepository, seedData: SeedData) => {
  const reads = createJobReads(db);
  const records = createJobRecords(ownRecords, seedData);
  const write = prepareWrite(db);
  const pause = db.prepare('UPDATE jobs SET paused_at = ?, updated_at = ? WHERE account = ? AND job_id = ?');
  const remove = db.prepare('DELETE FROM jobs WHERE account = ? AND job_id = ?');

  return {
    ...reads,
    // `json`, `csv` and `writeRecords` are in job-records.ts.
    ...records,

    /**
     * Creates a job, or replaces the job with the same id. Other requests run in between if it has many records.
     * @param getJob returns the job in the transaction that writes the last records. If it throws, nothing is created
     * @throws AbortError if the signal is aborted; nothing is created
     */
    create: (newRecords: Iterable<StoredRecord>, getJob: () => NewJob, signal?: AbortSignal): Promise<EnrichmentJob> =>
      records.writeRecords(
        newRecords,
        (set) => {
          const { account, processed = set.size, ...job } = getJob();
          write(account, { ...job, processed, polls: 0, base: 0, paused_at: null }, { shared: 0, ...set });
          return reads.find(account, job.job_id, job.submitted_at) as EnrichmentJob;
        },
        signal,
      ),

    /**
     * Sets the status of a job, which ends its timeline. Must run in a transaction.
     * @param change.records the record set that replaces the records of the job (writeRecords)
     */
    update: (
      account: string,
      job: EnrichmentJob,
      change: { status: JobStatus; processed?: number | undefined; records?: RecordSet | undefined },
      now: number,
    ): void => {
      const set = change.records
        ? { shared: 0 as const, ...change.records }
        : { shared: job.shared, id: job.record_set, size: job.size };
      const doneRecords = isCompleted(change.status) || change.records ? set.size : job.processed;
      const processed = change.processed ?? doneRecords;
      write(
        account,
        { ...job, status: change.status, timeline: [], base: 0, paused_at: null, processed, updated_at: now },
        set,
      );
    },

    /** Pauses a job at its current position. Must run in a transaction. */
    pause: (account: string, { job_id, state }: EnrichmentJob, now: number): void => {
      pause.run(getTimelinePosition(beforeLastPoll(state), now), now, account, job_id);
    },

    /** Lets a paused job continue from its position to its end. Must run in a transaction. */
    resume: (account: string, job: EnrichmentJob, now: number): void => {
      const resumed = {
        ...job,
        status: 'Paused' as const,
        timeline: resumeTimeline(beforeLastPoll(job.state), now, job.size - job.processed),
        base: job.processed,
        processed: job.state.processed,
        paused_at: null,
        updated_at: now,
      };
      write(account, resumed, { shared: job.shared, id: job.record_set, size: job.size });
    },

    /** Deletes a job. Returns false if there is no such job. */
    remove: (account: string, jobId: string): boolean => remove.run(account, jobId.toLowerCase()).changes > 0,
  };
};

export type JobRepository = ReturnType<typeof createJobRepository>;
