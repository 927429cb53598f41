import type { Api } from '../api.ts';
import { expect, expectAnswer } from '../expect.ts';
import type { NotAsked, Probe } from '../probe.ts';
import { invalidForResults, invalidForSearch } from '../refusals.ts';

const skipped = 'nothing is asked that could change something';

const controlWithoutToken = (api: Api) => api.ask('/enrichment-control/', { method: 'POST' });

/** Control and Unlock: asked only what nobody may do. */
export const changes: readonly (Probe | NotAsked)[] = [
  {
    clause: 'C1',
    basis: ['P'],
    title: 'control without a token is 401',
    holds: async (api) => {
      const refused = await controlWithoutToken(api);
      expect(refused.status === 401, refused, 'status 401', refused.status);
    },
  },
  {
    clause: 'C1',
    basis: ['I'],
    title: '401 has the body of Results',
    holds: async (api) => expectAnswer(await controlWithoutToken(api), 401, invalidForResults),
  },
  { clause: 'C2', title: 'pause', skipped },
  { clause: 'C3', title: 'resume', skipped },
  { clause: 'C4', title: 'what resuming costs', skipped },
  { clause: 'C5', title: 'what control answers', skipped },
  { clause: 'C6', title: 'what control refuses', skipped },
  {
    clause: 'U1',
    basis: ['P'],
    title: 'unlock without a token is 401',
    holds: async (api) => expectAnswer(await api.ask('/external/unlock/', { method: 'POST' }), 401, invalidForSearch),
  },
  { clause: 'U2', title: 'what unlock answers', skipped },
  { clause: 'U3', title: 'what an unlock costs', skipped },
  { clause: 'U4', title: 'a UUID twice in one call', skipped },
  { clause: 'U5', title: 'too few credits', skipped },
  { clause: 'U6', title: 'what unlock refuses', skipped },
  { clause: 'U7', title: 'parallel unlocks', skipped },
];
