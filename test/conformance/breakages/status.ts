import { unknownJob } from '../../../src/conformance/api.ts';
import {
  anonymous,
  answers,
  asks,
  type Breakage,
  body,
  both,
  header,
  jobs,
  notFound,
  says,
  spaced,
  toStatus,
  withToken,
} from '../broken.ts';

/** Forms of a time other than the one of the page. */
const otherTimes: Record<string, (time: string) => unknown> = {
  'has an offset': (time) => time.replace('Z', '+00:00'),
  'has no zone': (time) => time.replace('Z', ''),
  'has milliseconds': (time) => time.replace('Z', '.000Z'),
  'has no seconds': (time) => time.replace(/:\d\dZ/, 'Z'),
  'has a blank': (time) => time.replace('T', ' '),
  'is a number': Date.parse,
  'is null': () => null,
};

/** Ways to break Status, and what is asked of Control and Unlock. */
export const statusBreakages: readonly Breakage[] = [
  ...(['completed', 'paused', 'pending'] as const).flatMap((name) =>
    Object.entries({ status: 'Enrichment Started', job_id: unknownJob }).map(
      ([key, other]): Breakage => [
        'T1',
        `the ${name} job has another ${key}`,
        answers(
          both(toStatus, asks(jobs[name])),
          body((job) => ({ ...job, [key]: other })),
        ),
      ],
    ),
  ),
  [
    'T1',
    'one key more',
    answers(toStatus, (answer) => ({ ...answer, text: answer.text.replaceAll('{"job_id"', '{"id":1,"job_id"') })),
  ],
  ...['submitted_at', 'updated_at'].flatMap((name) =>
    Object.entries(otherTimes).map(
      ([what, change]): Breakage => [
        'T2',
        `${name} ${what}`,
        answers(
          both(toStatus, asks(jobs.completed)),
          body((job) => ({ ...job, [name]: change(job[name]) })),
        ),
      ],
    ),
  ),
  ['T3', 'a missing token is 403', answers(both(toStatus, anonymous), says(403, {}))],
  ['T3', 'an unknown job is 400', answers(both(toStatus, withToken, asks(unknownJob)), says(400, { error: 'job_id' }))],
  ['T3', "another account's job is 403", answers(both(toStatus, asks('0006')), says(403, {}))],
  [
    'T3',
    "another account's job has a Content-Type of its own",
    answers(both(toStatus, asks('0006')), header('content-type', 'application/json; charset=utf-8')),
  ],
  ['T3', "another account's job has a body with one blank more", answers(both(toStatus, asks('0006')), spaced)],
  [
    'T4',
    'oldest first',
    answers(
      ({ url }) => url.endsWith('/status/'),
      body((jobs) => [...jobs].reverse()),
    ),
  ],
  ['C1', 'control is not there', answers(asks('/enrichment-control/'), notFound)],
  ['U1', 'unlock is not there', answers(asks('/external/unlock/'), notFound)],
];
