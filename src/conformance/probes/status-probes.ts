import { type ApiClient, type ApiResponse, type JobKind, unknownJobId } from '../api-client.ts';
import { invalidBearerToken, jobStatuses, notFound } from '../documented-values.ts';
import { expect, expectObject, expectObjectList, expectResponse, expectSameResponse } from '../expectations.ts';
import type { Probe, SkippedProbe } from '../probe.ts';

const statusKeys = ['job_id', 'status', 'submitted_at', 'updated_at'];

/** The statuses that a job of each kind may have. */
const allowedStatuses = {
  completed: ['completed'],
  paused: ['paused'],
  pending: ['queued', 'in-progress', 'failed'],
} as const;

const createStatusProbe = (kind: keyof typeof allowedStatuses): Probe => ({
  clause: 'T1',
  basis: ['P'],
  title: `the status of a ${kind} job has job_id, status, submitted_at and updated_at`,
  neededJobs: [kind],
  run: async (api) => {
    const id = api.jobId(kind);
    const response = await api.status(id);
    const body = expectObject(response);
    const hasKeys = String(Object.keys(body)) === String(statusKeys);
    expect(hasKeys, response, `the keys ${statusKeys.join(', ')} in this order`);
    expect(String(body.job_id).toLowerCase() === id.toLowerCase(), response, `"job_id": "${id}"`);
    const allowed: readonly unknown[] = allowedStatuses[kind];
    expect(allowed.includes(body.status), response, `a status of ${allowed.join(', ')}`, body.status);
  },
});

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const ownJobs: readonly JobKind[] = ['completed', 'paused', 'pending', 'empty'];

const getStatusWithoutToken = (api: ApiClient): Promise<ApiResponse> =>
  api.status(unknownJobId, { authorization: null });

export const statusProbes: readonly (Probe | SkippedProbe)[] = [
  createStatusProbe('completed'),
  createStatusProbe('paused'),
  createStatusProbe('pending'),
  {
    clause: 'T2',
    basis: ['P'],
    title: 'times are in UTC with Z, to the second',
    neededJobs: ['completed'],
    run: async (api) => {
      const response = await api.status(api.jobId('completed'));
      const { submitted_at, updated_at } = expectObject(response);
      for (const time of [submitted_at, updated_at]) {
        expect(timePattern.test(String(time)), response, 'times such as 2026-05-06T14:23:11Z', time);
      }
    },
  },
  {
    clause: 'T3',
    basis: ['P'],
    title: 'a missing token is 401, and an unknown job is 404',
    run: async (api) => {
      const response = await getStatusWithoutToken(api);
      expect(response.status === 401, response, 'status 401', response.status);
      expectResponse(await api.status(unknownJobId), 404, notFound);
    },
  },
  {
    clause: 'T3',
    basis: ['I'],
    title: 'the 401 of status has the body of Results',
    run: async (api) => expectResponse(await getStatusWithoutToken(api), 401, invalidBearerToken),
  },
  {
    clause: 'T3',
    basis: ['P'],
    title: "the status of another account's job is answered like that of an unknown job",
    neededJobs: ['foreign'],
    run: async (api) => expectSameResponse(await api.status(api.jobId('foreign')), await api.status(unknownJobId)),
  },
  {
    clause: 'T3',
    basis: ['I'],
    title: 'a job id that is no UUID is answered like an unknown job',
    run: async (api) => expectSameResponse(await api.status('no-uuid'), await api.status(unknownJobId)),
  },
  {
    clause: 'T4',
    basis: ['P'],
    title: 'status without a job id lists jobs, newest first',
    run: async (api) => {
      const response = await api.status();
      const times = expectObjectList(response).map(({ submitted_at }) => String(submitted_at));
      const isSorted = times.every((time, index) => index === 0 || (times[index - 1] ?? '') >= time);
      expect(isSorted, response, 'jobs by submitted_at, the newest first', times);
    },
  },
  {
    clause: 'T4',
    basis: ['I'],
    title: "the list has one status object for each of the account's jobs, and no other jobs",
    run: async (api) => {
      const response = await api.status();
      const jobs = expectObjectList(response);
      for (const job of jobs) {
        const isValid = String(Object.keys(job)) === String(statusKeys) && jobStatuses.includes(String(job.status));
        expect(isValid, response, `jobs with ${statusKeys.join(', ')}`, job);
      }
      const ids = jobs.map(({ job_id }) => String(job_id).toLowerCase());
      for (const kind of ownJobs) {
        const id = api.jobs[kind]?.toLowerCase();
        expect(id === undefined || ids.includes(id), response, `the ${kind} job, ${id}, in the list`, ids);
      }
      const foreign = api.jobs.foreign?.toLowerCase();
      const hasForeign = foreign !== undefined && ids.includes(foreign);
      expect(!hasForeign, response, `a list without ${foreign}, which another account has`, ids);
    },
  },
  {
    clause: 'T5',
    title: 'each answer about a job counts as a poll of it',
    skipReason: 'it shows only in a job whose status changes',
  },
];
