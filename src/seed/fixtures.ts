import { createHash } from 'node:crypto';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../is-object.ts';
import { codeFolder } from '../package-info.ts';
import { StartError } from '../start-error.ts';
import type { StoredRecord } from './fields.ts';
import { checkNames, type Entry, type Fault, readCsv, readJson, readKind, shown } from './fixture-files.ts';
import {
  type AccountFixture,
  type ColumnsFixture,
  type JobFixture,
  type PersonFixture,
  toJobStatus,
  type UnlockFixture,
} from './fixture-schemas.ts';
import { fieldNameFaults, generatedCount, jobFaults, recordCheck } from './job-faults.ts';
import { newestFirst, type Person, referenceTime } from './person.ts';
import { jobRules } from './record-rules.ts';
import type { JobStatus } from './vocabulary.ts';

export const defaultFolder = fileURLToPath(new URL('../fixtures/', codeFolder));

export type Job = Omit<JobFixture, 'records' | 'status'> & { status: JobStatus; records: StoredRecord[] };

/** All fixtures of a folder, checked. */
export type Fixtures = {
  accounts: AccountFixture[];
  jobs: Job[];
  /** In the order of S4. */
  people: Person[];
  unlocks: Entry<UnlockFixture>[];
  columns: ColumnsFixture;
  /** The same for fixtures that say the same. */
  hash: string;
};

/** Faults in the fixtures, all of them. The message has a line for each: file, JSON pointer, expected, found. */
export class FixtureError extends StartError {
  constructor(faults: readonly Fault[]) {
    const lines = faults.map(
      ({ file, pointer, expected, found }) =>
        `${file}${pointer && `#${pointer}`}: expected ${expected}; found ${found}`,
    );
    super(`${faults.length === 1 ? 'a fault' : `${faults.length} faults`} in the fixtures:\n  ${lines.join('\n  ')}`);
  }
}

const fault = ({ place }: Entry<unknown>, key: string, expected: string, found: string): Fault => ({
  file: place.file,
  pointer: place.pointer + key,
  expected,
  found,
});

/** Faults for entries that share what only one may have. */
const checkUnique = <T>(entries: Entry<T>[], key: string, what: string, of: (value: T) => string): Fault[] => {
  const first = new Map<string, Entry<T>>();
  return entries.flatMap((entry) => {
    const id = of(entry.value);
    const other = first.get(id);
    if (!other) first.set(id, entry);
    return other
      ? [fault(entry, key, `${what} only once`, `${shown(id)}, as at ${other.place.file}#${other.place.pointer}`)]
      : [];
  });
};

const checkAccounts = (accounts: Entry<AccountFixture>[]): Fault[] => {
  const tokens = accounts.flatMap(({ value, place }) =>
    value.tokens.map((each, index) => ({
      value: typeof each === 'string' ? each : each.token,
      place: { ...place, pointer: `${place.pointer}/tokens/${index}` },
    })),
  );
  return [
    ...checkUnique(accounts, '/name', 'an account', ({ name }) => name),
    ...checkUnique(tokens, '', 'a token', (token) => token),
    ...accounts
      .filter(({ value }) => value.daily_quota !== undefined && value.kind !== 'test')
      .map((entry) => fault(entry, '/daily_quota', 'no quota, or "kind": "test"', shown(entry.value.daily_quota))),
  ];
};

const checkOwner = (entry: Entry<{ account: string }>, accounts: Entry<AccountFixture>[]): Fault[] =>
  accounts.some(({ value }) => value.name === entry.value.account)
    ? []
    : [
        fault(
          entry,
          '/account',
          `an account: ${accounts.map(({ value }) => value.name).join(', ') || 'there is none'}`,
          shown(entry.value.account),
        ),
      ];

/** The file of records that a job names. */
const recordsFile = ({ place }: Entry<JobFixture>, path: string): string => join(dirname(place.file), path);

/** The records that a job gives itself; undefined, with faults added, where they can't be read. */
const readRecords = (job: Entry<JobFixture>, used: Set<string>, faults: Fault[]): StoredRecord[] | undefined => {
  const { records = [] } = job.value;
  if (typeof records !== 'string') return records;
  const file = recordsFile(job, records);
  used.add(file);
  const type = extname(file);
  if (type === '.csv') return readCsv(file, faults);
  if (type !== '.json') {
    faults.push(fault(job, '/records', 'a path that ends in .json or .csv', shown(records)));
    return undefined;
  }
  const before = faults.length;
  const rows = readJson(file, faults);
  if (faults.length > before) return undefined;
  if (!Array.isArray(rows)) faults.push({ file, pointer: '', expected: 'a list of objects', found: shown(rows) });
  else {
    for (const [index, row] of rows.entries()) {
      if (!isObject(row)) faults.push({ file, pointer: `/${index}`, expected: 'an object', found: shown(row) });
    }
  }
  return faults.length > before ? undefined : (rows as StoredRecord[]);
};

/** How many records of a job are reported at most: with more, the list would hide the faults of other files. */
const mostReported = 20;

/** The faults of the first records that have one field too many, or contradict their job. */
const checkRecords = (job: Entry<JobFixture>, records: readonly StoredRecord[]): Fault[] => {
  const check = recordCheck(job.value.raw ? undefined : jobRules(job.value));
  const faults: Fault[] = [];
  for (const [index, record] of records.entries()) {
    const found = check(record, index);
    if (!found) continue;
    if (typeof job.value.records === 'string') faults.push({ ...found, file: recordsFile(job, job.value.records) });
    else faults.push(fault(job, `/records${found.pointer}`, found.expected, found.found));
    if (faults.length === mostReported) break;
  }
  return faults;
};

const checkJob = (job: Entry<JobFixture>, records: readonly StoredRecord[]): Fault[] => [
  ...jobFaults(job.value, toJobStatus(job.value.status), records.length).map(({ pointer, expected, found }) =>
    fault(job, pointer, expected, found),
  ),
  ...checkRecords(job, records),
];

const textOrNull = (value: string | null | undefined): string | null => value ?? null;

/** A person as it is stored; without a time, newer than those after it and than all generated ones. */
export const toPerson = (person: PersonFixture, index: number, all: readonly unknown[]): Person => ({
  uuid: person.uuid.toLowerCase(),
  created_at: person.created_at ? Date.parse(person.created_at) : referenceTime + (all.length - index) * 1000,
  first_name: textOrNull(person.first_name),
  last_name: textOrNull(person.last_name),
  company_name: textOrNull(person.company_name),
  job_title: textOrNull(person.job_title),
  job_level: textOrNull(person.job_level),
  industry: textOrNull(person.industry),
  employee_range: textOrNull(person.employee_range),
  revenue_range: textOrNull(person.revenue_range),
  contact_office_country: textOrNull(person.contact_office_country),
  contact_linkedin_url: textOrNull(person.contact_linkedin_url),
  contact_email: textOrNull(person.contact_email),
  contact_direct_phone: textOrNull(person.contact_direct_phone),
  contact_mobile_phone: textOrNull(person.contact_mobile_phone),
});

const values = <T>(entries: Entry<T>[]): T[] => entries.map(({ value }) => value);

/** Faults for canonical columns that the CSV has in another place, or never has (R12, R14). */
const columnFaults = (columns: Entry<ColumnsFixture>): Fault[] =>
  (['account', 'contact'] as const).flatMap((kind) =>
    fieldNameFaults(columns.value[kind]).map(({ pointer, expected, found }) =>
      fault(columns, `/${kind}${pointer}`, expected, found),
    ),
  );

const readColumns = (folder: string, faults: Fault[]): ColumnsFixture => {
  const [columns, second] = readKind<ColumnsFixture>(folder, 'columns', faults);
  if (second) faults.push(fault(second, '', 'the columns only once', shown(second.value)));
  if (columns) faults.push(...columnFaults(columns));
  if (columns || folder === defaultFolder) return columns?.value ?? { account: [], contact: [] };
  return readColumns(defaultFolder, faults);
};

/** The canonical columns of the default fixtures (R15). */
export const defaultColumns = (): ColumnsFixture => readColumns(defaultFolder, []);

/**
 * Reads and checks a folder of fixtures. The canonical columns are the default ones where the folder has none.
 * @throws FixtureError with every fault of every file
 */
export const loadFixtures = (folder: string = defaultFolder): Fixtures => {
  const faults: Fault[] = [];
  const used = new Set<string>();
  const accounts = readKind<AccountFixture>(folder, 'accounts', faults);
  const allAccountsRead = faults.length === 0;
  if (accounts.length === 0 && allAccountsRead) {
    const expected = 'at least one account, or no token is valid';
    faults.push({ file: join(folder, 'accounts.json'), pointer: '', expected, found: 'none' });
  }
  const jobs = readKind<JobFixture>(folder, 'jobs', faults);
  const people = readKind<PersonFixture>(folder, 'people', faults);
  const unlocks = readKind<UnlockFixture>(folder, 'unlocks', faults);
  const columns = readColumns(folder, faults);

  faults.push(
    ...checkAccounts(accounts),
    ...checkUnique(jobs, '/job_id', 'a job', ({ job_id }) => job_id.toLowerCase()),
    ...checkUnique(people, '/uuid', 'a person', ({ uuid }) => uuid.toLowerCase()),
    ...checkUnique(unlocks, '', 'an unlock', ({ account, uuid }) => `${account} ${uuid.toLowerCase()}`),
    // Where accounts could not be read, it can't be told which of them are missing.
    ...(allAccountsRead && accounts.length > 0
      ? [...jobs, ...unlocks].flatMap((entry) => checkOwner(entry, accounts))
      : []),
  );
  const complete = jobs.map((job): Job => {
    const records = readRecords(job, used, faults);
    if (records) faults.push(...checkJob(job, records));
    return {
      ...job.value,
      status: toJobStatus(job.value.status),
      records: records ?? [],
      generate: generatedCount(job.value),
    };
  });
  faults.push(...checkNames(folder, used));
  if (faults.length > 0) throw new FixtureError(faults);

  const found = {
    accounts: values(accounts),
    jobs: complete,
    people: values(people),
    unlocks: values(unlocks),
    columns,
  };
  return {
    ...found,
    people: found.people.map(toPerson).sort(newestFirst),
    unlocks,
    hash: createHash('sha256').update(JSON.stringify(found)).digest('hex'),
  };
};

/** The error for unlocks of people who turned out not to exist, once all people are known. */
export const unknownPeople = (unlocks: Entry<UnlockFixture>[]): FixtureError =>
  new FixtureError(
    unlocks.map((entry) =>
      fault(entry, '/uuid', 'a person of the fixtures or a generated one', shown(entry.value.uuid)),
    ),
  );
