import type { Database } from 'better-sqlite3';
import { toJobStatus } from '../domain/job-state.ts';
import { defaultFields } from '../domain/record-fields.ts';
import type { Fixtures } from '../fixtures/load/load-fixtures.ts';
import { mutedText } from './repositories/account-repository.ts';
import { creditStore } from './repositories/credit-repository.ts';
import type { RecordSet } from './repositories/record-repository.ts';

export const defaultQuota = 1000;
// Those of the vendor's example.
const submittedAt = '2026-05-06T14:23:11Z';
const tookMs = Date.parse('2026-05-06T14:25:42Z') - Date.parse(submittedAt);

const beginAccounts = (db: Database, { accounts }: Fixtures): void => {
  const wallet = creditStore(db);
  const account = db.prepare(
    'INSERT INTO accounts (account, kind, active, credits, daily_quota, mute_findings) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const token = db.prepare('INSERT INTO tokens (token, account, state) VALUES (?, ?, ?)');
  for (const { name, kind = 'live', active = true, credits = 0, daily_quota, tokens, mute_findings } of accounts) {
    const quota = kind === 'test' ? (daily_quota ?? defaultQuota) : null;
    account.run(name, kind, Number(active), 0, quota, mutedText(mute_findings));
    wallet.move(name, credits, Date.parse(submittedAt), 'opening balance', null);
    for (const each of tokens) {
      if (typeof each === 'string') token.run(each, name, 'valid');
      else token.run(each.token, name, each.state);
    }
  }
};

const beginJobs = (db: Database, { jobs }: Fixtures, recordSets: readonly RecordSet[], now: number): void => {
  const insert = db.prepare(`
    INSERT INTO jobs (
      account, job_id, category, tier, status, fields_to_enrich, shared, record_set, size, processed, submitted_at,
      updated_at, timeline
    ) VALUES (
      @account, @job_id, @category, @tier, @status, @fields_to_enrich, 1, @record_set, @size, @processed, @submitted_at,
      @updated_at, @timeline
    )`);
  for (const [index, job] of jobs.entries()) {
    const { category = 'contact', tier = 'standard', fields_to_enrich = defaultFields(category) } = job;
    const { id, size } = recordSets[index] as RecordSet;
    const steps = (job.timeline ?? []).map((step) => ({ ...step, status: toJobStatus(step.status) }));
    // Of a job that moves, the time that its steps count from.
    const start = steps.length > 0 ? new Date(now).toISOString() : undefined;
    const submitted = Date.parse(job.submitted_at ?? start ?? submittedAt);
    insert.run({
      account: job.account,
      job_id: job.job_id.toLowerCase(),
      category,
      tier,
      status: job.status,
      fields_to_enrich: JSON.stringify(fields_to_enrich),
      record_set: id,
      size,
      processed: job.processed ?? size,
      submitted_at: submitted,
      updated_at: job.updated_at ? Date.parse(job.updated_at) : submitted + (steps.length > 0 ? 0 : tookMs),
      timeline: steps.length > 0 ? JSON.stringify(steps) : null,
    });
  }
};

const beginUnlocks = (db: Database, { unlocks }: Fixtures): void => {
  const insert = db.prepare('INSERT INTO unlocks (account, uuid, email, phone) VALUES (?, ?, ?, ?)');
  for (const { value } of unlocks) {
    insert.run(value.account, value.uuid.toLowerCase(), Number(value.email ?? false), Number(value.phone ?? false));
  }
};

/**
 * Writes what a state begins with into its empty tables.
 * @param now milliseconds since 1970, UTC: when jobs with a timeline start
 */
export const begin = (db: Database, fixtures: Fixtures, recordSets: readonly RecordSet[], now: number): void => {
  beginAccounts(db, fixtures);
  beginJobs(db, fixtures, recordSets, now);
  beginUnlocks(db, fixtures);
};
