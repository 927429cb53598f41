import { FormatRegistry, type Static, type TSchema, Type } from '@sinclair/typebox';
import { findingKinds } from '../finding-kinds.ts';
import { type JobStatus, jobStatuses } from './vocabulary.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;
FormatRegistry.Set('uuid', (text) => uuid.test(text));
const isTime = (text: string): boolean => {
  const time = Date.parse(text);
  // A day that no month has would be taken for one of the next month.
  return instant.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 19));
};
FormatRegistry.Set('date-time', isTime);

/** One of some texts. */
export const words = <T extends string>(values: readonly T[], options: object) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { ...options, takes: `one of ${values.join(', ')}` },
  );
const object: typeof Type.Object = (properties, options) =>
  Type.Object(properties, { additionalProperties: false, takes: 'an object', ...options });
const list = <T extends TSchema>(items: T, description: string) => Type.Array(items, { description, takes: 'a list' });
/** A list that a job keeps, and that each answer about jobs reads. */
const shortList = <T extends TSchema>(items: T, description: string) =>
  Type.Array(items, { description, maxItems: 200, takes: 'a list of at most 200' });
const text = (description: string) => Type.String({ description, minLength: 1, takes: 'a text that is not empty' });
const nullableText = (description: string) =>
  Type.Optional(Type.Union([Type.String(), Type.Null()], { description, takes: 'a text or null' }));
const id = (description: string) => Type.String({ description, format: 'uuid', takes: 'a UUID' });
const time = (description: string) =>
  Type.Optional(Type.String({ description, format: 'date-time', takes: 'a time in UTC such as 2026-05-06T14:23:11Z' }));
const count = (description: string, minimum: number, maximum: number) =>
  Type.Optional(Type.Integer({ description, minimum, maximum, takes: `a whole number from ${minimum} to ${maximum}` }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description, takes: 'true or false' }));
const accountName = (description: string) =>
  Type.String({
    description,
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
    takes: 'a name of 1 to 64 letters, digits, dots, dashes and underscores',
  });
export const tokenText = Type.String({
  pattern: '^[!-~]+$',
  // Longer ones do not fit into the headers of a request with anything else.
  maxLength: 16_384,
  description: 'The token, as it stands in the Authorization header.',
  takes: 'a token: printable ASCII without spaces, at most 16384 letters',
});

export const AccountFixture = object({
  name: accountName('What jobs and unlocks call the account by.'),
  kind: Type.Optional(
    words(['live', 'test'], { description: 'A test account has a daily quota (E6). Default: live.' }),
  ),
  active: flag('Tokens of an account that is not active are refused with 401 (R1). Default: true.'),
  credits: count('Credits in the wallet. Default: 0.', 0, 1e12),
  daily_quota: count('Calls a UTC day, of a test account alone (E6). Default: 1000.', 1, 1e9),
  tokens: list(
    Type.Union(
      [
        tokenText,
        object({
          token: tokenText,
          state: words(['valid', 'expired', 'revoked'], { description: 'All but valid are refused with 401 (R1).' }),
        }),
      ],
      { takes: 'a token, or an object with "token" and "state" (valid, expired or revoked)' },
    ),
    'The tokens that open the account.',
  ),
  mute_findings: Type.Optional(
    list(words(findingKinds, {}), 'Kinds of findings that calls of the account do not have. Default: none.'),
  ),
});

/** The words of the status endpoint, each with the internal status that it stands for in a fixture. */
const apiWords = {
  queued: 'Uploading',
  'in-progress': 'Enrichment Started',
  paused: 'Paused',
  completed: 'Enrichment Completed',
  failed: 'Failure',
} as const;

/** The internal status that a status or a word of the API's means. */
export const toJobStatus = (status: JobStatus | keyof typeof apiWords): JobStatus =>
  Object.hasOwn(apiWords, status) ? apiWords[status as keyof typeof apiWords] : (status as JobStatus);

/** The longest time that a timeline or a clock may be moved by: ten years, in milliseconds. */
export const longestMs = 10 * 365 * 86_400_000;

const jobStatus = () =>
  words([...jobStatuses, ...(Object.keys(apiWords) as (keyof typeof apiWords)[])], {
    description: "The vendor's internal status, or the API's word for it.",
  });
const moment = (description: string, maximum: number) =>
  Type.Integer({ description, minimum: 0, maximum, takes: `a whole number from 0 to ${maximum}` });

const TimelineStep = Type.Union(
  [
    object({ status: jobStatus(), after_ms: moment("From when on, on the account's clock.", longestMs) }),
    object({ status: jobStatus(), after_polls: moment('Once the client has asked about the job so often.', 1e6) }),
  ],
  { takes: 'an object with "status", and "after_ms" or "after_polls"' },
);

export const JobFixture = object({
  job_id: id("The job's id."),
  account: accountName('Whose job it is.'),
  category: Type.Optional(words(['contact', 'account'], { description: 'What is enriched. Default: contact.' })),
  tier: Type.Optional(
    words(['quick', 'standard', 'pro'], {
      description: 'Standard and Pro contact jobs alone have the match columns (R11). Default: standard.',
    }),
  ),
  status: jobStatus(),
  fields_to_enrich: Type.Optional(
    shortList(
      Type.String({ description: 'A field.', minLength: 1, maxLength: 100, takes: 'a name of 1 to 100 letters' }),
      'Requested fields: any names but those of imported_*, status columns and internal fields. Default: all that fit the category.',
    ),
  ),
  records: Type.Optional(
    Type.Union([list(Type.Record(Type.String(), Type.Unknown(), { takes: 'an object' }), ''), text('')], {
      description:
        'The first records, internal fields and all; or the path of a .json or .csv file of them, from this file. Each is completed to a valid one: a requested field that it lacks, or that is null, is an empty string, and a status column that it lacks follows from the others (R11).',
      takes: 'a list of objects, or the path of a .json or .csv file',
    }),
  ),
  raw: flag('Whether the records are served exactly as given, neither completed nor checked. Default: false.'),
  generate: count(
    'How many records to make from the seed, after those given. Default: 10 for a job without records of its own, which with 0 has no results (R7); 0 for a job with records.',
    0,
    5_000_000,
  ),
  processed: count('How many records are done, of a job that is not completed. Default: all.', 0, 1e9),
  timeline: Type.Optional(
    shortList(
      TimelineStep,
      'The statuses that the job walks through, all by after_ms or all by after_polls, in order.',
    ),
  ),
  submitted_at: time(
    'When the job was submitted. Default: 2026-05-06T14:23:11Z; with a timeline, when the mock starts.',
  ),
  updated_at: time(
    'When its status last changed. Default: 2026-05-06T14:25:42Z; with a timeline, when it was submitted.',
  ),
});

export const PersonFixture = object({
  uuid: id("The person's id."),
  created_at: time('Search shows the newest first (S4). Default: newer than all generated people, in list order.'),
  first_name: nullableText('First name.'),
  last_name: nullableText('Last name.'),
  company_name: nullableText('Company.'),
  job_title: nullableText('Job title.'),
  job_level: nullableText('Job level, such as C Level.'),
  industry: nullableText('Industry, such as Technology.'),
  employee_range: nullableText('Size of the company, such as 51-200.'),
  revenue_range: nullableText('Revenue of the company, such as $1M-$10M.'),
  contact_office_country: nullableText('Country of the office.'),
  contact_linkedin_url: nullableText('Profile page.'),
  contact_email: nullableText('Email on file: seen once unlocked (S10).'),
  contact_direct_phone: nullableText('Direct phone on file: seen once unlocked (S10).'),
  contact_mobile_phone: nullableText('Mobile phone on file: seen once unlocked (S10).'),
});

export const UnlockFixture = object({
  account: accountName('Who has unlocked the person.'),
  uuid: id('The person, of the fixtures or generated.'),
  email: flag('Whether the email is unlocked. Default: false.'),
  phone: flag('Whether both phones are unlocked. Default: false.'),
});

const columnNames = (description: string) => list(text('A column.'), description);

export const ColumnsFixture = object({
  account: columnNames('Account fields, in order.'),
  contact: columnNames('Contact fields, in order; they come after the account fields.'),
});

/** Each kind of fixture: the schema of its file, whose one key is the kind, and of what stands below that key. */
const file = <T extends TSchema>(kind: string, content: T, description: string) =>
  Type.Object(
    { $schema: Type.Optional(Type.String({ description: 'Where an editor finds this schema.' })), [kind]: content },
    { additionalProperties: false, description, takes: 'an object' },
  );

export const fixtureFiles = {
  accounts: file('accounts', list(AccountFixture, ''), 'The accounts and their tokens.'),
  jobs: file('jobs', list(JobFixture, ''), 'The enrichment jobs and their records.'),
  people: file('people', list(PersonFixture, ''), 'People whom Search finds besides the generated ones.'),
  unlocks: file('unlocks', list(UnlockFixture, ''), 'Which account has unlocked what.'),
  columns: file(
    'columns',
    ColumnsFixture,
    'The canonical CSV columns (R14, R15): any names but those of imported_*, status columns and internal fields, which have a place of their own or never leave.',
  ),
} as const;
export type FixtureKind = keyof typeof fixtureFiles;

export type AccountFixture = Static<typeof AccountFixture>;
export type JobFixture = Static<typeof JobFixture>;
export type PersonFixture = Static<typeof PersonFixture>;
export type UnlockFixture = Static<typeof UnlockFixture>;
export type ColumnsFixture = Static<typeof ColumnsFixture>;
