import { type Static, type TNull, type TOptional, type TSchema, type TUnion, Type } from '@sinclair/typebox';
import { endpoints } from '../../api/endpoints.ts';
import {
  AccountFixture,
  JobFixture,
  maxDurationMs,
  PersonFixture,
  tokenSchema,
} from '../../fixtures/load/fixture-schemas.ts';
import { maxOwnPeople } from '../admin-limits.ts';

const closed = { additionalProperties: false, takes: 'an object' };
const optional = Type.Optional;
/** Copies a schema with another description. */
const describeAgain = <T extends TSchema>(schema: T, description: string): T => ({ ...schema, description });
const integer = (description: string, minimum: number, maximum: number) =>
  Type.Integer({ description, minimum, maximum, takes: `a whole number from ${minimum} to ${maximum}` });
const flag = (description: string) => optional(Type.Boolean({ description, takes: 'true or false' }));

const { name, kind, active, credits, daily_quota, mute_findings } = AccountFixture.properties;

export const AccountBody = Type.Object(
  {
    name: optional(
      describeAgain(name, 'The name of the account. Default: the next free name of account-1, account-2 and so on.'),
    ),
    token: optional(
      describeAgain(
        tokenSchema,
        'The token of the account. No other account may have it. Default: a token that is derived from the seed and the name.',
      ),
    ),
    kind,
    active,
    credits: optional(describeAgain(credits, 'The balance of the credits. Default: 500.')),
    daily_quota,
    from: optional(
      Type.Union([Type.Literal('demo'), Type.Literal('empty')], {
        description:
          'demo: the account starts with a copy of the jobs and unlocks of the account demo; empty: it starts without jobs and unlocks. Default: demo.',
        takes: 'demo or empty',
      }),
    ),
    mute_findings,
  },
  { ...closed, examples: [{ name: 'mine', credits: 500, from: 'demo' }] },
);

export const AccountChange = Type.Object(
  {
    kind: describeAgain(
      kind,
      'The kind of the account. Only a test account has a daily quota (E6). Default: as before.',
    ),
    active: describeAgain(
      active,
      'Whether the account is active. The tokens of an inactive account are refused with 401 (R1). Default: as before.',
    ),
    credits: describeAgain(credits, 'The balance of the credits. Default: as before.'),
    daily_quota: describeAgain(
      daily_quota,
      'The number of calls that a test account may make per UTC day (E6). Default: as before, or 1000 for an account that becomes a test account.',
    ),
    token_expired: flag(
      'Whether the tokens of the account are expired, and refused with 401 (R1). Default: as before.',
    ),
    mute_findings: optional(
      describeAgain(
        AccountFixture.properties.mute_findings,
        'The kinds of findings that are muted: the journal and X-Mock-Finding do not show them, and --strict does not refuse them. An empty list unmutes all kinds. Default: as before.',
      ),
    ),
  },
  { ...closed, examples: [{ token_expired: true }] },
);

const { category, tier, status, fields_to_enrich, raw, generate, processed, timeline } = JobFixture.properties;
const records = optional(
  Type.Array(Type.Record(Type.String(), Type.Unknown(), { takes: 'an object' }), {
    description:
      'Records of your own, which may have internal fields. Each record is completed to a valid one: a requested field that is missing or null becomes an empty string, and a missing status column is derived from the other columns (R11).',
    takes: 'a list of objects',
  }),
);

export const JobBody = Type.Object(
  {
    job_id: optional(
      describeAgain(JobFixture.properties.job_id, 'The UUID. Default: a UUID that is derived from the seed.'),
    ),
    category,
    tier,
    fields_to_enrich,
    status: optional(
      describeAgain(
        status,
        "The vendor's internal status, or the API's word for it. Default: completed; with a timeline, queued until its first step.",
      ),
    ),
    records,
    raw,
    generate: optional(integer(generate.description ?? '', 0, 1_000_000)),
    processed,
    timeline,
  },
  {
    ...closed,
    examples: [{ job_id: '11111111-1111-4111-8111-111111111111', records: [{ imported_name: 'Ada' }], generate: 20 }],
  },
);

export const JobChange = Type.Object(
  { status: optional(status), records, raw, processed },
  { ...closed, examples: [{ status: 'paused', processed: 5 }] },
);

export const PeopleBody = Type.Array(
  Type.Object(
    {
      ...PersonFixture.properties,
      uuid: optional(
        describeAgain(PersonFixture.properties.uuid, 'The UUID. Default: a UUID that is derived from the seed.'),
      ),
    },
    closed,
  ),
  {
    description:
      'The people whom this account searches. Search returns them newest first by created_at, and in this order if they have no created_at.',
    maxItems: maxOwnPeople,
    takes: `a list of people, at most ${maxOwnPeople}`,
    examples: [
      [
        {
          uuid: '33333333-3333-4333-8333-333333333333',
          first_name: 'Ada',
          contact_email: 'ada@my.example',
        },
      ],
    ],
  },
);

export const PersonUnlockBody = Type.Object(
  {
    email: flag('Whether the email is unlocked. Default: as before.'),
    phone: flag('Whether both phones are unlocked. Default: as before.'),
  },
  { ...closed, examples: [{ email: true }] },
);

const delay = (description: string) => integer(description, 0, 600_000);

export const FaultBody = Type.Object(
  {
    endpoint: optional(
      Type.Union(
        endpoints.map((endpoint) => Type.Literal(endpoint)),
        { description: 'The endpoint whose calls fail. Default: all endpoints.', takes: endpoints.join(' or ') },
      ),
    ),
    status: optional(
      integer('The status of the answer. Default: the real answer, which may be late or broken.', 200, 599),
    ),
    body: optional(
      Type.Unknown({
        description:
          "The body of the answer. A text is sent as it is, any other value as JSON. Default: the vendor's body for the status.",
      }),
    ),
    retry_after: optional(
      integer(
        'The seconds that the client should wait; only with status 429 or 503. They are sent in the Retry-After header and, for 429, in the body. Default for 429: the seconds until the next UTC midnight, as for the daily quota (E6).',
        0,
        86_400,
      ),
    ),
    headers: optional(
      Type.Record(Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }), Type.String({ pattern: '^[\\t -~]*$' }), {
        description: 'Headers of the answer.',
        maxProperties: 100,
        takes: 'an object of at most 100 header names and printable ASCII values',
        additionalProperties: false,
      }),
    ),
    delay_ms: optional(
      Type.Union(
        [
          delay('The milliseconds.'),
          Type.Object({ min: delay('The shortest delay.'), max: delay('The longest delay.') }, closed),
        ],
        {
          description:
            'The delay of the answer, in milliseconds. A delay within a range is chosen by the seed. A call waits for the delays of all faults that fire for it. With connection trickle, it is the time between two pieces of the body.',
          takes: 'a whole number from 0 to 600000, or an object with "min" and "max", each such a number',
        },
      ),
    ),
    connection: optional(
      Type.Union(
        ['reset', 'empty', 'truncate', 'stall', 'trickle'].map((name) => Type.Literal(name)),
        {
          description:
            'How the connection breaks. reset: by a TCP reset; empty: it is closed without an answer; truncate: it is closed in the middle of the body; stall: nothing is sent after the headers; trickle: the body is sent in slow pieces. A browser repeats a call after reset and empty by itself, and the repeated call breaks, too.',
          takes: 'reset, empty, truncate, stall or trickle',
        },
      ),
    ),
    skip: optional(
      integer('The number of calls that pass before the fault fires for the first time. Default: 0.', 0, 1e9),
    ),
    times: optional(integer('The number of calls for which the fault fires. Default: all calls.', 1, 1e9)),
    probability: optional(
      Type.Number({
        description:
          'The probability that the fault fires for a call. The seed decides for which calls it does. Default: 1.',
        minimum: 0,
        maximum: 1,
        takes: 'a number from 0 to 1',
      }),
    ),
    enabled: flag(
      'Whether the fault is on. A fault that is off does not fire and does not count calls. Default: true.',
    ),
  },
  { ...closed, examples: [{ endpoint: 'search', status: 503, times: 1 }] },
);

const { body, enabled, ...removable } = FaultBody.properties;
type OrNull<Fields extends Record<string, TSchema>> = {
  [Name in keyof Fields]: TOptional<TUnion<[Fields[Name], TNull]>>;
};

export const FaultChange = Type.Object(
  {
    enabled,
    body,
    ...(Object.fromEntries(
      Object.entries(removable).map(([name, schema]) => [
        name,
        optional(
          Type.Union([schema, Type.Null()], {
            description: `${schema.description} null removes the field.`,
            takes: `${schema.takes}, or null`,
          }),
        ),
      ]),
    ) as OrNull<typeof removable>),
  },
  { ...closed, examples: [{ enabled: false }] },
);

export const ClockBody = Type.Object(
  {
    now: optional(
      Type.String({
        description: 'The time to which the clock is set. Default: the time that it shows.',
        format: 'date-time',
        takes: 'a time in UTC such as 2026-05-06T14:23:11Z',
      }),
    ),
    frozen: flag('Whether the clock stands still. Default: as before.'),
  },
  { ...closed, examples: [{ now: '2026-05-06T14:23:11Z', frozen: true }] },
);

export const AdvanceBody = Type.Object(
  { ms: integer('The milliseconds by which the clock moves forward.', 0, maxDurationMs) },
  { ...closed, examples: [{ ms: 60_000 }] },
);

export type AccountBody = Static<typeof AccountBody>;
export type AccountChange = Static<typeof AccountChange>;
export type JobBody = Static<typeof JobBody>;
export type JobChange = Static<typeof JobChange>;
export type PeopleBody = Static<typeof PeopleBody>;
export type PersonUnlockBody = Static<typeof PersonUnlockBody>;
export type FaultBody = Static<typeof FaultBody>;
export type FaultChange = Static<typeof FaultChange>;
export type ClockBody = Static<typeof ClockBody>;
export type AdvanceBody = Static<typeof AdvanceBody>;
