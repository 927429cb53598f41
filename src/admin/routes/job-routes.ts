import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { AdminContext } from '../admin-context.ts';
import { JobBody, JobChange } from '../schemas/request-bodies.ts';
import { JobList, JobView } from '../schemas/response-bodies.ts';
import {
  AccountParams,
  describeAccountRoute,
  describeErrorResponse,
  describeJsonResponse,
  describeNotFoundResponse,
} from '../schemas/route-schemas.ts';
import { sendJsonList } from '../send-json-list.ts';
import { createJob, deleteJob, getJob, listJobs, toJobView, updateJob } from './job-operations.ts';

const params = Type.Object({
  ...AccountParams.properties,
  job_id: Type.String({ description: "The job's id, in any letter case." }),
});

const schemas = {
  create: describeAccountRoute('Jobs', {
    operationId: 'makeJob',
    summary: 'Create a job',
    description:
      'The job has the records that are sent, generated records, or both. Without either it has 10 generated records. With a timeline its status changes while the client polls.',
    body: JobBody,
    response: {
      201: describeJsonResponse('The job.', JobView),
      409: describeErrorResponse('The account has a job with this id already, or as many jobs as it may have.'),
    },
  }),
  list: describeAccountRoute('Jobs', {
    operationId: 'listJobs',
    summary: 'List the jobs of an account',
    response: { 200: describeJsonResponse('The jobs.', JobList) },
  }),
  get: describeAccountRoute('Jobs', {
    operationId: 'getJob',
    summary: 'Get a job',
    description: 'Returns the current state of the job. The call does not count as a poll.',
    params,
    response: { 200: describeJsonResponse('The job.', JobView), ...describeNotFoundResponse('account or job') },
  }),
  update: describeAccountRoute('Jobs', {
    operationId: 'changeJob',
    summary: 'Update a job',
    description: 'The change ends the timeline of the job.',
    params,
    body: JobChange,
    response: {
      200: describeJsonResponse('The job after the change.', JobView),
      ...describeNotFoundResponse('account or job'),
    },
  }),
  delete: describeAccountRoute('Jobs', {
    operationId: 'deleteJob',
    summary: 'Delete a job',
    params,
    response: { 204: { description: 'The job is deleted.' }, ...describeNotFoundResponse('account or job') },
  }),
};

/** Routes for the jobs of an account. */
export const jobRoutes: FastifyPluginCallbackTypebox<{ context: AdminContext }> = (app, { context }, end) => {
  const unfinishedJobs = new Set<string>();

  app.post('/jobs', { schema: schemas.create }, async ({ targetAccount, body }, reply) =>
    reply.code(201).send(await createJob(context, unfinishedJobs, targetAccount, body)),
  );
  app.get('/jobs', { schema: schemas.list }, ({ targetAccount }, reply) => {
    sendJsonList(reply, 'jobs', listJobs(context, targetAccount));
  });
  app.get('/jobs/:job_id', { schema: schemas.get }, ({ targetAccount, params }) =>
    toJobView(getJob(context, targetAccount, params.job_id)),
  );
  app.patch('/jobs/:job_id', { schema: schemas.update }, ({ targetAccount, params, body }) =>
    updateJob(context, targetAccount.name, params.job_id, body),
  );
  app.delete('/jobs/:job_id', { schema: schemas.delete }, ({ targetAccount, params }, reply) => {
    deleteJob(context, targetAccount.name, params.job_id);
    reply.code(204).send();
  });
  end();
};
