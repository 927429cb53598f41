import type { Account } from '../../db/repositories/account-repository.ts';
import type { EnrichmentJob, NewJob } from '../../db/repositories/job-rows.ts';
import type { RecordSet } from '../../db/repositories/record-repository.ts';
import { type TimelineStep, toJobStatus } from '../../domain/job-state.ts';
import { getDefaultFields, type StoredRecord } from '../../domain/record-fields.ts';
import { completeRecords, deriveJobRules, type JobRules } from '../../domain/record-outcome.ts';
import { type Generators, loadGenerators } from '../../fixtures/generate/load-generators.ts';
import { createRecordChecker, findJobErrors, getGeneratedCount } from '../../fixtures/load/job-errors.ts';
import { toIsoTime } from '../../lib/iso-time.ts';
import { type AdminContext, getAccount, getSeed, readAccountClock } from '../admin-context.ts';
import { AdminError, createNotFoundError, toAdminError } from '../admin-errors.ts';
import { maxJobs } from '../admin-limits.ts';
import { processInBatches, runUntilStopped } from '../process-in-batches.ts';
import type { JobBody, JobChange } from '../schemas/request-bodies.ts';
import type { JobView } from '../schemas/response-bodies.ts';

/** Converts a job to the view that the admin API sends. */
export const toJobView = (job: EnrichmentJob): JobView => ({
  job_id: job.job_id,
  category: job.category,
  tier: job.tier,
  status: job.status,
  fields_to_enrich: job.fields_to_enrich,
  total_records: job.size,
  processed: job.processed,
  submitted_at: toIsoTime(job.submitted_at),
  updated_at: toIsoTime(job.updated_at),
  timeline: [...job.timeline],
  polls: job.polls,
});

/** Reads the jobs of an account one by one, as they are iterated over: they may have long lists of fields and steps. */
export function* listJobs(context: AdminContext, account: Account): Generator<JobView> {
  const { jobs } = context.store;
  for (const id of jobs.listIds(account.name)) {
    const job = jobs.find(account.name, id, readAccountClock(context, account));
    if (job) yield toJobView(job);
  }
}

/** @throws AdminError with 404 if the account has no job with this id */
export const getJob = (context: AdminContext, account: Account, id: string): EnrichmentJob => {
  const job = context.store.jobs.find(account.name, id, readAccountClock(context, account));
  if (!job) throw new AdminError(`account ${account.name} has no job ${JSON.stringify(id)}`, '', 404);
  return job;
};

/** @throws AdminError for the first error that job-errors.ts finds in a job */
const checkJob = (...job: Parameters<typeof findJobErrors>): void => {
  const [error] = findJobErrors(...job);
  if (error) throw toAdminError(error);
};

/** @throws AdminError if the records have too many different fields, or if one contradicts its job */
const checkRecords = (
  records: readonly StoredRecord[],
  rules: JobRules | undefined,
  stopSignal: AbortSignal,
): Promise<void> => {
  const findError = createRecordChecker(rules);
  const checkRecord = (record: StoredRecord, index: number): void => {
    const error = findError(record, index);
    if (error) throw toAdminError(error, '/records');
  };
  return processInBatches(records, checkRecord, stopSignal);
};

/** @throws AdminError with 409 if the account can't have another job */
const checkCount = ({ store }: AdminContext, account: string): void => {
  if (store.jobs.count(account) < maxJobs) return;
  const advice = 'which is the limit: delete some first';
  throw new AdminError(`account ${account} has ${maxJobs} jobs, ${advice}`, '', 409);
};

const formatJobKey = (account: string, id: string): string => `${account} ${id}`;

/** Creates an id from the seed that no job of the account has. */
const createId = (
  { createRandom }: Generators,
  context: AdminContext,
  account: string,
  isTaken: (id: string) => boolean,
): string => {
  const random = createRandom(getSeed(context), 'job of', account);
  let id = random.uuid();
  while (isTaken(id)) id = random.uuid();
  return id;
};

/** The row of a new job. @param time when it is submitted */
const toNewJob = (account: string, job_id: string, body: JobBody, status: NewJob['status'], time: number): NewJob => {
  const { category = 'contact', tier = 'standard', processed, timeline = [] } = body;
  return {
    account,
    job_id,
    category,
    tier,
    fields_to_enrich: body.fields_to_enrich ?? getDefaultFields(category),
    status,
    submitted_at: time,
    updated_at: time,
    timeline: timeline.map((step): TimelineStep => ({ ...step, status: toJobStatus(step.status) })),
    processed,
  };
};

/**
 * Creates a job with its records.
 * @param unfinishedJobs the keys of the jobs whose records are being written; their ids are taken, too
 * @throws AdminError with 409 if the account has a job with this id, or as many jobs as it may have
 */
export const createJob = async (
  context: AdminContext,
  unfinishedJobs: Set<string>,
  { name }: Account,
  body: JobBody,
): Promise<JobView> => {
  const { store, stopSignal } = context;
  const { timeline = [], records = [] } = body;
  const generators = await loadGenerators();
  const isTaken = (id: string): boolean =>
    unfinishedJobs.has(formatJobKey(name, id)) || store.jobs.find(name, id, 0) !== undefined;
  const job_id = body.job_id?.toLowerCase() ?? createId(generators, context, name, isTaken);
  if (isTaken(job_id)) throw new AdminError(`account ${name} has a job ${job_id} already`, '/job_id', 409);
  checkCount(context, name);
  const status = toJobStatus(body.status ?? (timeline.length > 0 ? 'queued' : 'completed'));
  checkJob(body, status, records.length);
  // Called in the transaction that adds the job, once its records are written: other calls may come before it.
  const prepareJob = (): NewJob => {
    checkCount(context, name);
    return toNewJob(name, job_id, body, status, readAccountClock(context, getAccount(context, name)));
  };
  const key = formatJobKey(name, job_id);
  unfinishedJobs.add(key);
  try {
    await checkRecords(records, body.raw ? undefined : deriveJobRules(body), stopSignal);
    const all = generators.generateJobRecords(
      getSeed(context),
      { ...body, job_id, generate: getGeneratedCount(body) },
      records,
    );
    return toJobView(await runUntilStopped(stopSignal, () => store.jobs.create(all, prepareJob, stopSignal)));
  } finally {
    unfinishedJobs.delete(key);
  }
};

/** Finds the job that is to be changed, and its status after the change. @throws AdminError if the change is not possible */
const prepareUpdate = (context: AdminContext, name: string, id: string, body: JobChange) => {
  const account = getAccount(context, name);
  const job = getJob(context, account, id);
  const status = body.status === undefined ? job.status : toJobStatus(body.status);
  checkJob({ ...body, generate: 0 }, status, body.records?.length ?? job.size);
  return { account, job, status };
};

/** Changes a job. To be called in a transaction. @param records the records of the body, as they are stored */
const applyUpdate = (
  context: AdminContext,
  name: string,
  id: string,
  body: JobChange,
  records?: RecordSet,
): JobView => {
  const { store, disclosures } = context;
  const { account, job, status } = prepareUpdate(context, name, id, body);
  if (Object.keys(body).length === 0) return toJobView(job);
  if (records) disclosures.keepValues(name);
  store.jobs.update(name, job, { status, processed: body.processed, records }, readAccountClock(context, account));
  store.snapshots.deleteUnusedRecords();
  return toJobView(getJob(context, account, id));
};

/** Changes the fields of a job that are sent. @param name the account's */
export const updateJob = async (context: AdminContext, name: string, id: string, body: JobChange): Promise<JobView> => {
  const { store, stopSignal } = context;
  const { records, raw } = body;
  if (!records) {
    const update = store.transact(() => applyUpdate(context, name, id, body));
    return update();
  }
  // Checks the change before the records are written, since writing them takes long.
  const { job } = prepareUpdate(context, name, id, body);
  await checkRecords(records, raw ? undefined : deriveJobRules(job), stopSignal);
  const update = (written: RecordSet): JobView => applyUpdate(context, name, id, body, written);
  const all = completeRecords({ ...job, ...(raw && { raw }) }, records);
  return runUntilStopped(stopSignal, () => store.jobs.writeRecords(all, update, stopSignal));
};

/** @throws AdminError with 404 if the account has no job with this id */
export const deleteJob = ({ store, disclosures }: AdminContext, account: string, id: string): void => {
  const remove = store.transact((): boolean => {
    if (store.jobs.find(account, id, 0)) disclosures.keepValues(account);
    const isRemoved = store.jobs.remove(account, id);
    store.snapshots.deleteUnusedRecords();
    return isRemoved;
  });
  if (!remove()) throw createNotFoundError(`job ${JSON.stringify(id)} of account ${account}`);
};
