import type {
  DisclosureList,
  FaultList,
  FindingList,
  JobList,
  PeopleView,
  RequestCount,
  RequestList,
} from '../admin/schemas/response-bodies.ts';
import type { AccountMethods, FaultMethods, RequestsFilter } from './account-method-types.ts';
import type { AdminRequest } from './admin-client.ts';
import {
  addDeprecatedAccountMethods,
  addDeprecatedFaultMethods,
  type DeprecatedAccountMethods,
  type DeprecatedFaultMethods,
} from './deprecated-methods.ts';

/** Controls one account. A method whose request is refused rejects with an Error that says where and why. */
export type AccountClient = AccountMethods & DeprecatedAccountMethods;

const formatQuery = (filter: RequestsFilter = {}): URLSearchParams => {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
  return new URLSearchParams(entries.map(([key, value]): [string, string] => [key, String(value)]));
};

const createFaultMethods = (send: AdminRequest, path: string): FaultMethods => ({
  injectFault: (fault) => send('POST', path, fault),
  faults: async () => (await send<FaultList>('GET', path)).faults,
  updateFault: (id, change) => send('PATCH', `${path}/${encodeURIComponent(id)}`, change),
  clearFaults: (id) => send('DELETE', id === undefined ? path : `${path}/${id}`),
});

/** @param path the path of the faults under /__mock */
export const createFaultClient = (send: AdminRequest, path: string): FaultMethods & DeprecatedFaultMethods =>
  addDeprecatedFaultMethods(createFaultMethods(send, path));

export const createAccountClient = (
  send: AdminRequest,
  { name, token }: { name: string; token: string },
): AccountClient => {
  const toPath = (rest: string): string => `/accounts/${encodeURIComponent(name)}${rest}`;
  const toJobPath = (jobId: string): string => toPath(`/jobs/${encodeURIComponent(jobId)}`);
  const toUnlockPath = (uuid: string): string => toPath(`/unlocks/${encodeURIComponent(uuid)}`);
  return addDeprecatedAccountMethods({
    name,
    token,
    ...createFaultMethods(send, toPath('/faults')),
    get: () => send('GET', toPath('')),
    createJob: (job = {}) => send('POST', toPath('/jobs'), job),
    getJob: (jobId) => send('GET', toJobPath(jobId)),
    jobs: async () => (await send<JobList>('GET', toPath('/jobs'))).jobs,
    deleteJob: (jobId) => send('DELETE', toJobPath(jobId)),
    updateJob: (jobId, change) => send('PATCH', toJobPath(jobId), change),
    setPeople: async (people) => (await send<PeopleView>('PUT', toPath('/people'), people)).uuids,
    useSharedPeople: () => send('DELETE', toPath('/people')),
    lock: (uuid) => send('DELETE', toUnlockPath(uuid)),
    unlock: (uuid, ...types) => send('PUT', toUnlockPath(uuid), Object.fromEntries(types.map((type) => [type, true]))),
    clock: {
      now: () => send('GET', toPath('/clock')),
      set: (clock) => send('PUT', toPath('/clock'), clock),
      advance: (ms) => send('POST', toPath('/clock/advance'), { ms }),
    },
    requests: async (filter) => (await send<RequestList>('GET', toPath(`/requests?${formatQuery(filter)}`))).requests,
    countRequests: async (filter) =>
      (await send<RequestCount>('GET', toPath(`/requests/count?${formatQuery(filter)}`))).count,
    findings: async () => (await send<FindingList>('GET', toPath('/findings'))).findings,
    clearRequests: () => send('DELETE', toPath('/requests')),
    credits: () => send('GET', toPath('/credits')),
    disclosures: async () => (await send<DisclosureList>('GET', toPath('/disclosures'))).disclosures,
    update: (change) => send('PATCH', toPath(''), change),
    reset: () => send('POST', toPath('/reset')),
    delete: () => send('DELETE', toPath('')),
  });
};
