import type { Readable } from 'node:stream';
import { type TProperties, Type } from '@sinclair/typebox';
import { filters } from '../store/people.ts';

/** An object of the vendor's: exactly these keys, in this order (E9). */
const answer = <T extends TProperties>(properties: T) => Type.Object(properties, { additionalProperties: false });
const nullableText = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** `{"detail"}`: what Django REST Framework answers by itself (E3–E6, R5, R7, S1). */
export const Detail = answer({ detail: Type.String({ description: 'What is wrong.' }) });

/** `{"error"}`: what the vendor answers to a bad request (R3, R6, S6). */
export const ErrorMessage = answer({ error: Type.String({ description: 'Which parameter, and what it takes.' }) });

/** The 400 of an endpoint with a body: C6, U6, or E12 where the body can't be read. */
export const BadBody = Type.Union([ErrorMessage, Detail]);

/** `{"message"}`: the 401 of the enrichment endpoints (R1). */
export const Message = answer({ message: Type.String({ description: 'What is wrong with the token.' }) });

/** R5: no UUID is as good as one that nobody has. */
export const JobParams = Type.Object({ job_id: Type.String({ description: "R5: the job's UUID." }) });

/** R2, R4. `onlyWith` names the parameter and value without which this one is ignored, even when it is invalid. */
export const ResultsQuery = Type.Object({
  report_type: Type.Union([Type.Literal('json'), Type.Literal('csv')], {
    default: 'json',
    description: 'R2: json for pages of records, csv for a download of all of them.',
  }),
  page: Type.Integer({
    minimum: 1,
    default: 1,
    onlyWith: { report_type: 'json' },
    description: 'R2: which page, from 1.',
  }),
  page_size: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 50,
    onlyWith: { report_type: 'json' },
    description: 'R2: records a page.',
  }),
});

/** R11, R12, R13: open, because it holds whatever the caller sent. What must not leave is gone before it gets here. */
export const EnrichedRecord = Type.Object(
  {},
  { additionalProperties: Type.Unknown(), description: 'R11: the fields of a record in stored order.' },
);

/** R9. */
export const ResultsPage = answer({
  job_id: Type.String({ description: 'R9: the job whose results these are.' }),
  total_records: Type.Integer({ description: 'R9: how many records the job has that are done, on all pages.' }),
  page: Type.Integer({ description: 'R9: the page asked for.' }),
  page_size: Type.Integer({ description: 'R9: the page size asked for.' }),
  data: Type.Array(EnrichedRecord, { description: 'R9, R10: the records of this page.' }),
});

/** R14–R16. */
export const ResultsCsv = Type.Unsafe<Readable>({
  type: 'string',
  description: 'R14–R16: all records that are done, as RFC 4180 text.',
});

const filter = (name: keyof typeof filters) =>
  Type.Optional(
    Type.String({
      description: `S2, S3: ${filters[name] === 'part' ? 'any part' : 'the whole'} of the value, in any letter case.`,
    }),
  );

/** S2, S5, S6, S7. */
export const SearchQuery = Type.Object({
  industry: filter('industry'),
  job_title: filter('job_title'),
  job_level: filter('job_level'),
  company_name: filter('company_name'),
  contact_office_country: filter('contact_office_country'),
  employee_range: filter('employee_range'),
  revenue_range: filter('revenue_range'),
  limit: Type.Integer({ minimum: 1, default: 10, description: 'S5, S7: results a page; more than 1000 gives 1000.' }),
  offset: Type.Integer({ minimum: 0, default: 0, description: 'S5: how many results to leave out before the page.' }),
});

/** S9, S10. */
export const SearchResult = answer({
  uuid: Type.String({ description: "S9: the person's id." }),
  first_name: nullableText('S9'),
  last_name: nullableText('S9'),
  company_name: nullableText('S9'),
  job_title: nullableText('S9'),
  job_level: nullableText('S9'),
  industry: nullableText('S9'),
  contact_linkedin_url: nullableText('S9'),
  contact_email: nullableText("S10: null until the account has unlocked the person's email."),
  contact_direct_phone: nullableText("S10: null until the account has unlocked the person's phone."),
  contact_mobile_phone: nullableText("S10: null until the account has unlocked the person's phone."),
  is_email_unlocked: Type.Boolean({ description: 'S10: whether the account has unlocked the email.' }),
  is_phone_unlocked: Type.Boolean({ description: 'S10: whether the account has unlocked the phone.' }),
});

/** S8. */
export const SearchPage = answer({
  success: Type.Literal(true, { description: 'S8: always true.' }),
  count: Type.Integer({ description: 'S8: how many people match, on all pages.' }),
  results: Type.Array(SearchResult, { description: 'S8: the people of this page.' }),
});

const jobStatus = Type.Union(
  ['queued', 'in-progress', 'paused', 'completed', 'failed'].map((word) => Type.Literal(word)),
  { description: "T1: the API's word for the job's status." },
);

/** T1, T2. */
export const JobStatusAnswer = answer({
  job_id: Type.String({ description: 'T1: the job.' }),
  status: jobStatus,
  submitted_at: Type.String({ description: 'T2: when it was submitted, in UTC, to the second.' }),
  updated_at: Type.String({ description: 'T2: when its status last changed, in UTC, to the second.' }),
});

/** T4. */
export const JobStatusList = Type.Array(JobStatusAnswer, { description: "T4: the caller's jobs, newest first." });

/** C1. */
export const ControlBody = Type.Object({
  csv_file_id: Type.String({ takes: "a text: the job's UUID", description: 'C1: the job.' }),
  action: Type.Union([Type.Literal('pause'), Type.Literal('resume')], {
    takes: 'pause or resume',
    description: 'C1: what to do.',
  }),
});

/** C5. */
export const ControlAnswer = answer({
  success: Type.Literal(true, { description: 'C5: always true.' }),
  csv_file_id: Type.String({ description: 'C5: the job.' }),
  status: jobStatus,
});

/** C4, U5: nothing was charged. */
export const InsufficientCredits = answer({
  error: Type.String({ description: 'What is needed and what is there.' }),
  required: Type.Integer({ description: 'Credits that it costs.' }),
  balance: Type.Integer({ description: 'Credits in the wallet.' }),
});

/** U1. */
export const UnlockBody = Type.Object({
  uuids: Type.Array(Type.String(), {
    minItems: 1,
    takes: 'a list of at least one UUID',
    description: 'U1: the records.',
  }),
  unlock_type: Type.Union([Type.Literal('email'), Type.Literal('phone')], {
    takes: 'email or phone',
    description: 'U1: what to unlock.',
  }),
});

/** U2. */
export const UnlockAnswer = answer({
  success: Type.Literal(true, { description: 'U2: always true.' }),
  message: Type.String({ description: 'U2: that it was done.' }),
  unlocked: Type.Integer({ description: 'U2: how many records were not owned before.' }),
  credits_charged: Type.Integer({ description: 'U3: what it cost.' }),
  wallet_balance: Type.Integer({ description: 'U2: what is left.' }),
});

/** What an endpoint that charges answers besides success and 401. */
export const chargeFailures = { 400: BadBody, 402: InsufficientCredits, 429: Detail, 500: Detail };
