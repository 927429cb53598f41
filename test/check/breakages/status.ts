import { answers, asks, type Breakage, body, both, header, notFound, says, spaced, toStatus } from '../broken.ts';

/** Ways to break Status, and what is asked of Control and Unlock. */
export const statusBreakages: readonly Breakage[] = [
  [
    'T1',
    'an internal status',
    answers(
      both(toStatus, asks('9f3e')),
      body((job) => ({ ...job, status: 'Enrichment Completed' })),
    ),
  ],
  [
    'T1',
    'one key more',
    answers(toStatus, (answer) => ({ ...answer, text: answer.text.replaceAll('{"job_id"', '{"id":1,"job_id"') })),
  ],
  [
    'T2',
    'an offset in place of Z',
    answers(toStatus, (answer) => ({ ...answer, text: answer.text.replaceAll('Z"', '+00:00"') })),
  ],
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
  [
    'C1',
    'control has the 401 of unlock',
    answers(asks('/enrichment-control/'), says(401, { detail: 'Invalid token.' })),
  ],
  ['U1', 'unlock is not there', answers(asks('/external/unlock/'), notFound)],
];
