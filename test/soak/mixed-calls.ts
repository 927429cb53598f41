import { bearer, sendRequest, token } from '../support/http.ts';
import type { Call } from '../support/measured-mock.ts';

/** The token of the README. Its account has unlocked some people. */
const readmeToken = 'YOUR_API_TOKEN';
const longId = '44444444-4444-4444-8444-444444444444';
const bigJob = '00000000-0000-4000-8000-00000000000a';
const long = 'x'.repeat(15_000);
const names = Array.from({ length: 2200 }, (_, index) => `n${index}=&`).join('');

const adminCall = (method: string, path: string, body?: object): Call => ({
  path: `/__mock${path}`,
  method,
  ...(body && { body: JSON.stringify(body) }),
});

/** Each kind of call that once leaked memory, and calls of the admin API that change the answers of the others. */
const kinds: readonly ((index: number) => Call)[] = [
  () => ({ path: '/external/search/?limit=1000', headers: token(readmeToken) }),
  (index) => ({
    path: `/enrichment/result/${bigJob}/?page_size=1&page=${1 + (index % 10_000)}`,
    headers: bearer(readmeToken),
  }),
  (index) => ({ path: `/x?${index}${long}` }),
  (index) => ({ path: `/external/search/?company_name=${index}${long}`, headers: token(readmeToken) }),
  (index) => ({ path: `/external/search/?${names}${index}`, headers: token(readmeToken) }),
  (index) => ({ path: '/external/search/', headers: token(`${index}${long}`) }),
  () => ({ path: `/enrichment/result/${longId}/`, headers: bearer(readmeToken) }),
  (index) => adminCall('PUT', `/accounts/other/people`, [{ first_name: `${index}`, job_title: long }]),
  (index) => ({ path: `/external/search/?job_title=${index}`, headers: token('other-token') }),
  (index) => adminCall('PUT', `/snapshots/${index % 3}`),
  (index) => adminCall('POST', `/accounts`, { name: `soak-${index % 500}` }),
  (index) => ({ path: `/external/search/?limit=${1 + (index % 50)}`, headers: token(`mock-${index}`) }),
  (index) => adminCall('GET', index % 20 === 0 ? '/accounts/demo/disclosures' : '/accounts/demo/credits'),
  () => adminCall('GET', '/requests?limit=10'),
  (index) =>
    adminCall('POST', '/accounts/empty/faults', { endpoint: 'search', status: 503, times: 1, body: `${index}` }),
  () => adminCall('DELETE', '/accounts/empty/faults'),
];

/** Creates a job for the mixed calls. Its one record has a value of 10 KB. */
export const prepareMixedCalls = async (url: string): Promise<void> => {
  const body = JSON.stringify({ job_id: longId, records: [{ contact_email: `${'x'.repeat(10_000)}@long.example` }] });
  const { status, text } = await sendRequest(`${url}/__mock/accounts/demo/jobs`, { method: 'POST', body });
  if (status !== 201) throw new Error(`the job was not created: ${status} ${text}`);
};

/** Returns a call. The kinds of calls take turns. */
export const mixedCall = (index: number): Call => {
  const kind = kinds[index % kinds.length] as (typeof kinds)[number];
  return kind(Math.floor(index / kinds.length));
};
