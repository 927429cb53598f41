import type { Database } from 'better-sqlite3';
import {
  computeProgress,
  getTimelinePosition,
  isCompleted,
  type JobProgress,
  type JobState,
  type JobStatus,
  movesByPolls,
  resumeTimeline,
  type TimelineStep,
} from '../../domain/job-state.ts';
import type { StoredRecord } from '../../domain/record-fields.ts';
import { atomic } from '../connection/transactions.ts';
import { canonicalColumns, type SeedData } from '../prepared/seed-data.ts';
import type { Personal } from './personal-values.ts';
import type { Frame, RecordSet, RecordStore } from './record-repository.ts';

/** A job as it stands at one moment. */
export type EnrichmentJob = {
  job_id: string;
  category: 'contact' | 'account';
  tier: 'quick' | 'standard' | 'pro';
  status: JobStatus;
  fields_to_enrich: string[];
  shared: 0 | 1;
  record_set: number;
  /** Records it will have when it has completed. */
  size: number;
  /** Records that are done. */
  processed: number;
  submitted_at: number;
  updated_at: number;
  /** What all of this follows from. */
  state: JobState;
  timeline: readonly TimelineStep[];
  /** How often it was asked for. */
  polls: number;
  base: number;
  paused_at: number | null;
};

/** A job to be made, with its records. */
export type NewJob = Omit<
  EnrichmentJob,
  'shared' | 'record_set' | 'state' | 'size' | 'polls' | 'processed' | 'base' | 'paused_at'
> & {
  account: string;
  processed?: number | undefined;
};

/** Records of a job as they leave, one after the other, and what they disclose. */
export type Served = { text: Buffer; rows: number; personal: Personal };

/** A job's records as CSV. */
export type Csv = {
  /** The header row. */
  header: string;
  /** The lines from one position up to another, or the first few of them; none once the records are gone. */
  lines: (from: number, to: number) => Served;
};

type Row = Omit<EnrichmentJob, 'fields_to_enrich' | 'timeline' | 'state'> & {
  fields_to_enrich: string;
  timeline: string | null;
};

const stateOf = (row: Row): JobState => ({ ...row, timeline: row.timeline === null ? [] : JSON.parse(row.timeline) });

/** A job's state as the client was told last: what the next poll moves has not moved yet. */
const told = (state: JobState): JobState => ({ ...state, polls: Math.max(0, state.polls - 1) });

/**
 * @param ownRecords the records of jobs that steering makes
 * @param shared where the records of the fixtures' jobs are
 */
export const jobStore = (db: Database, ownRecords: RecordStore, shared: SeedData) => {
  const find = db.prepare<[string, string], Row>('SELECT * FROM jobs WHERE account = ? AND job_id = ?');
  const list = db.prepare<[string], Row>('SELECT * FROM jobs WHERE account = ? ORDER BY submitted_at DESC, job_id');
  const ids = db
    .prepare<[string], string>('SELECT job_id FROM jobs WHERE account = ? ORDER BY submitted_at DESC, job_id')
    .pluck();
  const count = db.prepare<[], number>('SELECT count(*) FROM jobs').pluck();
  const countOf = db.prepare<[string], number>('SELECT count(*) FROM jobs WHERE account = ?').pluck();
  const poll = db.prepare('UPDATE jobs SET polls = polls + 1, updated_at = ? WHERE account = ? AND job_id = ?');
  const pause = db.prepare('UPDATE jobs SET paused_at = ?, updated_at = ? WHERE account = ? AND job_id = ?');
  const remove = db.prepare('DELETE FROM jobs WHERE account = ? AND job_id = ?');
  const put = db.prepare(`
    INSERT OR REPLACE INTO jobs (
      account, job_id, category, tier, status, fields_to_enrich, shared, record_set, size, processed, submitted_at,
      updated_at, timeline, polls, base, paused_at
    ) VALUES (
      @account, @job_id, @category, @tier, @status, @fields_to_enrich, @shared, @record_set, @size, @processed,
      @submitted_at, @updated_at, @timeline, @polls, @base, @paused_at
    )`);

  /** Where a job's records are; to be asked each time, since other shared data may take the place of what there was. */
  const recordsOf = (isShared: 0 | 1): RecordStore => (isShared ? shared.records : ownRecords);

  /** What records disclose, which keeps none of them in memory. */
  const personalOf = (isShared: 0 | 1, set: number, from: number, to: number, values: number): Personal => ({
    values,
    unlocked: 0,
    isPermanent: isShared === 1,
    bytes: 0,
    rows: () => recordsOf(isShared).personal(set, from, to),
  });

  const as = (row: Row, state: JobState, progress: JobProgress): EnrichmentJob => ({
    ...row,
    fields_to_enrich: JSON.parse(row.fields_to_enrich),
    state,
    timeline: state.timeline,
    ...progress,
  });

  const lastTold = (row: Row, now: number): EnrichmentJob => {
    const state = stateOf(row);
    return as(row, state, computeProgress(told(state), now));
  };

  const write = (
    account: string,
    job: Omit<EnrichmentJob, 'shared' | 'record_set' | 'state' | 'size'>,
    set: { shared: 0 | 1 } & RecordSet,
  ): void => {
    const { state: _, ...row } = job as EnrichmentJob;
    put.run({
      ...row,
      account,
      fields_to_enrich: JSON.stringify(job.fields_to_enrich),
      timeline: job.timeline.length > 0 ? JSON.stringify(job.timeline) : null,
      shared: set.shared,
      record_set: set.id,
      size: set.size,
    });
  };

  /**
   * Writes records for a job, and lets other work go on in between where they are many.
   * @param use puts them where they belong, in the last transaction: if it throws, they are gone
   * @throws AbortError once the signal says so; they are gone
   */
  const writeRecords = <T>(
    records: Iterable<StoredRecord>,
    use: (set: RecordSet) => T,
    signal?: AbortSignal,
  ): Promise<T> => ownRecords.write(canonicalColumns(shared), records, use, signal);

  const asked = (account: string, row: Row, now: number): EnrichmentJob => {
    const state = stateOf(row);
    const after = computeProgress(state, now);
    if (!movesByPolls(state.timeline)) return as(row, state, after);
    const updated_at = computeProgress(told(state), now).status === after.status ? row.updated_at : now;
    poll.run(updated_at, account, row.job_id);
    return as(row, state, { ...after, updated_at });
  };

  const findAt = (account: string, jobId: string, now: number): EnrichmentJob | undefined => {
    const row = find.get(account, jobId.toLowerCase());
    return row && lastTold(row, now);
  };

  const askMoving = atomic(db, (account: string, jobId: string, now: number): EnrichmentJob | undefined => {
    const row = find.get(account, jobId);
    return row && asked(account, row, now);
  });

  return {
    /** An account's job by its id (any letter case) as it stands now; undefined where that account has none. */
    find: findAt,

    /**
     * The same for a client that asks for the job, by its id in lower case alone (E15): it counts as a poll, after it was
     * answered, and what polls move is seen from the next one on.
     */
    ask: (account: string, jobId: string, now: number): EnrichmentJob | undefined => {
      const row = find.get(account, jobId);
      // Only a timeline counts polls: all others are spared the transaction.
      return row?.timeline ? askMoving(account, row.job_id, now) : row && lastTold(row, now);
    },

    /** The same for a client that asks for all jobs of an account, newest first. */
    askAll: atomic(db, (account: string, now: number): EnrichmentJob[] =>
      list.all(account).map((row) => asked(account, row, now)),
    ),

    /** How many jobs an account has; all accounts together where none is named. */
    count: (account?: string): number => (account === undefined ? count.get() : countOf.get(account)) as number,

    /** The ids of all jobs of an account, newest first. */
    ids: (account: string): string[] => ids.all(account),

    /** A job's records that are done from one position up to another, that one left out, as JSON (R9–R13, R17), in a frame. */
    json: (
      { shared: isShared, record_set, processed }: EnrichmentJob,
      from: number,
      to: number,
      frame: Frame,
    ): Served => {
      const end = Math.min(to, processed);
      const begin = Math.min(from, end);
      const { values, ...served } = recordsOf(isShared).json(record_set, begin, end, frame);
      return { ...served, personal: personalOf(isShared, record_set, begin, end, values) };
    },

    /** A job's records that are done as CSV (R14–R17). */
    csv: ({ shared: isShared, record_set, processed }: EnrichmentJob): Csv => {
      const { header, lines } = recordsOf(isShared).csv(record_set, processed, canonicalColumns(shared));
      return {
        header,
        lines: (from, to) => {
          const { values, ...served } = lines(from, to);
          return { ...served, personal: personalOf(isShared, record_set, from, from + served.rows, values) };
        },
      };
    },

    /**
     * Makes a job; one of the same id is replaced. Where it has many records, other work goes on in between.
     * @param admit gives the job once its records are there, in the same transaction; if it throws, nothing is made
     * @throws AbortError once the signal says so; nothing is made
     */
    make: (records: Iterable<StoredRecord>, admit: () => NewJob, signal?: AbortSignal): Promise<EnrichmentJob> =>
      writeRecords(
        records,
        (set) => {
          const { account, processed = set.size, ...job } = admit();
          write(account, { ...job, processed, polls: 0, base: 0, paused_at: null }, { shared: 0, ...set });
          return findAt(account, job.job_id, job.submitted_at) as EnrichmentJob;
        },
        signal,
      ),

    writeRecords,

    /**
     * Changes a job from where it stands: from now on it has this status, its timeline ended. In a transaction.
     * @param records in place of those it has: a set that is being written (writeRecords)
     */
    change: (
      account: string,
      job: EnrichmentJob,
      change: { status: JobStatus; processed?: number | undefined; records?: RecordSet | undefined },
      now: number,
    ): void => {
      const set = change.records
        ? { shared: 0 as const, ...change.records }
        : { shared: job.shared, id: job.record_set, size: job.size };
      const done = isCompleted(change.status) || change.records ? set.size : job.processed;
      const processed = change.processed ?? done;
      write(
        account,
        { ...job, status: change.status, timeline: [], base: 0, paused_at: null, processed, updated_at: now },
        set,
      );
    },

    /** Pauses a job where it stands. In a transaction. */
    pause: (account: string, { job_id, state }: EnrichmentJob, now: number): void => {
      pause.run(getTimelinePosition(told(state), now), now, account, job_id);
    },

    /** Lets a paused job go on from where it stands, to its end. In a transaction. */
    resume: (account: string, job: EnrichmentJob, now: number): void => {
      const going = {
        ...job,
        status: 'Paused' as const,
        timeline: resumeTimeline(told(job.state), now, job.size - job.processed),
        base: job.processed,
        processed: job.state.processed,
        paused_at: null,
        updated_at: now,
      };
      write(account, going, { shared: job.shared, id: job.record_set, size: job.size });
    },

    /** Deletes a job; false where there is none. */
    remove: (account: string, jobId: string): boolean => remove.run(account, jobId.toLowerCase()).changes > 0,
  };
};

export type JobStore = ReturnType<typeof jobStore>;
