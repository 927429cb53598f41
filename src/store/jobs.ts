import type { Database } from 'better-sqlite3';
import type { StoredRecord } from '../seed/fields.ts';
import type { JobStatus } from '../seed/vocabulary.ts';

export type EnrichmentJob = {
  job_id: string;
  status: JobStatus;
  record_set: number;
  first_record: number;
  /** Records that are done: all of them once the job has completed. */
  processed: number;
};

export const jobStore = (db: Database) => {
  const find = db.prepare<[string, string], EnrichmentJob>(
    `SELECT job_id, status, record_set, first_record, processed
     FROM jobs JOIN record_sets ON record_sets.id = record_set
     WHERE account = ? AND job_id = ?`,
  );
  const slice = db
    .prepare<[number, number], string>('SELECT fields FROM records WHERE id >= ? AND id < ? ORDER BY id')
    .pluck();
  const fieldNames = db
    .prepare<[number, number], string>(`
    SELECT name FROM record_fields WHERE record_set = ? AND first_position < ? ORDER BY ordinal`)
    .pluck();

  return {
    /** An account's job by its id (any letter case); undefined where that account has none. */
    find: (account: string, jobId: string): EnrichmentJob | undefined => find.get(account, jobId.toLowerCase()),

    /** A job's records from one position up to another, that one left out, in stored order. */
    records: (job: EnrichmentJob, from: number, to: number): StoredRecord[] =>
      slice
        .all(job.first_record + from, job.first_record + Math.min(to, job.processed))
        .map((fields) => JSON.parse(fields)),

    /** The names of all fields of the job's records that are done, in the order in which the records first show them. */
    fieldNames: (job: EnrichmentJob): string[] => fieldNames.all(job.record_set, job.processed),
  };
};
