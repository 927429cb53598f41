import type { StoredRecord } from '../../domain/record-fields.ts';
import { getCanonicalColumns, type SeedData } from '../seed-data.ts';
import type { EnrichmentJob } from './job-rows.ts';
import type { Personal } from './personal-values.ts';
import type { Frame, RecordRepository, RecordSet, RecordsCsv, RecordTexts } from './record-repository.ts';

/** Texts of records as they are sent, how many records these are, and a reference to their emails and phones. */
export type ServedRecords = Omit<RecordTexts, 'values'> & { personal: Personal };

/** The records of a job as CSV. */
export type JobCsv = RecordsCsv<ServedRecords>;

/**
 * Creates the functions that read and write the records of jobs.
 * @param ownRecords the records of jobs that were created with the admin API
 * @param seedData has the records of the fixtures' jobs
 */
export const createJobRecords = (ownRecords: RecordRepository, seedData: SeedData) => {
  // Called for each read, because fixtures that are loaded again replace the seed data.
  const getRepository = (isShared: 0 | 1): RecordRepository => (isShared ? seedData.records : ownRecords);

  /** Refers to emails and phones without keeping them in memory. */
  const referToPersonal = (isShared: 0 | 1, set: number, from: number, to: number, values: number): Personal => ({
    values,
    unlocked: 0,
    isPermanent: isShared === 1,
    bytes: 0,
    readRows: () => getRepository(isShared).personal(set, from, to),
  });

  return {
    /** Reads the done records of a job from one position up to another as JSON in a frame (R9–R13, R17). */
    json: (job: EnrichmentJob, from: number, to: number, frame: Frame): ServedRecords => {
      const end = Math.min(to, job.processed);
      const start = Math.min(from, end);
      const { values, ...served } = getRepository(job.shared).json(job.record_set, start, end, frame);
      return { ...served, personal: referToPersonal(job.shared, job.record_set, start, end, values) };
    },

    /** Reads the done records of a job as CSV (R14–R17). */
    csv: ({ shared, record_set, processed }: EnrichmentJob): JobCsv => {
      const { header, lines } = getRepository(shared).csv(record_set, processed, getCanonicalColumns(seedData));
      return {
        header,
        lines: (from, to) => {
          const { values, ...served } = lines(from, to);
          return { ...served, personal: referToPersonal(shared, record_set, from, from + served.rows, values) };
        },
      };
    },

    /**
     * Writes records for a job. Other requests run in between.
     * @param use stores the reference to the records, in the last transaction. If it throws, the records are deleted
     * @throws AbortError if the signal is aborted; the records are deleted
     */
    writeRecords: <T>(records: Iterable<StoredRecord>, use: (set: RecordSet) => T, signal?: AbortSignal): Promise<T> =>
      ownRecords.write(getCanonicalColumns(seedData), records, use, signal),
  };
};
