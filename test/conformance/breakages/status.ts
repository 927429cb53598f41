import { unknownJobId } from '../../../src/conformance/api-client.ts';
import {
  addSpace,
  allOf,
  type Breakage,
  changeBody,
  changeResponse,
  hasNoToken,
  hasToken,
  isStatus,
  jobs,
  respondNotFound,
  respondWith,
  setHeader,
  urlHas,
} from '../broken-server.ts';

/** Formats of a time that the page does not have. */
const otherTimes: Record<string, (time: string) => unknown> = {
  'has an offset': (time) => time.replace('Z', '+00:00'),
  'has no zone': (time) => time.replace('Z', ''),
  'has milliseconds': (time) => time.replace('Z', '.000Z'),
  'has no seconds': (time) => time.replace(/:\d\dZ/, 'Z'),
  'has a space': (time) => time.replace('T', ' '),
  'is a number': Date.parse,
  'is null': () => null,
};

/** Breakages of Status, and of what the check requests from Control and Unlock. */
export const statusBreakages: readonly Breakage[] = [
  ...(['completed', 'paused', 'pending'] as const).flatMap((name) =>
    Object.entries({ status: 'Enrichment Started', job_id: unknownJobId }).map(
      ([key, other]): Breakage => [
        'T1',
        `the ${name} job has another ${key}`,
        changeResponse(
          allOf(isStatus, urlHas(jobs[name])),
          changeBody((job) => ({ ...job, [key]: other })),
        ),
      ],
    ),
  ),
  [
    'T1',
    'a job has one key too many',
    changeResponse(isStatus, (response) => ({
      ...response,
      text: response.text.replaceAll('{"job_id"', '{"id":1,"job_id"'),
    })),
  ],
  ...['submitted_at', 'updated_at'].flatMap((name) =>
    Object.entries(otherTimes).map(
      ([what, change]): Breakage => [
        'T2',
        `${name} ${what}`,
        changeResponse(
          allOf(isStatus, urlHas(jobs.completed)),
          changeBody((job) => ({ ...job, [name]: change(job[name]) })),
        ),
      ],
    ),
  ),
  ['T3', 'a missing token is 403', changeResponse(allOf(isStatus, hasNoToken), respondWith(403, {}))],
  [
    'T3',
    'an unknown job is 400',
    changeResponse(allOf(isStatus, hasToken, urlHas(unknownJobId)), respondWith(400, { error: 'job_id' })),
  ],
  ['T3', "another account's job is 403", changeResponse(allOf(isStatus, urlHas('0006')), respondWith(403, {}))],
  [
    'T3',
    "the 404 of another account's job has another Content-Type",
    changeResponse(allOf(isStatus, urlHas('0006')), setHeader('content-type', 'application/json; charset=utf-8')),
  ],
  [
    'T3',
    "the 404 of another account's job has one more space in its body",
    changeResponse(allOf(isStatus, urlHas('0006')), addSpace),
  ],
  [
    'T4',
    'the list has the oldest job first',
    changeResponse(
      ({ url }) => url.endsWith('/status/'),
      changeBody((jobs) => [...jobs].reverse()),
    ),
  ],
  ['C1', 'control is 404', changeResponse(urlHas('/enrichment-control/'), respondNotFound)],
  ['U1', 'unlock is 404', changeResponse(urlHas('/external/unlock/'), respondNotFound)],
];
