import type { Readable } from 'node:stream';
import { type TProperties, type TSchema, Type } from '@sinclair/typebox';
import type { Citation } from '../../domain/clauses.ts';
import { filters } from '../../domain/filters.ts';
import { recordFields, shownFields } from './record-fields.ts';

/** What a schema says of itself: in words, and by which clauses. */
const by = (description: string, ...citations: Citation[]) => ({ description, 'x-clause': citations });

/** An object that is answered: exactly these keys, in this order (E9). */
export const answer = <T extends TProperties>(properties: T, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description !== undefined && { description }) });
const nullableText = (description: string, ...of: Citation[]) =>
  Type.Union([Type.String(), Type.Null()], by(description, ...of));

/** `{"detail"}`: what Django REST Framework answers by itself (E3–E6, R5, R7, S1). */
export const Detail = answer({
  detail: Type.String(by('What is wrong.', 'E4', 'E5.I', 'E6.I', 'E12', 'R5.P', 'R7.P', 'S1.D')),
});

/** `{"error"}`: what the vendor answers to a bad request (R3, R6, S6). */
export const ErrorMessage = answer({
  error: Type.String(by('What is wrong, and what is expected. The words are inferred.', 'R3', 'R6', 'S6', 'C6', 'U6')),
});

/** The 400 of an endpoint with a body: C6, U6, or E12 where the body can't be read. */
export const BadBody = Type.Union([ErrorMessage, Detail]);

/** `{"message"}`: the 401 of the enrichment endpoints; Results documents it (R1), the others do not (T3, C1). */
export const Message = answer({ message: Type.String(by('What is wrong with the token.', 'R1.D', 'T3.I', 'C1.I')) });

/** R5: no UUID is as good as one that nobody has. */
const jobParams = (citation: Citation) => Type.Object({ job_id: Type.String(by("The job's UUID.", citation)) });
export const ResultsParams = jobParams('R5.D');
export const StatusParams = jobParams('T3.P');

/** R2, R4. `onlyWith` names the parameter and value without which this one is ignored, even when it is invalid. */
export const ResultsQuery = Type.Object({
  report_type: Type.Union([Type.Literal('json'), Type.Literal('csv')], {
    default: 'json',
    ...by('json for pages of records, csv for a download of all of them.', 'R2'),
  }),
  page: Type.Integer({
    minimum: 1,
    default: 1,
    onlyWith: { report_type: 'json' },
    ...by('Which page, from 1.', 'R2'),
  }),
  page_size: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 50,
    onlyWith: { report_type: 'json' },
    ...by('Records a page.', 'R2'),
  }),
});

/** R11, R15: empty where nothing was found, and not there if the job did not ask for it. */
const recordField = ([name, description]: [string, string]): [string, TSchema] => {
  const citations: Citation[] = shownFields.has(name) ? ['R11'] : ['R11', 'R15'];
  return [name, Type.Optional(Type.String(by(`${description} Empty if nothing was found.`, ...citations)))];
};

/** R11, R13, R20, R22–R24. */
const statusFields = {
  enrichment_status: Type.Optional(
    Type.Union(
      ['enriched', 'partially_enriched', 'not_enriched'].map((word) => Type.Literal(word)),
      by('How much of what was requested was found. Only the CSV has it; JSON never does.', 'R11', 'R13'),
    ),
  ),
  enrichment_source: Type.Optional(
    Type.String(
      by('Where the data is from: datacore, bigquery, netnut or zerobounce. Empty if nothing matched.', 'R11', 'R20'),
    ),
  ),
  name_match_status: Type.Optional(
    Type.String(
      by(
        'Whether the input has the name of the enriched contact: matched, mismatched or skipped. Standard and Pro contact jobs alone have it.',
        'R11',
        'R22',
        'R24',
      ),
    ),
  ),
  still_in_company_status: Type.Optional(
    Type.String(
      by(
        'Whether the contact still works at the company: current, left or skipped. Standard and Pro contact jobs alone have it.',
        'R11',
        'R23',
        'R24',
      ),
    ),
  ),
};

/** R11–R13, R19: open, because it holds whatever the caller sent. What must not leave is gone before it gets here. */
export const EnrichedRecord = Type.Object(
  { ...Object.fromEntries(Object.entries(recordFields).map(recordField)), ...statusFields },
  {
    patternProperties: {
      '^imported_': Type.Unknown(
        by('A field of the input, as the caller sent it: any value of JSON, null among them.', 'R19'),
      ),
    },
    additionalProperties: Type.Unknown(by('Any other field that the job requested.', 'R11')),
    ...by('The fields of a record in stored order.', 'R11'),
  },
);

/** R9. */
export const ResultsPage = answer({
  job_id: Type.String({ format: 'uuid', ...by('The job whose results these are.', 'R9.D') }),
  total_records: Type.Integer(by('How many records the job has that are done, on all pages.', 'R9.D')),
  page: Type.Integer(by('The page asked for.', 'R9.D')),
  page_size: Type.Integer(by('The page size asked for.', 'R9.D')),
  data: Type.Array(EnrichedRecord, by('The records of this page.', 'R9', 'R10')),
});

/** R14–R16. */
export const ResultsCsv = Type.Unsafe<Readable>({
  type: 'string',
  ...by('All records that are done, as RFC 4180 text.', 'R14', 'R15', 'R16'),
});

const filter = (name: keyof typeof filters) =>
  Type.Optional(
    Type.String({
      ...by(`${filters[name] === 'part' ? 'Any part' : 'The whole'} of the value, in any letter case.`, 'S2.D', 'S3'),
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
  limit: Type.Integer({ minimum: 1, default: 10, ...by('Results a page; more than 1000 gives 1000.', 'S5', 'S7') }),
  offset: Type.Integer({ minimum: 0, default: 0, ...by('How many results to leave out before the page.', 'S5') }),
});

/** S9, S10. */
export const SearchResult = answer({
  uuid: Type.String(by("The person's id, which Unlock takes.", 'S9.D', 'S12')),
  first_name: nullableText('The first name.', 'S9'),
  last_name: nullableText('The last name.', 'S9'),
  company_name: nullableText("The company's name.", 'S9'),
  job_title: nullableText('The job title.', 'S9'),
  job_level: nullableText('The level of the job.', 'S9'),
  industry: nullableText("The company's industry.", 'S9'),
  contact_linkedin_url: nullableText('The LinkedIn profile.', 'S9'),
  contact_email: nullableText(
    "Null until the account has unlocked the person's email, or if there is none.",
    'S9',
    'S10',
  ),
  contact_direct_phone: nullableText(
    "Null until the account has unlocked the person's phone, or if there is none.",
    'S9',
    'S10',
  ),
  contact_mobile_phone: nullableText(
    "Null until the account has unlocked the person's phone, or if there is none.",
    'S9',
    'S10',
  ),
  is_email_unlocked: Type.Boolean(by('Whether the account has unlocked the email.', 'S9.D', 'S10')),
  is_phone_unlocked: Type.Boolean(by('Whether the account has unlocked the phone.', 'S9.D', 'S10')),
});

/** S8. */
export const SearchPage = answer({
  success: Type.Literal(true, by('Always true.', 'S8')),
  count: Type.Integer(by('How many people match, on all pages.', 'S8')),
  results: Type.Array(SearchResult, by('The people of this page.', 'S8')),
});

const jobStatus = Type.Union(
  ['queued', 'in-progress', 'paused', 'completed', 'failed'].map((word) => Type.Literal(word)),
  by("The API's word for the job's status.", 'T1'),
);

/** T1, T2. */
export const JobStatusAnswer = answer({
  job_id: Type.String({ format: 'uuid', ...by('The job.', 'T1') }),
  status: jobStatus,
  submitted_at: Type.String({ format: 'date-time', ...by('When it was submitted, in UTC, to the second.', 'T2') }),
  updated_at: Type.String({ format: 'date-time', ...by('When its status last changed, in UTC, to the second.', 'T2') }),
});

/** T4. */
export const JobStatusList = Type.Array(JobStatusAnswer, by("The caller's jobs, newest first.", 'T4'));

/** C1. */
export const ControlBody = Type.Object({
  csv_file_id: Type.String({ takes: "a text: the job's UUID", ...by('The job.', 'C1.P') }),
  action: Type.Union([Type.Literal('pause'), Type.Literal('resume')], {
    takes: 'pause or resume',
    ...by('What to do.', 'C1.P'),
  }),
});

/** C5. */
export const ControlAnswer = answer({
  success: Type.Literal(true, by('Always true.', 'C5')),
  csv_file_id: Type.String({ format: 'uuid', ...by('The job.', 'C5') }),
  status: jobStatus,
});

/** C4, U5: nothing was charged. */
export const InsufficientCredits = answer({
  error: Type.String(by('What is needed and what is there.', 'C4.P', 'U5')),
  required: Type.Integer(by('Credits that it costs.', 'C4.P', 'U5')),
  balance: Type.Integer(by('Credits in the wallet.', 'C4.P', 'U5')),
});

/** U1. */
export const UnlockBody = Type.Object({
  uuids: Type.Array(Type.String(), {
    minItems: 1,
    takes: 'a list of at least one UUID',
    ...by('The records.', 'U1.P'),
  }),
  unlock_type: Type.Union([Type.Literal('email'), Type.Literal('phone')], {
    takes: 'email or phone',
    ...by('What to unlock.', 'U1.P'),
  }),
});

/** U2. */
export const UnlockAnswer = answer({
  success: Type.Literal(true, by('Always true.', 'U2')),
  message: Type.String(by('That it was done.', 'U2')),
  unlocked: Type.Integer(by('How many records were not owned before.', 'U2')),
  credits_charged: Type.Integer(by('What it cost.', 'U3')),
  wallet_balance: Type.Integer(by('What is left.', 'U2')),
});
