import type { Readable } from 'node:stream';
import { type TProperties, type TSchema, Type } from '@sinclair/typebox';
import type { Citation } from '../../domain/clauses.ts';
import { filterMatching } from '../../domain/filters.ts';
import { recordFields, shownFields } from './field-descriptions.ts';

/** The description of a schema and the clauses that it follows. */
const describe = (description: string, ...citations: Citation[]) => ({ description, 'x-clause': citations });

/** The schema of an object in an answer. It has exactly these keys, in this order (E9). */
export const closedObject = <T extends TProperties>(properties: T, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description !== undefined && { description }) });
const nullableString = (description: string, ...citations: Citation[]) =>
  Type.Union([Type.String(), Type.Null()], describe(description, ...citations));

/** The body of errors that Django REST Framework sends itself (E3–E6, R5, R7, S1). */
export const Detail = closedObject({
  detail: Type.String(describe('The error message.', 'E4', 'E5.I', 'E6.I', 'E12', 'R5.P', 'R7.P', 'S1.D')),
});

/** The body of the vendor's own errors about a bad request (R3, R6, S6). */
export const ErrorMessage = closedObject({
  error: Type.String(
    describe(
      'The error message. It says what is wrong and what is expected. Its wording is inferred.',
      'R3',
      'R6',
      'S6',
      'C6',
      'U6',
    ),
  ),
});

/** The 400 of an endpoint with a JSON body: a field is wrong (C6, U6), or the body can't be read (E12). */
export const BadBody = Type.Union([ErrorMessage, Detail]);

/** The 401 of the enrichment endpoints. Results documents it (R1), Status and Control do not (T3, C1). */
export const Message = closedObject({
  message: Type.String(describe('The error message about the token.', 'R1.D', 'T3.I', 'C1.I')),
});

/** The job id is any text: the answer is 404 whether it is not a UUID or not the id of a job (R5). */
const jobIdParams = (citation: Citation) =>
  Type.Object({ job_id: Type.String(describe('The UUID of the job.', citation)) });
export const ResultsParams = jobIdParams('R5.D');
export const StatusParams = jobIdParams('T3.P');

/** The parameters of Results (R2, R4). A parameter is ignored, even an invalid one, unless `onlyWith` is fulfilled. */
export const ResultsQuery = Type.Object({
  report_type: Type.Union([Type.Literal('json'), Type.Literal('csv')], {
    default: 'json',
    ...describe('The format of the answer: json for one page of records, csv for a download of all records.', 'R2'),
  }),
  page: Type.Integer({
    minimum: 1,
    default: 1,
    onlyWith: { report_type: 'json' },
    ...describe('The number of the page. The first page is 1.', 'R2'),
  }),
  page_size: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 50,
    onlyWith: { report_type: 'json' },
    ...describe('The number of records on a page.', 'R2'),
  }),
});

/** Describes a field of a record. It is empty if enrichment found nothing, and missing if the job did not request it (R11, R15). */
const describeRecordField = ([name, description]: [string, string]): [string, TSchema] => {
  const citations: Citation[] = shownFields.has(name) ? ['R11'] : ['R11', 'R15'];
  return [
    name,
    Type.Optional(Type.String(describe(`${description} The text is empty if nothing was found.`, ...citations))),
  ];
};

/** The fields that say how enrichment found a record (R11, R13, R20, R22–R24). */
const statusFields = {
  enrichment_status: Type.Optional(
    Type.Union(
      ['enriched', 'partially_enriched', 'not_enriched'].map((word) => Type.Literal(word)),
      describe('How many of the requested fields were found. Only the CSV has this column, never JSON.', 'R11', 'R13'),
    ),
  ),
  enrichment_source: Type.Optional(
    Type.String(
      describe(
        'The source of the data: datacore, bigquery, netnut or zerobounce. The text is empty if nothing matched.',
        'R11',
        'R20',
      ),
    ),
  ),
  name_match_status: Type.Optional(
    Type.String(
      describe(
        'Whether the name in the input is the name of the enriched contact: matched, mismatched or skipped. Only Standard and Pro contact jobs have this field.',
        'R11',
        'R22',
        'R24',
      ),
    ),
  ),
  still_in_company_status: Type.Optional(
    Type.String(
      describe(
        'Whether the contact still works at the company: current, left or skipped. Only Standard and Pro contact jobs have this field.',
        'R11',
        'R23',
        'R24',
      ),
    ),
  ),
};

/**
 * One record of a job (R11–R13, R19). The schema allows further fields, because a record holds all fields of the caller's
 * input. Internal fields are removed before a record is serialized.
 */
export const EnrichedRecord = Type.Object(
  { ...Object.fromEntries(Object.entries(recordFields).map(describeRecordField)), ...statusFields },
  {
    patternProperties: {
      '^imported_': Type.Unknown(
        describe('A field of the input, exactly as the caller sent it: any JSON value, including null.', 'R19'),
      ),
    },
    additionalProperties: Type.Unknown(describe('Any other field that the job requested.', 'R11')),
    ...describe('The fields of one record, in the order in which they are stored.', 'R11'),
  },
);

/** One page of records (R9). */
export const ResultsPage = closedObject({
  job_id: Type.String({ format: 'uuid', ...describe('The id of the job.', 'R9.D') }),
  total_records: Type.Integer(describe('The number of finished records of the job, on all pages.', 'R9.D')),
  page: Type.Integer(describe('The number of this page.', 'R9.D')),
  page_size: Type.Integer(describe('The requested number of records on a page.', 'R9.D')),
  data: Type.Array(EnrichedRecord, describe('The records of this page.', 'R9', 'R10')),
});

/** The CSV of a job (R14–R16). */
export const ResultsCsv = Type.Unsafe<Readable>({
  type: 'string',
  ...describe('All finished records of the job as CSV (RFC 4180).', 'R14', 'R15', 'R16'),
});

const filterParameter = (name: keyof typeof filterMatching) =>
  Type.Optional(
    Type.String({
      ...describe(
        filterMatching[name] === 'part'
          ? 'The value contains this text, in any letter case.'
          : 'The value is this text, in any letter case.',
        'S2.D',
        'S3',
      ),
    }),
  );

/** The maximum of `limit`. Search reads larger values as this one, so it is no `maximum` of the schema (S7). */
export const maxSearchLimit = 1000;

/** The parameters of Search (S2, S5, S6, S7). */
export const SearchQuery = Type.Object({
  industry: filterParameter('industry'),
  job_title: filterParameter('job_title'),
  job_level: filterParameter('job_level'),
  company_name: filterParameter('company_name'),
  contact_office_country: filterParameter('contact_office_country'),
  employee_range: filterParameter('employee_range'),
  revenue_range: filterParameter('revenue_range'),
  limit: Type.Integer({
    minimum: 1,
    default: 10,
    ...describe(
      `The number of results on a page. Values above ${maxSearchLimit} are read as ${maxSearchLimit}.`,
      'S5',
      'S7',
    ),
  }),
  offset: Type.Integer({ minimum: 0, default: 0, ...describe('The number of results to skip before the page.', 'S5') }),
});

/** One person (S9, S10). */
export const SearchResult = closedObject({
  uuid: Type.String(describe("The person's id. Unlock takes ids of this form.", 'S9.D', 'S12')),
  first_name: nullableString('The first name of the person.', 'S9'),
  last_name: nullableString('The last name of the person.', 'S9'),
  company_name: nullableString('The name of the company.', 'S9'),
  job_title: nullableString('The job title of the person.', 'S9'),
  job_level: nullableString("The level of the person's job, such as C Level.", 'S9'),
  industry: nullableString('The industry of the company.', 'S9'),
  contact_linkedin_url: nullableString("The address of the person's LinkedIn profile.", 'S9'),
  contact_email: nullableString(
    'The email address. It is null if the account has not unlocked it, or if the person has none.',
    'S9',
    'S10',
  ),
  contact_direct_phone: nullableString(
    'The direct phone number. It is null if the account has not unlocked the phones, or if the person has none.',
    'S9',
    'S10',
  ),
  contact_mobile_phone: nullableString(
    'The mobile phone number. It is null if the account has not unlocked the phones, or if the person has none.',
    'S9',
    'S10',
  ),
  is_email_unlocked: Type.Boolean(describe("Whether the account has unlocked the person's email.", 'S9.D', 'S10')),
  is_phone_unlocked: Type.Boolean(describe("Whether the account has unlocked the person's phones.", 'S9.D', 'S10')),
});

/** One page of people (S8). */
export const SearchPage = closedObject({
  success: Type.Literal(true, describe('The value is always true.', 'S8')),
  count: Type.Integer(describe('The number of people that match, on all pages.', 'S8')),
  results: Type.Array(SearchResult, describe('The people on this page.', 'S8')),
});

const jobStatus = Type.Union(
  ['queued', 'in-progress', 'paused', 'completed', 'failed'].map((word) => Type.Literal(word)),
  describe('The status of the job.', 'T1'),
);

/** The status of one job (T1, T2). */
export const JobStatusAnswer = closedObject({
  job_id: Type.String({ format: 'uuid', ...describe('The id of the job.', 'T1') }),
  status: jobStatus,
  submitted_at: Type.String({
    format: 'date-time',
    ...describe('The time at which the job was submitted, in UTC, without fractions of a second.', 'T2'),
  }),
  updated_at: Type.String({
    format: 'date-time',
    ...describe('The time of the last change of the status, in UTC, without fractions of a second.', 'T2'),
  }),
});

/** The status of all jobs of an account (T4). */
export const JobStatusList = Type.Array(
  JobStatusAnswer,
  describe("The jobs of the caller's account, newest first.", 'T4'),
);

/** The body of Control (C1). */
export const ControlBody = Type.Object({
  csv_file_id: Type.String({ takes: 'a string with the UUID of the job', ...describe('The UUID of the job.', 'C1.P') }),
  action: Type.Union([Type.Literal('pause'), Type.Literal('resume')], {
    takes: 'pause or resume',
    ...describe('The action.', 'C1.P'),
  }),
});

/** The answer of Control (C5). */
export const ControlAnswer = closedObject({
  success: Type.Literal(true, describe('The value is always true.', 'C5')),
  csv_file_id: Type.String({ format: 'uuid', ...describe('The id of the job.', 'C5') }),
  status: jobStatus,
});

/** The body of a 402 (C4, U5). Nothing was charged. */
export const InsufficientCredits = closedObject({
  error: Type.String(describe('The error message. It names the required credits and the balance.', 'C4.P', 'U5')),
  required: Type.Integer(describe('The number of credits that the call costs.', 'C4.P', 'U5')),
  balance: Type.Integer(describe('The number of credits that the account has.', 'C4.P', 'U5')),
});

/** The body of Unlock (U1). */
export const UnlockBody = Type.Object({
  uuids: Type.Array(Type.String(), {
    minItems: 1,
    takes: 'a list of at least one UUID',
    ...describe('The ids of the people to unlock.', 'U1.P'),
  }),
  unlock_type: Type.Union([Type.Literal('email'), Type.Literal('phone')], {
    takes: 'email or phone',
    ...describe('The kind of contact data to unlock.', 'U1.P'),
  }),
});

/** The answer of Unlock (U2). */
export const UnlockAnswer = closedObject({
  success: Type.Literal(true, describe('The value is always true.', 'U2')),
  message: Type.String(describe('A message that confirms the unlock.', 'U2')),
  unlocked: Type.Integer(describe('The number of people that were not unlocked before.', 'U2')),
  credits_charged: Type.Integer(describe('The number of credits that were charged.', 'U3')),
  wallet_balance: Type.Integer(describe('The number of credits that are left.', 'U2')),
});
