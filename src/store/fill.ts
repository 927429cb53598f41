import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { defaultFields, type StoredRecord } from '../seed/fields.ts';
import { type Fixtures, type Job, unknownPeople } from '../seed/fixtures.ts';
import { makePeople } from '../seed/people.ts';
import type { Person } from '../seed/person.ts';
import { makeRecords } from '../seed/records.ts';
import { fold } from './fold.ts';
import type { Store } from './open.ts';
import { StoreError } from './store-error.ts';

const defaultQuota = 1000;
const submittedAt = '2026-05-06T14:23:11Z';
const updatedAt = '2026-05-06T14:25:42Z';
/** Rows to write before other work may go on: /livez answers while the data is made. */
const rowsAtATime = 1000;

/** To be called for each row and, where it gives a promise, awaited: lets other work go on now and then. */
type Pace = () => Promise<void> | undefined;

const pacer = (signal: AbortSignal | undefined): Pace => {
  let rows = 0;
  return () => {
    rows += 1;
    return rows % rowsAtATime === 0 ? setImmediate(undefined, { signal }) : undefined;
  };
};

const fillAccounts = (db: Database, { accounts }: Fixtures): void => {
  const account = db.prepare(
    'INSERT INTO accounts (name, kind, active, credits, daily_quota) VALUES (@name, @kind, @active, @credits, @daily_quota)',
  );
  const token = db.prepare('INSERT INTO tokens (token, account, state) VALUES (@token, @account, @state)');
  for (const { name, kind = 'live', active = true, credits = 0, daily_quota = defaultQuota, tokens } of accounts) {
    account.run({ name, kind, active: Number(active), credits, daily_quota: kind === 'test' ? daily_quota : null });
    for (const each of tokens) {
      const { token: text, state } = typeof each === 'string' ? { token: each, state: 'valid' } : each;
      token.run({ token: text, account: name, state });
    }
  }
};

const fillPeople = async (db: Database, people: Iterable<Person>, pace: Pace): Promise<void> => {
  const insert = db.prepare(`
    INSERT INTO people (
      position, uuid, created_at, first_name, last_name, company_name, job_title, job_level, industry,
      contact_linkedin_url, contact_email, contact_direct_phone, contact_mobile_phone,
      company_name_key, job_title_key, job_level_key, industry_key, contact_office_country_key, employee_range_key,
      revenue_range_key
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const key = (text: string | null): string | null => (text === null ? null : fold(text));
  let position = 0;
  for (const person of people) {
    insert.run(
      position,
      person.uuid,
      person.created_at,
      person.first_name,
      person.last_name,
      person.company_name,
      person.job_title,
      person.job_level,
      person.industry,
      person.contact_linkedin_url,
      person.contact_email,
      person.contact_direct_phone,
      person.contact_mobile_phone,
      key(person.company_name),
      key(person.job_title),
      key(person.job_level),
      key(person.industry),
      key(person.contact_office_country),
      key(person.employee_range),
      key(person.revenue_range),
    );
    position += 1;
    const pause = pace();
    if (pause) await pause;
  }
  db.exec('CREATE UNIQUE INDEX people_uuid ON people (uuid)');
};

/** Writes a record set and which fields it has; gives its id and size. */
const fillRecords = async (
  db: Database,
  records: Iterable<StoredRecord>,
  pace: Pace,
): Promise<{ id: number; size: number }> => {
  const first = db.prepare('SELECT coalesce(max(id), 0) + 1 FROM records').pluck().get() as number;
  const insertSet = db.prepare('INSERT INTO record_sets (first_record, size) VALUES (?, 0)');
  const id = Number(insertSet.run(first).lastInsertRowid);
  const insert = db.prepare('INSERT INTO records (id, fields) VALUES (?, ?)');
  const insertField = db.prepare(
    'INSERT INTO record_fields (record_set, ordinal, name, first_position) VALUES (?, ?, ?, ?)',
  );
  const names = new Set<string>();
  let size = 0;
  for (const record of records) {
    insert.run(first + size, JSON.stringify(record));
    for (const name of Object.keys(record)) {
      if (names.has(name)) continue;
      insertField.run(id, names.size, name, size);
      names.add(name);
    }
    size += 1;
    const pause = pace();
    if (pause) await pause;
  }
  db.prepare('UPDATE record_sets SET size = ? WHERE id = ?').run(size, id);
  return { id, size };
};

function* recordsOf(seed: number, job: Job): Generator<StoredRecord> {
  yield* job.records;
  yield* makeRecords(seed, job, job.records.length, job.generate ?? 0);
}

const fillJobs = async (db: Database, seed: number, { jobs }: Fixtures, pace: Pace): Promise<void> => {
  const insert = db.prepare(`
    INSERT INTO jobs (
      account, job_id, category, tier, status, fields_to_enrich, record_set, processed, submitted_at, updated_at
    ) VALUES (
      @account, @job_id, @category, @tier, @status, @fields_to_enrich, @record_set, @processed, @submitted_at, @updated_at
    )`);
  for (const job of jobs) {
    const { category = 'contact', tier = 'standard', fields_to_enrich = defaultFields(category) } = job;
    const records = await fillRecords(db, recordsOf(seed, job), pace);
    insert.run({
      account: job.account,
      job_id: job.job_id.toLowerCase(),
      category,
      tier,
      status: job.status,
      fields_to_enrich: JSON.stringify(fields_to_enrich),
      record_set: records.id,
      processed: job.processed ?? records.size,
      submitted_at: Date.parse(job.submitted_at ?? submittedAt),
      updated_at: Date.parse(job.updated_at ?? updatedAt),
    });
  }
};

const fillUnlocks = (db: Database, { unlocks }: Fixtures): void => {
  const exists = db.prepare('SELECT 1 FROM people WHERE uuid = ?').pluck();
  const insert = db.prepare('INSERT INTO unlocks (account, uuid, email, phone) VALUES (?, ?, ?, ?)');
  const unknown = unlocks.filter(({ value }) => exists.get(value.uuid.toLowerCase()) === undefined);
  if (unknown.length > 0) throw unknownPeople(unknown);
  for (const { value } of unlocks) {
    insert.run(value.account, value.uuid.toLowerCase(), Number(value.email ?? false), Number(value.phone ?? false));
  }
};

/**
 * Puts the data there: the fixtures, and what the seed generates around them. All of it or, when it fails, nothing.
 * A database that has the data from an earlier start is left as it is.
 * @param size how many people there are to search in all
 * @throws StoreError for a database made from another seed, size or fixtures; FixtureError for an unlock of nobody
 */
export const fill = async (
  { db, origin }: Store,
  fixtures: Fixtures,
  seed: number,
  size: number,
  signal?: AbortSignal,
): Promise<void> => {
  const wanted = JSON.stringify({ seed, people: size, fixtures: fixtures.hash });
  const found = origin();
  if (found === wanted) return;
  if (found !== undefined) {
    throw new StoreError(
      `--db ${db.name} was made from another --seed, --people or --fixtures; give the same, or name another file`,
    );
  }
  const meta = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  const pace = pacer(signal);
  db.exec('BEGIN IMMEDIATE');
  try {
    fillAccounts(db, fixtures);
    await fillPeople(db, makePeople(seed, size, fixtures.people), pace);
    await fillJobs(db, seed, fixtures, pace);
    fillUnlocks(db, fixtures);
    meta.run('canonical_columns', JSON.stringify([...fixtures.columns.account, ...fixtures.columns.contact]));
    meta.run('origin', wanted);
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
};
