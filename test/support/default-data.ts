import { createHash } from 'node:crypto';
import { bearer, sendRequest, token } from './http.ts';

/** An id of the default data that ends in these two digits. */
export const idEndingIn = (last: string): string => `00000000-0000-4000-8000-0000000000${last}`;

/** The default jobs that have results: a token of the account, the job id, and the number of records. */
export const jobsWithResults = [
  ['demo-token', '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60', 123],
  ['demo-token', idEndingIn('03'), 40],
  ['other-token', idEndingIn('06'), 10],
  ['demo-token', idEndingIn('07'), 25],
  ['demo-token', idEndingIn('08'), 25],
  ['demo-token', idEndingIn('09'), 12],
  ['demo-token', idEndingIn('0a'), 10_000],
] as const;

/** SHA-256 of all people and results of the default data. Change it only if the data is meant to change. */
export const defaultHash = '65412924b7abc0008c7fe8b8748c0c498c3136932cb3d24a0068edb0ad40d3e3';

/** The same hash, computed from the answers of a server. */
export const hashAnswers = async (url: string): Promise<string> => {
  const hash = createHash('sha256');
  for (let offset = 0; offset < 10_000; offset += 1000) {
    const path = `${url}/external/search/?limit=1000&offset=${offset}`;
    hash.update((await sendRequest(path, { headers: token('demo-token') })).text);
  }
  for (const [as, job] of jobsWithResults) {
    hash.update((await sendRequest(`${url}/enrichment/result/${job}/?report_type=csv`, { headers: bearer(as) })).text);
  }
  return hash.digest('hex');
};
