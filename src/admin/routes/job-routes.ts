import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { Account } from '../../db/repositories/account-repository.ts';
import type { EnrichmentJob, NewJob } from '../../db/repositories/job-repository.ts';
import type { RecordSet } from '../../db/repositories/record-repository.ts';
import { type TimelineStep, toJobStatus } from '../../domain/job-state.ts';
import { defaultFields, type StoredRecord } from '../../domain/record-fields.ts';
import { completeRecords, deriveJobRules, type JobRules } from '../../domain/record-outcome.ts';
import { loadMakers, type Makers } from '../../fixtures/generate/load-generators.ts';
import { generatedCount, jobFaults, recordCheck } from '../../fixtures/load/job-errors.ts';
import { type AdminContext, accountOf, done, isoTime, Refusal, refusalOf, seedOf, timeOf } from '../admin-context.ts';
import { inPieces, unlessStopped } from '../in-pieces.ts';
import { AccountParams, answered, doneAnswers, notThere, operations, refused } from '../schemas/operation.ts';
import { JobBody, JobChange } from '../schemas/request-bodies.ts';
import { JobList, JobView } from '../schemas/views.ts';
import { sendList } from '../send-list.ts';

const operation = operations('Jobs');

/** How many jobs an account has at most: a list of its jobs is made in one piece. */
const mostJobs = 1000;

const JobParams = Type.Object({
  ...AccountParams.properties,
  job_id: Type.String({ description: "The job's id, in any letter case." }),
});

const view = (job: EnrichmentJob): JobView => ({
  job_id: job.job_id,
  category: job.category,
  tier: job.tier,
  status: job.status,
  fields_to_enrich: job.fields_to_enrich,
  total_records: job.size,
  processed: job.processed,
  submitted_at: isoTime(job.submitted_at),
  updated_at: isoTime(job.updated_at),
  timeline: [...job.timeline],
  polls: job.polls,
});

/** @throws Refusal for the first thing that is wrong with a job (job-errors.ts) */
const check = (...job: Parameters<typeof jobFaults>): void => {
  const [fault] = jobFaults(...job);
  if (fault) throw refusalOf(fault);
};

export const jobRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const { store, disclosures, stopping } = context;
  const now = (account: Account): number => timeOf(context, account);

  /** All jobs of an account, each read when it is asked for: many may have long lists of fields and steps. */
  function* views(account: Account): Generator<JobView> {
    for (const id of store.jobs.ids(account.name)) {
      const job = store.jobs.find(account.name, id, now(account));
      if (job) yield view(job);
    }
  }

  const find = (account: Account, id: string): EnrichmentJob => {
    const job = store.jobs.find(account.name, id, now(account));
    if (!job) throw new Refusal(`account ${account.name} has no job ${JSON.stringify(id)}`, '', 404);
    return job;
  };

  /** Jobs whose records are being written. */
  const making = new Set<string>();
  const pending = (account: Account, id: string): string => `${account.name} ${id}`;
  const isTaken = (account: Account, id: string): boolean =>
    making.has(pending(account, id)) || store.jobs.find(account.name, id, 0) !== undefined;

  const checkCount = ({ name }: Account): void => {
    if (store.jobs.count(name) < mostJobs) return;
    throw new Refusal(
      `account ${name} has ${mostJobs} jobs, which is the most it may have: delete some first`,
      '',
      409,
    );
  };

  const freeId = ({ draw }: Makers, account: Account): string => {
    const from = draw(seedOf(context), 'job of', account.name);
    let id = from.uuid();
    while (isTaken(account, id)) id = from.uuid();
    return id;
  };

  /** @throws Refusal where the records have too many different fields, or one contradicts its job */
  const checkRecords = (records: readonly StoredRecord[], rules: JobRules | undefined): Promise<void> => {
    const check = recordCheck(rules);
    const checkRecord = (record: StoredRecord, index: number): void => {
      const fault = check(record, index);
      if (fault) throw refusalOf(fault, '/records');
    };
    return inPieces(records, checkRecord, stopping);
  };

  const make = async (makers: Makers, name: string, body: JobBody): Promise<JobView> => {
    const account = accountOf(context, name);
    const { category = 'contact', tier = 'standard', processed, timeline = [], records = [] } = body;
    const job_id = body.job_id?.toLowerCase() ?? freeId(makers, account);
    if (isTaken(account, job_id)) throw new Refusal(`account ${name} has a job ${job_id} already`, '/job_id', 409);
    checkCount(account);
    const status = toJobStatus(body.status ?? (timeline.length > 0 ? 'queued' : 'completed'));
    check(body, status, records.length);
    const admit = (): NewJob => {
      checkCount(account);
      const time = now(accountOf(context, name));
      return {
        account: name,
        job_id,
        category,
        tier,
        fields_to_enrich: body.fields_to_enrich ?? defaultFields(category),
        status,
        submitted_at: time,
        updated_at: time,
        timeline: timeline.map((step): TimelineStep => ({ ...step, status: toJobStatus(step.status) })),
        processed,
      };
    };
    making.add(pending(account, job_id));
    try {
      await checkRecords(records, body.raw ? undefined : deriveJobRules(body));
      const all = makers.jobRecords(seedOf(context), { ...body, job_id, generate: generatedCount(body) }, records);
      return view(await unlessStopped(stopping, () => store.jobs.make(all, admit, stopping)));
    } finally {
      making.delete(pending(account, job_id));
    }
  };

  /** The job that is to be changed, and its status then. @throws Refusal where it can't be changed so */
  const changing = (name: string, id: string, body: JobChange) => {
    const account = accountOf(context, name);
    const job = find(account, id);
    const status = body.status === undefined ? job.status : toJobStatus(body.status);
    check({ ...body, generate: 0 }, status, body.records?.length ?? job.size);
    return { account, job, status };
  };

  /** Changes a job as it is now. In a transaction. @param records those of the body, written */
  const apply = (name: string, id: string, body: JobChange, records?: RecordSet): JobView => {
    const { account, job, status } = changing(name, id, body);
    if (Object.keys(body).length === 0) return view(job);
    if (records) disclosures.keepValues(name);
    store.jobs.change(name, job, { status, processed: body.processed, records }, now(account));
    store.snapshots.sweep();
    return view(find(account, id));
  };
  const applyNow = store.transact(apply);

  const change = async (name: string, id: string, body: JobChange): Promise<JobView> => {
    const { records, raw } = body;
    if (!records) return applyNow(name, id, body);
    // What is refused now need not be written first.
    const { job } = changing(name, id, body);
    await checkRecords(records, raw ? undefined : deriveJobRules(job));
    const use = (set: RecordSet): JobView => apply(name, id, body, set);
    const all = completeRecords({ ...job, ...(raw && { raw }) }, records);
    return unlessStopped(stopping, () => store.jobs.writeRecords(all, use, stopping));
  };

  const remove = store.transact((name: string, id: string): boolean => {
    if (store.jobs.find(name, id, 0)) disclosures.keepValues(name);
    const found = store.jobs.remove(name, id);
    store.snapshots.sweep();
    return found;
  });

  app.post(
    '/accounts/:account/jobs',
    {
      schema: operation({
        operationId: 'makeJob',
        summary: 'Make a job',
        description:
          'With records of your own, made-up ones or both; without either, it has 10 made-up ones. With a timeline, it moves while the client polls.',
        params: AccountParams,
        body: JobBody,
        response: {
          201: answered('The job.', JobView),
          ...notThere('account'),
          409: refused('The account has a job of that id already, or as many jobs as it may have.'),
        },
      }),
    },
    async (request, reply) =>
      reply.code(201).send(await make(await loadMakers(), request.params.account, request.body)),
  );
  app.get(
    '/accounts/:account/jobs',
    {
      schema: operation({
        operationId: 'listJobs',
        summary: 'All jobs of an account',
        description: 'As they stand; it counts as no poll.',
        params: AccountParams,
        response: { 200: answered('The jobs.', JobList), ...notThere('account') },
      }),
    },
    (request, reply) => {
      const account = accountOf(context, request.params.account);
      sendList(reply, 'jobs', views(account));
    },
  );
  app.get(
    '/accounts/:account/jobs/:job_id',
    {
      schema: operation({
        operationId: 'getJob',
        summary: 'A job',
        description: 'As it stands; it counts as no poll.',
        params: JobParams,
        response: { 200: answered('The job.', JobView), ...notThere('account or job') },
      }),
    },
    (request, reply) => {
      reply.send(view(find(accountOf(context, request.params.account), request.params.job_id)));
    },
  );
  app.patch(
    '/accounts/:account/jobs/:job_id',
    {
      schema: operation({
        operationId: 'changeJob',
        summary: 'Change a job',
        description: 'It ends the timeline.',
        params: JobParams,
        body: JobChange,
        response: { 200: answered('The job as it is now.', JobView), ...notThere('account or job') },
      }),
    },
    (request) => change(request.params.account, request.params.job_id, request.body),
  );
  app.delete(
    '/accounts/:account/jobs/:job_id',
    {
      schema: operation({
        operationId: 'deleteJob',
        summary: 'Delete a job',
        params: JobParams,
        response: doneAnswers('It is gone.', 'account or job'),
      }),
    },
    (request, reply) => {
      const { name } = accountOf(context, request.params.account);
      done(
        reply,
        remove(name, request.params.job_id),
        `job ${JSON.stringify(request.params.job_id)} of account ${name}`,
      );
    },
  );
  end();
};
