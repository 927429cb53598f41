import { type Static, type TNull, type TOptional, type TSchema, type TUnion, Type } from '@sinclair/typebox';
import { endpoints } from '../../api/endpoints.ts';
import {
  AccountFixture,
  JobFixture,
  longestMs,
  PersonFixture,
  tokenText,
} from '../../fixtures/load/fixture-schemas.ts';

const closed = { additionalProperties: false, takes: 'an object' };
const optional = Type.Optional;
/** The same schema with another description. */
const described = <T extends TSchema>(schema: T, description: string): T => ({ ...schema, description });
const whole = (description: string, minimum: number, maximum: number) =>
  Type.Integer({ description, minimum, maximum, takes: `a whole number from ${minimum} to ${maximum}` });
const flag = (description: string) => optional(Type.Boolean({ description, takes: 'true or false' }));

const { name, kind, active, credits, daily_quota, mute_findings } = AccountFixture.properties;

export const AccountBody = Type.Object(
  {
    name: optional(described(name, 'Default: the next free account-N.')),
    token: optional(
      described(
        tokenText,
        'The token that opens it, of no other account. Default: one that follows from seed and name.',
      ),
    ),
    kind,
    active,
    credits: optional(described(credits, 'Credits in the wallet. Default: 500.')),
    daily_quota,
    from: optional(
      Type.Union([Type.Literal('demo'), Type.Literal('empty')], {
        description:
          'Whether it starts with its own copy of the jobs and unlocks of demo, or with none. Default: demo.',
        takes: 'demo or empty',
      }),
    ),
    mute_findings,
  },
  { ...closed, examples: [{ name: 'mine', credits: 500, from: 'demo' }] },
);

export const AccountChange = Type.Object(
  {
    kind,
    active,
    credits,
    daily_quota,
    token_expired: flag('Whether its tokens are refused with 401 (R1).'),
    mute_findings: optional(
      described(
        AccountFixture.properties.mute_findings,
        'Kinds of findings that its calls do not have from now on: none of them is in the journal or in X-Mock-Finding, nor refused by --strict. An empty list unmutes all. Default: as it was.',
      ),
    ),
  },
  { ...closed, examples: [{ token_expired: true }] },
);

const { category, tier, status, fields_to_enrich, raw, generate, processed, timeline } = JobFixture.properties;
const records = optional(
  Type.Array(Type.Record(Type.String(), Type.Unknown(), { takes: 'an object' }), {
    description:
      'Records of your own, internal fields and all. Each is completed to a valid one: a requested field that it lacks, or that is null, is an empty string, and a status column that it lacks follows from the others (R11).',
    takes: 'a list of objects',
  }),
);

export const JobBody = Type.Object(
  {
    job_id: optional(described(JobFixture.properties.job_id, 'Default: one that follows from the seed.')),
    category,
    tier,
    fields_to_enrich,
    status: optional(described(status, 'Default: completed; with a timeline, queued until its first step.')),
    records,
    raw,
    generate: optional(whole(generate.description ?? '', 0, 1_000_000)),
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

/** All of them are written in one transaction, and the first search reads them all: each takes less than 100 ms. */
const mostPeople = 20_000;

export const PeopleBody = Type.Array(
  Type.Object(
    {
      ...PersonFixture.properties,
      uuid: optional(described(PersonFixture.properties.uuid, 'Default: one that follows from the seed.')),
    },
    closed,
  ),
  {
    description: 'The people whom this account searches, newest first by created_at or in this order.',
    maxItems: mostPeople,
    takes: `a list of people, at most ${mostPeople}`,
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

export const UnlockBody = Type.Object(
  {
    email: flag('Whether the email is unlocked. Default: as it was.'),
    phone: flag('Whether both phones are. Default: as it was.'),
  },
  { ...closed, examples: [{ email: true }] },
);

const delay = (description: string) => whole(description, 0, 600_000);

export const FaultBody = Type.Object(
  {
    endpoint: optional(
      Type.Union(
        endpoints.map((endpoint) => Type.Literal(endpoint)),
        { description: 'Which endpoint it hits. Default: all.', takes: endpoints.join(' or ') },
      ),
    ),
    status: optional(whole('What it answers with. Default: the real answer, late or broken.', 200, 599)),
    body: optional(
      Type.Unknown({ description: "What it answers: a text as it is, all else as JSON. Default: the vendor's." }),
    ),
    retry_after: optional(
      whole(
        'Seconds to wait, with status 429 or 503 alone: the Retry-After header, and what the body of a 429 says. Default: of a 429, those until the next UTC midnight, as of a daily cap (E6).',
        0,
        86_400,
      ),
    ),
    headers: optional(
      Type.Record(Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }), Type.String({ pattern: '^[\\t -~]*$' }), {
        description: 'Headers of its answer.',
        maxProperties: 100,
        takes: 'an object of at most 100 header names and printable ASCII values',
        additionalProperties: false,
      }),
    ),
    delay_ms: optional(
      Type.Union([delay('Milliseconds.'), Type.Object({ min: delay('At least.'), max: delay('At most.') }, closed)], {
        description:
          'How late it answers; of a range, drawn from the seed. A call waits for the delays of all faults that fire for it. With connection trickle, it is the time between two pieces.',
        takes: 'a whole number from 0 to 600000, or an object with "min" and "max" of these',
      }),
    ),
    connection: optional(
      Type.Union(
        ['reset', 'empty', 'truncate', 'stall', 'trickle'].map((each) => Type.Literal(each)),
        {
          description:
            'reset: a TCP reset; empty: closed without an answer (both also for the same call that a browser then sends again by itself); truncate: closed in the middle of the body; stall: nothing after the headers; trickle: the body in slow pieces.',
          takes: 'reset, empty, truncate, stall or trickle',
        },
      ),
    ),
    skip: optional(whole('How many calls to let through first. Default: 0.', 0, 1e9)),
    times: optional(whole('How often it fires. Default: always.', 1, 1e9)),
    probability: optional(
      Type.Number({
        description: 'How likely it fires, drawn from the seed. Default: 1.',
        minimum: 0,
        maximum: 1,
        takes: 'a number from 0 to 1',
      }),
    ),
    enabled: flag('Whether it is on: one that is not hits no call and counts none. Default: true.'),
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
            description: `${schema.description} null takes it away.`,
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
        description: 'What the clock shows.',
        format: 'date-time',
        takes: 'a time in UTC such as 2026-05-06T14:23:11Z',
      }),
    ),
    frozen: flag('Whether it stands still. Default: as it was.'),
  },
  { ...closed, examples: [{ now: '2026-05-06T14:23:11Z', frozen: true }] },
);

export const AdvanceBody = Type.Object(
  { ms: whole('How far the clock goes on, in milliseconds.', 0, longestMs) },
  { ...closed, examples: [{ ms: 60_000 }] },
);

export type AccountBody = Static<typeof AccountBody>;
export type AccountChange = Static<typeof AccountChange>;
export type JobBody = Static<typeof JobBody>;
export type JobChange = Static<typeof JobChange>;
export type PeopleBody = Static<typeof PeopleBody>;
export type UnlockBody = Static<typeof UnlockBody>;
export type FaultBody = Static<typeof FaultBody>;
export type FaultChange = Static<typeof FaultChange>;
export type ClockBody = Static<typeof ClockBody>;
export type AdvanceBody = Static<typeof AdvanceBody>;
