import type { ApiClient, ApiResponse } from '../api-client.ts';
import { invalidBearerToken, invalidToken } from '../documented-values.ts';
import { expect, expectResponse } from '../expectations.ts';
import type { Probe, SkippedProbe } from '../probe.ts';

const skipReason = 'the check sends no request that could change data';

const postControlWithoutToken = (api: ApiClient): Promise<ApiResponse> =>
  api.request('/enrichment-control/', { method: 'POST' });

/** Control and Unlock: the only requests are without a token, so that they change nothing. */
export const controlAndUnlockProbes: readonly (Probe | SkippedProbe)[] = [
  {
    clause: 'C1',
    basis: ['P'],
    title: 'control without a token is 401',
    run: async (api) => {
      const response = await postControlWithoutToken(api);
      expect(response.status === 401, response, 'status 401', response.status);
    },
  },
  {
    clause: 'C1',
    basis: ['I'],
    title: 'the 401 of control has the body of Results',
    run: async (api) => expectResponse(await postControlWithoutToken(api), 401, invalidBearerToken),
  },
  { clause: 'C2', title: 'pausing a job', skipReason },
  { clause: 'C3', title: 'resuming a job', skipReason },
  { clause: 'C4', title: 'the price of resuming', skipReason },
  { clause: 'C5', title: 'the answer of Control', skipReason },
  { clause: 'C6', title: 'the requests that control refuses', skipReason },
  {
    clause: 'U1',
    basis: ['P'],
    title: 'unlock without a token is 401',
    run: async (api) => expectResponse(await api.request('/external/unlock/', { method: 'POST' }), 401, invalidToken),
  },
  { clause: 'U2', title: 'the answer of Unlock', skipReason },
  { clause: 'U3', title: 'the price of an unlock', skipReason },
  { clause: 'U4', title: 'a UUID twice in one call', skipReason },
  { clause: 'U5', title: 'too few credits for an unlock', skipReason },
  { clause: 'U6', title: 'the requests that unlock refuses', skipReason },
  { clause: 'U7', title: 'parallel unlocks', skipReason },
];
