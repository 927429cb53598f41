import type { Database } from 'better-sqlite3';
import type { InitialData } from './initial-data.ts';
import { formatMutedFindings } from './repositories/account-repository.ts';
import { createCreditRepository } from './repositories/credit-repository.ts';
import type { RecordSet } from './repositories/record-repository.ts';

const insertAccounts = (db: Database, { accounts }: InitialData): void => {
  const credits = createCreditRepository(db);
  const insertAccount = db.prepare(
    'INSERT INTO accounts (account, kind, active, credits, daily_quota, mute_findings) VALUES (?, ?, ?, 0, ?, ?)',
  );
  const insertToken = db.prepare('INSERT INTO tokens (token, account, state) VALUES (?, ?, ?)');
  for (const account of accounts) {
    const { name, kind, active, daily_quota, mute_findings } = account;
    insertAccount.run(name, kind, Number(active), daily_quota, formatMutedFindings(mute_findings));
    credits.move(name, account.credits, account.credited_at, 'opening balance', null);
    for (const { token, state } of account.tokens) insertToken.run(token, name, state);
  }
};

const insertJobs = (db: Database, { jobs }: InitialData, recordSets: readonly RecordSet[], now: number): void => {
  const insert = db.prepare(`
    INSERT INTO jobs (
      account, job_id, category, tier, status, fields_to_enrich, shared, record_set, size, processed, submitted_at,
      updated_at, timeline
    ) VALUES (
      @account, @job_id, @category, @tier, @status, @fields_to_enrich, 1, @record_set, @size, @processed, @submitted_at,
      @updated_at, @timeline
    )`);
  for (const [index, job] of jobs.entries()) {
    const { id, size } = recordSets[index] as RecordSet;
    const submitted_at = job.submitted_at ?? now;
    insert.run({
      ...job,
      fields_to_enrich: JSON.stringify(job.fields_to_enrich),
      record_set: id,
      size,
      processed: job.processed ?? size,
      submitted_at,
      updated_at: job.updated_at ?? submitted_at,
      timeline: job.timeline.length > 0 ? JSON.stringify(job.timeline) : null,
    });
  }
};

const insertUnlocks = (db: Database, { unlocks }: InitialData): void => {
  const insert = db.prepare('INSERT INTO unlocks (account, uuid, email, phone) VALUES (?, ?, ?, ?)');
  for (const { account, uuid, email, phone } of unlocks) insert.run(account, uuid, Number(email), Number(phone));
};

/**
 * Fills the empty tables with the initial state.
 * @param recordSets the records of each job, in the order of the jobs
 * @param now milliseconds since 1970, UTC: when jobs without a time of their own are submitted
 */
export const loadInitialState = (
  db: Database,
  initialData: InitialData,
  recordSets: readonly RecordSet[],
  now: number,
): void => {
  insertAccounts(db, initialData);
  insertJobs(db, initialData, recordSets, now);
  insertUnlocks(db, initialData);
};
