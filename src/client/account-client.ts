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

const faultMethods = (send: AdminRequest, path: string): FaultMethods => ({
  injectFault: (fault) => send('POST', path, fault),
  faults: async () => (await send<FaultList>('GET', path)).faults,
  updateFault: (id, change) => send('PATCH', `${path}/${encodeURIComponent(id)}`, change),
  clearFaults: (id) => send('DELETE', id === undefined ? path : `${path}/${id}`),
});

/** @param path the path of the faults under /__mock */
export const createFaultClient = (send: AdminRequest, path: string): FaultMethods & DeprecatedFaultMethods =>
  addDeprecatedFaultMethods(faultMethods(send, path));

export const createAccountClient = (
  send: AdminRequest,
  { name, token }: { name: string; token: string },
): AccountClient => {
  const pathOf = (rest: string): string => `/accounts/${encodeURIComponent(name)}${rest}`;
  const jobPath = (jobId: string): string => pathOf(`/jobs/${encodeURIComponent(jobId)}`);
  const unlockPath = (uuid: string): string => pathOf(`/unlocks/${encodeURIComponent(uuid)}`);
  return addDeprecatedAccountMethods({
    name,
    token,
    ...faultMethods(send, pathOf('/faults')),
    get: () => send('GET', pathOf('')),
    createJob: (job = {}) => send('POST', pathOf('/jobs'), job),
    getJob: (jobId) => send('GET', jobPath(jobId)),
    jobs: async () => (await send<JobList>('GET', pathOf('/jobs'))).jobs,
    deleteJob: (jobId) => send('DELETE', jobPath(jobId)),
    updateJob: (jobId, change) => send('PATCH', jobPath(jobId), change),
    setPeople: async (people) => (await send<PeopleView>('PUT', pathOf('/people'), people)).uuids,
    useSharedPeople: () => send('DELETE', pathOf('/people')),
    lock: (uuid) => send('DELETE', unlockPath(uuid)),
    unlock: (uuid, ...types) => send('PUT', unlockPath(uuid), Object.fromEntries(types.map((type) => [type, true]))),
    clock: {
      now: () => send('GET', pathOf('/clock')),
      set: (clock) => send('PUT', pathOf('/clock'), clock),
      advance: (ms) => send('POST', pathOf('/clock/advance'), { ms }),
    },
    requests: async (filter) => (await send<RequestList>('GET', pathOf(`/requests?${formatQuery(filter)}`))).requests,
    countRequests: async (filter) =>
      (await send<RequestCount>('GET', pathOf(`/requests/count?${formatQuery(filter)}`))).count,
    findings: async () => (await send<FindingList>('GET', pathOf('/findings'))).findings,
    clearRequests: () => send('DELETE', pathOf('/requests')),
    credits: () => send('GET', pathOf('/credits')),
    disclosures: async () => (await send<DisclosureList>('GET', pathOf('/disclosures'))).disclosures,
    update: (change) => send('PATCH', pathOf(''), change),
    reset: () => send('POST', pathOf('/reset')),
    delete: () => send('DELETE', pathOf('')),
  });
};
