import { type Static, Type } from '@sinclair/typebox';
import { endpoints } from '../../api/endpoints.ts';
import { closedObject } from '../../api/schemas/parameter-and-body-schemas.ts';
import { allBases, clauseIds } from '../../domain/clauses.ts';
import { findingKinds } from '../../domain/finding-kinds.ts';
import { jobStatuses } from '../../domain/job-state.ts';
import { oneOf } from '../../fixtures/load/fixture-schemas.ts';
import { FaultBody } from './request-bodies.ts';

const text = (description: string) => Type.String({ description });
const number = (description: string) => Type.Integer({ description });
const count = (description: string) => Type.Integer({ description, minimum: 0 });
const flag = (description: string) => Type.Boolean({ description });
const time = (description: string) => Type.String({ description, format: 'date-time' });
const uuid = (description: string) => Type.String({ description, format: 'uuid' });
const textOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const countOrNull = (description: string) => Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], { description });

/** Why a call failed. */
export const ErrorView = closedObject({
  error: text('What was expected, and what was found instead.'),
  path: text(
    'The place of the error, as a JSON pointer into the body or to a parameter. It is empty if the error is about the call as a whole.',
  ),
});

const memory = (description: string) =>
  closedObject(
    {
      bytes: count('The bytes in use, as the mock estimates them.'),
      limit: countOrNull('The bytes that may be used; null if only the disk limits them.'),
    },
    description,
  );

/** The mock as a whole. */
export const MockView = closedObject({
  name: text('The name of the program, ecore-mock.'),
  version: text('The version of the program.'),
  seed: number('The random seed for generated data.'),
  people: count('The number of people whom all accounts share.'),
  accounts: count('The number of accounts.'),
  jobs: count('The number of jobs of all accounts.'),
  uptime: count('The seconds since the start.'),
  memory: closedObject(
    {
      journal: memory('The requests with their findings. Over the limit, the oldest are removed.'),
      disclosures: memory('The disclosed values. Over the limit, the oldest are removed.'),
      findings: memory('The earlier calls of each account with which the linter compares the next ones.'),
      unlocks: memory('The unlocks that were read recently.'),
      results: memory('The search results of the newest people, as bytes.'),
      indexes: memory('The search indexes for accounts with people of their own.'),
      texts: memory('The texts that were searched for recently.'),
      state: memory(
        'The accounts, jobs with their records, people of accounts, unlocks, faults, ledgers and snapshots. A change over the limit is refused with 413.',
      ),
    },
    'The memory that each kind of data uses between requests.',
  ),
  replica: text(
    "The name of this process among several processes behind one address: the value of --replica, or the machine's name.",
  ),
});

/** An account as the admin API returns it. */
export const AccountView = closedObject({
  name: text('The name of the account in the paths of the admin API.'),
  token: textOrNull('A token of the account: a valid one if the account has any.'),
  kind: oneOf(['live', 'test'], {
    description: 'The kind of the account. Only a test account has a daily quota (E6).',
  }),
  active: flag('Whether the account is active. The tokens of an inactive account are refused with 401 (R1).'),
  credits: number('The balance of the credits.'),
  daily_quota: countOrNull('The number of calls that the account may make per UTC day; null if there is no limit.'),
  token_expired: flag('Whether the account has no valid token.'),
  mute_findings: Type.Array(oneOf(findingKinds, {}), {
    description: 'The kinds of findings that are muted for this account.',
  }),
});
export const AccountList = closedObject({
  accounts: Type.Array(AccountView, { description: 'All accounts, sorted by name.' }),
});

const status = () => oneOf(jobStatuses, { description: "The vendor's internal status." });

/** A job as the admin API returns it. */
export const JobView = closedObject({
  job_id: uuid('The id of the job.'),
  category: oneOf(['contact', 'account'], { description: 'What the job enriches: contacts or accounts.' }),
  tier: oneOf(['quick', 'standard', 'pro'], {
    description: 'The tier of the job. Standard and Pro contact jobs have match columns (R11).',
  }),
  status: status(),
  fields_to_enrich: Type.Array(Type.String(), { description: 'The requested fields.' }),
  total_records: count('The number of records that the job has when it is completed.'),
  processed: count('The number of records that are done.'),
  submitted_at: time('The time at which the job was submitted.'),
  updated_at: time('The time of the last change of the status.'),
  timeline: Type.Array(
    Type.Union([
      closedObject({
        status: status(),
        after_ms: count("The milliseconds after which the job has the status, by the account's clock."),
      }),
      closedObject({ status: status(), after_polls: count('The number of polls after which the job has the status.') }),
    ]),
    { description: 'The planned changes of the status.' },
  ),
  polls: count('The number of polls so far, if the timeline counts polls.'),
});
export const JobList = closedObject({
  jobs: Type.Array(JobView, { description: "The account's jobs, newest first." }),
});

export const PeopleView = closedObject({
  uuids: Type.Array(Type.String({ format: 'uuid' }), {
    description: 'The UUIDs of the people, in the order of the body.',
  }),
});

/** What an account has unlocked of a person. */
export const UnlockView = closedObject({
  uuid: uuid('The UUID of the person.'),
  email: flag('Whether the email is unlocked.'),
  phone: flag('Whether both phones are unlocked.'),
});

/** A fault as the admin API returns it: its definition, with the calls that it counted. */
export const FaultView = closedObject({
  id: number('The id of the fault. Ids count up for each account, and none is used twice.'),
  ...FaultBody.properties,
  enabled: flag('Whether the fault is on.'),
  seen: count('The number of calls for which the fault could have fired.'),
  fired: count('The number of calls for which the fault fired.'),
});
export const FaultList = closedObject({
  faults: Type.Array(FaultView, {
    description:
      'The faults, in the order in which they were created. A call waits for the delays of all faults that fire. The first of them with a status, body, headers or connection determines the answer, and further faults with one of these fields are skipped.',
  }),
});

/** An account's clock. */
export const ClockView = closedObject({
  now: time('The time that the clock shows.'),
  frozen: flag('Whether the clock stands still.'),
});

/** The credits of an account. */
export const CreditsView = closedObject({
  balance: number('The balance of the credits.'),
  entries: Type.Array(
    closedObject({
      id: number('The id of the entry. Ids count up for each account.'),
      at: time("The time of the entry, on the account's clock."),
      amount: number('The credits that were added; negative for a charge.'),
      reason: text('The reason for the change.'),
      request_id: countOrNull('The id of the request in the journal that caused the entry; null if no request did.'),
    }),
    { description: 'All entries of the ledger, oldest first. Their sum is the balance.' },
  ),
});

/** An unmasked value that a client received. */
export const Disclosure = closedObject({
  at: time("The time of the answer, by the account's clock."),
  request_id: number('The id of the request in the journal that received the value.'),
  endpoint: text('The endpoint that disclosed the value.'),
  uuid: textOrNull('The UUID of the person or record; null if the record has no UUID.'),
  field: text('The name of the field.'),
  value: text('The disclosed value.'),
});

const endpointOrNull = () =>
  Type.Union([oneOf(endpoints, {}), Type.Null()], {
    description: 'The endpoint that was called; null if the path belongs to no endpoint.',
  });

const dropped = count('The number of older entries that are no longer stored.');
export const DisclosureList = closedObject({
  disclosures: Type.Array(Disclosure, { description: 'The values, oldest first.' }),
  dropped,
});

const clause = oneOf(clauseIds, { description: 'A clause of the contract.' });
const finding = {
  kind: oneOf(findingKinds, { description: 'The kind of the finding.' }),
  clause: Type.Union([clause, Type.Null()], {
    description: 'The clause of the contract that the finding is about; null if there is none.',
  }),
  message: text('What the client did, and what it should do instead, in one line.'),
};

/** A mistake of the client that the vendor would have accepted in silence. */
export const Finding = closedObject(finding);

/** A finding with the request that it is about. */
export const RequestFinding = closedObject({
  request_id: number('The id of the request in the journal.'),
  at: time("The time of the request, by the account's clock."),
  endpoint: endpointOrNull(),
  path: text('The path, without the query string.'),
  ...finding,
});
export const FindingList = closedObject({
  findings: Type.Array(RequestFinding, { description: 'The findings, oldest first.' }),
  dropped: count('The number of older requests that are no longer stored.'),
});

/** A request to the emulated API, and its answer. */
export const JournalEntry = closedObject({
  id: number('The id of the request. Ids count up over all accounts.'),
  at: time("The time of the request, by the account's clock."),
  account: textOrNull(
    'The account whose token was sent, with any scheme word; null if the token was missing or invalid.',
  ),
  token: textOrNull('The first four letters of the token; null if there was none.'),
  endpoint: endpointOrNull(),
  method: text('The HTTP method.'),
  path: text('The path, without the query string.'),
  query: Type.Record(Type.String(), Type.String(), {
    description: 'The parameters of the query string. If a name was repeated, the last value is shown.',
  }),
  url_truncated: flag(
    'Whether the URL was longer than 2048 letters. If it was, path and query show only its beginning.',
  ),
  status: countOrNull('The status of the answer; null if the connection ended without an answer.'),
  duration_ms: Type.Number({ description: 'The duration of the request, in milliseconds.', minimum: 0 }),
  fault: Type.Union([Type.Integer(), Type.Literal('prefer'), Type.Null()], {
    description:
      'The id of the fault that fired, or prefer for the Prefer header; null if nothing fired. If several faults fired, it is the fault that determined the answer or, if all of them only delayed the call, the first one.',
  }),
  bytes: count('The bytes in the body of the answer.'),
  rows: count('The number of records or people in the body of the answer.'),
  findings: Type.Array(Finding, {
    description: "The client's mistakes in this request that the vendor would have accepted in silence.",
  }),
});
export const RequestList = closedObject({
  requests: Type.Array(JournalEntry, { description: 'The requests, oldest first.' }),
  dropped,
});
export const RequestCount = closedObject({ count: count('The number of requests that meet the filter.') });

const basis = Type.Array(oneOf(allBases, {}), { description: 'The sources of the clause.' });
const endpoint = () => oneOf(endpoints, { description: 'The endpoint.' });
const met = count('The number of calls that covered it.');

/** The parts of the contract that clients have covered since the start. */
export const CoverageView = closedObject({
  percent: Type.Number({ description: 'The covered parts in percent of all parts, rounded down to a tenth.' }),
  met: count('The number of covered parts.'),
  of: count(
    'The number of all parts: endpoints, parameters, statuses, job states and clauses, without those in left_out.',
  ),
  endpoints: Type.Array(closedObject({ endpoint: endpoint(), met }), { description: 'All endpoints.' }),
  parameters: Type.Array(
    closedObject({
      endpoint: endpoint(),
      name: text('The name of the parameter in the URL or the body.'),
      given: count('The number of calls that sent the parameter.'),
      met: count('The number of calls that sent another value than the default.'),
    }),
    { description: 'All parameters of URLs and bodies.' },
  ),
  statuses: Type.Array(closedObject({ endpoint: endpoint(), status: number('The HTTP status.'), met }), {
    description: 'All documented statuses.',
  }),
  job_states: Type.Array(closedObject({ state: text("The API's word for the state."), met }), {
    description: 'All states of a job.',
  }),
  clauses: Type.Array(closedObject({ id: clause, basis, met }), {
    description: 'All clauses that a single exchange can cover.',
  }),
  left_out: Type.Array(
    closedObject({ id: clause, basis, reason: text('Why no single exchange can cover the clause.') }),
    {
      description: 'All other clauses. They do not count.',
    },
  ),
});

export const SnapshotList = closedObject({
  snapshots: Type.Array(Type.String(), { description: 'The names of all snapshots.' }),
});

export type MockView = Static<typeof MockView>;
export type AccountView = Static<typeof AccountView>;
export type AccountList = Static<typeof AccountList>;
export type JobView = Static<typeof JobView>;
export type JobList = Static<typeof JobList>;
export type PeopleView = Static<typeof PeopleView>;
export type UnlockView = Static<typeof UnlockView>;
export type FaultView = Static<typeof FaultView>;
export type FaultList = Static<typeof FaultList>;
export type ClockView = Static<typeof ClockView>;
export type CreditsView = Static<typeof CreditsView>;
export type Disclosure = Static<typeof Disclosure>;
export type DisclosureList = Static<typeof DisclosureList>;
export type JournalEntry = Static<typeof JournalEntry>;
export type RequestList = Static<typeof RequestList>;
export type RequestCount = Static<typeof RequestCount>;
export type Finding = Static<typeof Finding>;
export type RequestFinding = Static<typeof RequestFinding>;
export type FindingList = Static<typeof FindingList>;
export type CoverageView = Static<typeof CoverageView>;
export type SnapshotList = Static<typeof SnapshotList>;
