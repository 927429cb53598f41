import { type Static, Type } from '@sinclair/typebox';
import { endpoints } from '../../api/endpoints.ts';
import { answer } from '../../api/schemas/schemas.ts';
import { allBases, clauseIds } from '../../domain/clauses.ts';
import { findingKinds } from '../../domain/finding-kinds.ts';
import { jobStatuses } from '../../domain/job-state.ts';
import { words } from '../../fixtures/load/fixture-schemas.ts';
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
export const ErrorView = answer({
  error: text('What is wrong, and what was expected.'),
  path: text('Where: a JSON pointer into the body, or to a parameter; empty where it is the call as a whole.'),
});

const memory = (description: string) =>
  answer(
    {
      bytes: count('Bytes in use, as the mock estimates them.'),
      limit: countOrNull('Bytes that it may use; null where only the disk limits it.'),
    },
    description,
  );

/** The mock as a whole. */
export const MockView = answer({
  name: text('ecore-mock.'),
  version: text('Its version.'),
  seed: number('What the generated data follows from.'),
  people: count('People whom all accounts share.'),
  accounts: count('How many accounts there are.'),
  jobs: count('How many jobs all accounts have.'),
  uptime: count('Seconds since it was started.'),
  memory: answer(
    {
      journal: memory('Requests with their findings. Over the limit, the oldest are removed.'),
      disclosures: memory('What was disclosed. Over the limit, the oldest are removed.'),
      findings: memory('What the next calls of each account are compared with, for findings.'),
      unlocks: memory('Unlocks that were read lately.'),
      results: memory('Search results of the newest people, as text.'),
      indexes: memory('Indexes over people of an account of its own.'),
      texts: memory('Texts that were searched for lately.'),
      state: memory(
        'Accounts, jobs with their records, people, unlocks, faults, ledgers and snapshots. A change over the limit is refused with 413.',
      ),
    },
    'What is kept in memory between requests.',
  ),
  replica: text("Which of several processes behind one address this is: as --replica says, or the machine's name."),
});

/** An account as steering shows it. */
export const AccountView = answer({
  name: text('What the paths below /__mock call it by.'),
  token: textOrNull('A token of its own: a valid one, if it has any.'),
  kind: words(['live', 'test'], { description: 'A test account has a daily quota (E6).' }),
  active: flag('Whether it is active; its tokens are refused with 401 otherwise (R1).'),
  credits: number('Credits in the wallet.'),
  daily_quota: countOrNull('Calls a UTC day; null for none.'),
  token_expired: flag('Whether none of its tokens is valid.'),
  mute_findings: Type.Array(words(findingKinds, {}), { description: 'Kinds of findings that its calls do not have.' }),
});
export const AccountList = answer({ accounts: Type.Array(AccountView, { description: 'All accounts, by name.' }) });

const status = () => words(jobStatuses, { description: "The vendor's internal status." });

/** A job as steering shows it. */
export const JobView = answer({
  job_id: uuid('The job.'),
  category: words(['contact', 'account'], { description: 'What is enriched.' }),
  tier: words(['quick', 'standard', 'pro'], { description: 'Standard and Pro contact jobs have match columns (R11).' }),
  status: status(),
  fields_to_enrich: Type.Array(Type.String(), { description: 'Requested fields.' }),
  total_records: count('Records it has when it has completed.'),
  processed: count('Records that are done.'),
  submitted_at: time('When it was submitted.'),
  updated_at: time('When its status last changed.'),
  timeline: Type.Array(
    Type.Union([
      answer({ status: status(), after_ms: count("From when on, on the account's clock.") }),
      answer({ status: status(), after_polls: count('Once the client has asked about the job so often.') }),
    ]),
    { description: 'The statuses that it walks through.' },
  ),
  polls: count('How often the client has asked about it, of a job that moves by polls.'),
});
export const JobList = answer({ jobs: Type.Array(JobView, { description: "The account's jobs, newest first." }) });

export const PeopleView = answer({
  uuids: Type.Array(Type.String({ format: 'uuid' }), { description: 'The people, in the order of the body.' }),
});

/** What an account has unlocked of a person. */
export const UnlockView = answer({
  uuid: uuid('The person.'),
  email: flag('Whether the email is unlocked.'),
  phone: flag('Whether both phones are.'),
});

/** A fault as steering shows it: what it was made from, and how often it was looked at and fired. */
export const FaultView = answer({
  id: number('Counts up, for each account; none is used a second time.'),
  ...FaultBody.properties,
  enabled: flag('Whether it is on.'),
  seen: count('How many calls it was looked at for.'),
  fired: count('How often it fired.'),
});
export const FaultList = answer({
  faults: Type.Array(FaultView, {
    description:
      'In the order in which they were made. A call waits for the delays of all that fire, and ends as the first of them says that has a status, body, headers or connection; further ones that have one are passed over.',
  }),
});

/** An account's clock. */
export const ClockView = answer({
  now: time('What it shows.'),
  frozen: flag('Whether it stands still.'),
});

/** An account's wallet. */
export const CreditsView = answer({
  balance: number('Credits in the wallet.'),
  entries: Type.Array(
    answer({
      id: number('Counts up, for each account.'),
      at: time("When it was, on the account's clock."),
      amount: number('What was added; negative for a charge.'),
      reason: text('Why.'),
      request_id: countOrNull("The client's request that moved them, as the journal has it; null for none."),
    }),
    { description: 'Every movement, oldest first: they sum to the balance.' },
  ),
});

/** One unmasked value that a client was given. */
export const Disclosure = answer({
  at: time("When it was, on the account's clock."),
  request_id: number('The request that got it, as the journal has it.'),
  endpoint: text('Where it was given.'),
  uuid: textOrNull('The person or record; null where the record has none.'),
  field: text('Which field.'),
  value: text('The value.'),
});

const endpointOrNull = () =>
  Type.Union([words(endpoints, {}), Type.Null()], { description: 'What it asked; null for no endpoint.' });

const dropped = count('How many older ones are no longer kept.');
export const DisclosureList = answer({
  disclosures: Type.Array(Disclosure, { description: 'Oldest first.' }),
  dropped,
});

const clause = words(clauseIds, { description: 'A clause of the contract.' });
const finding = {
  kind: words(findingKinds, { description: 'What it is.' }),
  clause: Type.Union([clause, Type.Null()], { description: 'The clause that it is about; null for none.' }),
  message: text('One line: what was seen, and what to do.'),
};

/** What the vendor would have let pass in silence. */
export const Finding = answer(finding);

/** A finding, and the request that it is of. */
export const RequestFinding = answer({
  request_id: number('The request, as the journal has it.'),
  at: time("When it came, on the account's clock."),
  endpoint: endpointOrNull(),
  path: text('The path, without the query string.'),
  ...finding,
});
export const FindingList = answer({
  findings: Type.Array(RequestFinding, { description: 'Oldest first.' }),
  dropped: count('How many older requests are no longer kept.'),
});

/** One request to the emulated API, and what came of it. */
export const JournalEntry = answer({
  id: number('Counts up, over all accounts.'),
  at: time("When it came, on the account's clock."),
  account: textOrNull('Whose token it carried, with whatever scheme word; null where no valid one.'),
  token: textOrNull("The token's first four letters."),
  endpoint: endpointOrNull(),
  method: text('The method.'),
  path: text('The path, without the query string.'),
  query: Type.Record(Type.String(), Type.String(), { description: 'The query string; of equal names, the last.' }),
  url_truncated: flag('Whether the URL was longer than 2048 letters: path and query are those of its beginning.'),
  status: countOrNull('What was answered; null where the connection ended without an answer.'),
  duration_ms: Type.Number({ description: 'How long it took, in milliseconds.', minimum: 0 }),
  fault: Type.Union([Type.Integer(), Type.Literal('prefer'), Type.Null()], {
    description:
      'What fired: the id of a fault, or the Prefer header; null where nothing did. Of several it is the one whose status, body, headers or connection were used or, where all only delayed the call, the first.',
  }),
  bytes: count('Bytes of the body.'),
  rows: count('Records or people in the body.'),
  findings: Type.Array(Finding, { description: 'What the vendor would have let pass in silence.' }),
});
export const RequestList = answer({ requests: Type.Array(JournalEntry, { description: 'Oldest first.' }), dropped });
export const RequestCount = answer({ count: count('How many requests meet the filter.') });

const basis = Type.Array(words(allBases, {}), { description: 'On what the clause stands.' });
const its = () => words(endpoints, { description: 'The endpoint.' });
const met = count('How often it was met.');

/** What of the contract clients have met since the start. */
export const CoverageView = answer({
  percent: Type.Number({ description: 'Of all that is listed, as far as it counts, rounded down to a tenth.' }),
  met: count('How many of them were met.'),
  of: count('How many there are.'),
  endpoints: Type.Array(answer({ endpoint: its(), met }), { description: 'All endpoints.' }),
  parameters: Type.Array(
    answer({
      endpoint: its(),
      name: text('Its name, in the URL or the body.'),
      given: count('How often it was given.'),
      met: count('How often with another value than the default.'),
    }),
    { description: 'All parameters of URLs and bodies.' },
  ),
  statuses: Type.Array(answer({ endpoint: its(), status: number('The status.'), met }), {
    description: 'All documented statuses.',
  }),
  job_states: Type.Array(answer({ state: text("The API's word."), met }), { description: 'All states of a job.' }),
  clauses: Type.Array(answer({ id: clause, basis, met }), { description: 'All clauses that one exchange can meet.' }),
  left_out: Type.Array(answer({ id: clause, basis, reason: text('Why no single exchange meets it.') }), {
    description: 'The other clauses, which do not count.',
  }),
});

export const SnapshotList = answer({
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
