import { createHash } from 'node:crypto';
import { ask, bearer, token } from './http.ts';

/** Ends in these two digits. */
export const numbered = (last: string): string => `00000000-0000-4000-8000-0000000000${last}`;

/** The default jobs that have results: whose token, which, and how many. */
export const jobsWithResults = [
  ['demo-token', '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60', 123],
  ['demo-token', numbered('03'), 40],
  ['other-token', numbered('06'), 10],
  ['demo-token', numbered('07'), 25],
  ['demo-token', numbered('08'), 25],
  ['demo-token', numbered('09'), 12],
  ['demo-token', numbered('0a'), 10_000],
] as const;

/** SHA-256 of all that clients get of the default data by default. Only ever changed on purpose. */
export const defaultHash = '65412924b7abc0008c7fe8b8748c0c498c3136932cb3d24a0068edb0ad40d3e3';

/** The same of a server. */
export const hashOf = async (url: string): Promise<string> => {
  const hash = createHash('sha256');
  for (let offset = 0; offset < 10_000; offset += 1000) {
    const path = `${url}/external/search/?limit=1000&offset=${offset}`;
    hash.update((await ask(path, { headers: token('demo-token') })).text);
  }
  for (const [as, job] of jobsWithResults) {
    hash.update((await ask(`${url}/enrichment/result/${job}/?report_type=csv`, { headers: bearer(as) })).text);
  }
  return hash.digest('hex');
};
