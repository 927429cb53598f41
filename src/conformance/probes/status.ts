import { apiStatus } from '../../domain/job-state.ts';
import { type Api, type JobName, unknownJob } from '../api.ts';
import { expect, expectAnswer, expectList, expectObject, expectSame } from '../expect.ts';
import type { NotAsked, Probe } from '../probe.ts';
import { invalidForResults, notFound } from '../refusals.ts';

const keys = ['job_id', 'status', 'submitted_at', 'updated_at'];

/** Which statuses a job may have that was named for this. */
const statuses = {
  completed: ['completed'],
  paused: ['paused'],
  pending: ['queued', 'in-progress', 'failed'],
} as const;

const statusProbe = (name: keyof typeof statuses): Probe => ({
  clause: 'T1',
  basis: ['P'],
  title: `a ${name} job has job_id, status, submitted_at and updated_at`,
  needs: [name],
  holds: async (api) => {
    const answer = await api.status(api.job(name));
    const body = expectObject(answer);
    expect(String(Object.keys(body)) === String(keys), answer, `the keys ${keys.join(', ')} in this order`);
    expect(String(body.job_id).toLowerCase() === api.job(name).toLowerCase(), answer, `"job_id": "${api.job(name)}"`);
    const known: readonly unknown[] = statuses[name];
    expect(known.includes(body.status), answer, `a status of ${known.join(', ')}`, body.status);
  },
});

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const own: readonly JobName[] = ['completed', 'paused', 'pending', 'empty'];

const withoutToken = (api: Api) => api.status(unknownJob, { authorization: null });

const list = (api: Api) => api.status();

export const status: readonly (Probe | NotAsked)[] = [
  statusProbe('completed'),
  statusProbe('paused'),
  statusProbe('pending'),
  {
    clause: 'T2',
    basis: ['P'],
    title: 'times are in UTC with Z, to the second',
    needs: ['completed'],
    holds: async (api) => {
      const answer = await api.status(api.job('completed'));
      const { submitted_at, updated_at } = expectObject(answer);
      for (const each of [submitted_at, updated_at]) {
        expect(time.test(String(each)), answer, 'times such as 2026-05-06T14:23:11Z', each);
      }
    },
  },
  {
    clause: 'T3',
    basis: ['P'],
    title: 'a missing token is 401, and an unknown job 404',
    holds: async (api) => {
      const refused = await withoutToken(api);
      expect(refused.status === 401, refused, 'status 401', refused.status);
      expectAnswer(await api.status(unknownJob), 404, notFound);
    },
  },
  {
    clause: 'T3',
    basis: ['I'],
    title: '401 has the body of Results',
    holds: async (api) => expectAnswer(await withoutToken(api), 401, invalidForResults),
  },
  {
    clause: 'T3',
    basis: ['P'],
    title: "another account's job can't be told from one that does not exist",
    needs: ['foreign'],
    holds: async (api) => expectSame(await api.status(api.job('foreign')), await api.status(unknownJob)),
  },
  {
    clause: 'T3',
    basis: ['I'],
    title: "what is no UUID can't be told from a job that does not exist",
    holds: async (api) => expectSame(await api.status('no-uuid'), await api.status(unknownJob)),
  },
  {
    clause: 'T4',
    basis: ['P'],
    title: "without a job, the caller's jobs, newest first",
    holds: async (api) => {
      const answer = await list(api);
      const times = expectList(answer).map(({ submitted_at }) => String(submitted_at));
      const sorted = times.every((each, index) => index === 0 || (times[index - 1] ?? '') >= each);
      expect(sorted, answer, 'jobs by submitted_at, the newest first', times);
    },
  },
  {
    clause: 'T4',
    basis: ['I'],
    title: 'the list has the objects of single jobs, and all jobs of the account alone',
    holds: async (api) => {
      const answer = await list(api);
      const jobs = expectList(answer);
      for (const job of jobs) {
        const known: readonly unknown[] = Object.values(apiStatus);
        const whole = String(Object.keys(job)) === String(keys) && known.includes(job.status);
        expect(whole, answer, `jobs with ${keys.join(', ')}`, job);
      }
      const ids = jobs.map(({ job_id }) => String(job_id).toLowerCase());
      for (const name of own) {
        const id = api.jobs[name]?.toLowerCase();
        expect(id === undefined || ids.includes(id), answer, `the ${name} job, ${id}, in the list`, ids);
      }
      const foreign = api.jobs.foreign?.toLowerCase();
      expect(foreign === undefined || !ids.includes(foreign), answer, `no ${foreign}, another account's`, ids);
    },
  },
  { clause: 'T5', title: 'each answer about a job is a poll of it', skipped: 'it shows only in a job that moves' },
];
