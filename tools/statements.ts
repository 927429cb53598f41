import type { ClausePart } from '../src/domain/clauses.ts';

/** Why a statement has no clause. */
export type NotEmulated = { readonly notEmulated: string };

/** A statement of the vendor in our words, and the parts of clauses that implement it. */
type Statement = readonly [text: string, ...(readonly ClausePart[] | readonly [NotEmulated])];

export type StatementsOfPage = {
  /** The page's name. */
  page: string;
  /** The beginning of the ids of its statements. */
  prefix: string;
  /** The statements by section, in the order of the page. */
  sections: Readonly<Record<string, readonly Statement[]>>;
};

/** No answer contains the audit trail, so no clause can require it. */
const auditTrail: NotEmulated = { notEmulated: 'the audit trail is internal to the vendor, and no answer contains it' };

const host: NotEmulated = { notEmulated: 'the mock has its own host, and a client replaces the host' };

const enrichmentResults: StatementsOfPage = {
  page: 'Enrichment Results',
  prefix: 'ER',
  sections: {
    Overview: [
      ['A job has results to fetch as soon as it is completed or paused.', 'R6.D', 'R17.D'],
      ['The records come as pages of JSON or as one CSV file.', 'R2.D'],
      ['In production the endpoint is below `/api/v1`.', 'E1.D'],
      ['In staging it is below `/backend/api/v1`.', 'E1.D'],
      ['The caller sends an API token as `Authorization: Bearer`.', 'R1.D'],
      ['The token is the one that Submit takes.', { notEmulated: 'Submit is not emulated' }],
      ["A caller gets the results of its own account's jobs only.", 'R5.D'],
    ],
    'Results endpoint': [
      ['The method is `GET`.', 'E1.D', 'E3.I'],
      ['The path is `/enrichment/result/`, the job id and a slash.', 'E1.D', 'E2.I'],
      ['A completed job serves its enriched records.', 'R6.D', 'R9.D'],
      ['So does a paused job.', 'R17.D'],
      ['`report_type` chooses between pages of JSON and a CSV file.', 'R2.D'],
      ['`report_type` is text: `json`, which is the default, or `csv`.', 'R2.D', 'R3.P'],
      ['`page` is a whole number from 1, and 1 by default.', 'R2.D', 'R3.P'],
      ['`page_size` is a whole number from 1 to 200, and 50 by default.', 'R2.D', 'R3.P'],
      ['`page` and `page_size` have a meaning for JSON only.', 'R4.D'],
    ],
    'Fetching results as JSON': [
      ['`page` and `page_size` are sent in the query string.', 'R2.D'],
      ['The answer is an object of `job_id`, `total_records`, `page`, `page_size` and `data`.', 'R9.D'],
      ['`job_id` is a UUID: that of the job in the path.', 'R9.D', 'R5.D'],
      ['`total_records` is a whole number: how many enriched records the job has once its pipeline is done.', 'R9.D'],
      ['`page` is a whole number: the page that was asked for.', 'R9.D'],
      ['`page_size` is a whole number: the page size that was asked for.', 'R9.D'],
      ['`data` is an array: the records of this page alone.', 'R9.D'],
      ['The record of the example has input, then requested fields, source and both checks, in this order.', 'R11.D'],
      ['It has no `enrichment_status`.', 'R13.D'],
      ['Its outcomes are `datacore`, `matched` and `current`.', 'R20.D', 'R22.D', 'R23.D'],
    ],
    'Downloading results as CSV': [
      ['`report_type=csv` gives a CSV file to download instead of JSON.', 'R2.D'],
      ['The request of the example names no page.', 'R4.D'],
      ['The columns have the order of the file that the platform itself offers.', 'R14.D', 'R15.I'],
      ['The `imported_*` columns come first, sorted by the alphabet.', 'R14.D'],
      ['They keep what the input had.', 'R19.D'],
      ['The canonical columns follow, in an order that never changes.', 'R14.D', 'R15.I'],
      ['Among them, those of the account come before those of the contact.', 'R14.D'],
      ['Whatever other columns the data has come last.', 'R14.D'],
      ['No internal field has a column.', 'R12.D'],
    ],
    'Output columns returned': [
      ['Each field of the input is in the record, its name prefixed with `imported_`.', 'R11.D', 'R19.D'],
      ['These fields are a copy that does not change any more.', 'R19.D'],
      ['Each field that `fields_to_enrich` names is in the record, with the value that was found.', 'R11.D'],
      ['Where nothing was found, the value is an empty string.', 'R11.D'],
      ['`enrichment_status` is `enriched`, `partially_enriched` or `not_enriched`.', 'R11.D'],
      ['`enrichment_source` says where the data is from.', 'R20.D'],
      ['`datacore`, `bigquery`, `netnut` and `zerobounce` are examples of sources.', 'R20.D'],
      ['It is empty where nothing matched.', 'R11.D', 'R20.D'],
      ['`name_match_status` has the outcome of the name match.', 'R22.D'],
      ['`still_in_company_status` has the outcome of the still-in-company check.', 'R23.D'],
      ['Only contact jobs of the tiers Standard and Pro have these two columns.', 'R11.D', 'R22.D', 'R23.D'],
      ['JSON lacks `enrichment_status`.', 'R13.D'],
      ['The CSV has it.', 'R13.D'],
    ],
    'Internal fields': [
      ['Fields that serve the pipeline are taken off before anything is sent, JSON or CSV.', 'R12.D'],
      ['`uuid`, by which a resumed job finds its rows, is one of them.', 'R12.D'],
      ['`email_validation_status`, by which rows are charged, is another.', 'R12.D', 'R21.D'],
      ['`_original_index`, by which rows are put in order, is another.', 'R12.D'],
      ['So is every field whose name begins with an underscore.', 'R12.D'],
      ['`_originals`, `_credits_charged`, `_audit_trail` and `_field_sources` are examples.', 'R12.D', 'R18.D'],
    ],
    'Email validation': [
      ['Emails are validated if `contact_email` was requested, and only then.', 'R21.D'],
      ['A job for phones alone validates no email.', 'R21.D'],
      ['Nor does it pay for a validation.', 'R21.D'],
      ['A validation can take the email off its row.', 'R21.D'],
      ['It can give back what the email of this row cost.', 'R21.D'],
      ['It can lower the `enrichment_status` of the row.', 'R21.D'],
      ['Its outcome, `email_validation_status`, is in neither format.', 'R12.D', 'R21.D'],
    ],
    'Name match and still in company': [
      ['Contact jobs of the tiers Standard and Pro make both checks.', 'R22.D', 'R23.D'],
      ['Account jobs and Quick jobs make neither.', 'R11.D', 'R22.D', 'R23.D'],
      ['The name match compares first and last name of the input with those that were found.', 'R22.D'],
      ['Equal names match without further ado.', 'R22.D'],
      ['Otherwise the name-match service compares them fuzzily.', 'R22.D'],
      ['A mismatch makes the row `not_enriched`.', 'R22.D'],
      ['And what the row cost is given back.', 'R22.D'],
      ["The other check sends the contact's job history to its service.", 'R23.D'],
      ['A contact who has left, or works nowhere now, makes the row `not_enriched`.', 'R23.D'],
      ['What that row cost is given back, too.', 'R23.D'],
      [
        'Both checks are written to the audit trail: what was sent, what came back, an error or a reason to skip.',
        auditTrail,
      ],
      ['Administrators read there why a check has no result.', auditTrail],
      ['A check is skipped if the input has no name.', 'R24.D'],
      ['It is skipped if no name was found.', 'R24.D'],
      ['It is skipped if the service has no answer.', 'R24.D'],
      ['A skipped check is recorded as skipped, not as one that never took place.', 'R24.D'],
    ],
    'Audit trail': [
      ['Every row keeps a trail of the calls that were made for it.', auditTrail],
      ['DataCore, BigQuery, Pro scraping, the email validation and both checks are in it.', auditTrail],
      ['An entry has what was sent and what came back.', auditTrail],
      ['Of a call that was left out on purpose it has `skipped_reason`.', auditTrail],
      ['Of a call that failed it has `error`, with the type of the exception and a shortened message.', auditTrail],
      ['Administrators of the platform can read it.', auditTrail],
      ['The public API never sends it.', 'R18.D', 'R12.D'],
    ],
    Errors: [
      ['A job that is neither completed nor paused is 400.', 'R6.D'],
      ['The body is then `{"error": "Results not ready."}`.', 'R6.D'],
      ['A Bearer token that is missing or invalid is 401.', 'R1.D'],
      ['The body is then `{"message": "Invalid or expired token"}`.', 'R1.D'],
      ['A job that the caller does not have is 404.', 'R5.D'],
      ['So is a job for which nothing is stored yet.', 'R7.D'],
      ['The body of a 404 is what Django REST Framework sends by default.', 'R5.D', 'R7.D'],
      ['A failure that nobody expected is 500.', 'E5.D'],
      ['The body of a 500 is what Django or Django REST Framework sends by default.', 'E5.D'],
    ],
    'Hosts and the numbers of the example': [
      ['The production host is left open.', host],
      ['The staging host is `test.ecoreservice.com`.', host],
      ['`total_records` of the example is 123, on the first page of 50.', 'R9.D'],
    ],
  },
};

const searchRecords: StatementsOfPage = {
  page: 'Search Records',
  prefix: 'SR',
  sections: {
    Overview: [
      ['Search looks through the DataCore database by filters.', 'S2.D'],
      ['It answers with the people who match.', 'S8.D'],
      ['A person comes with company and job.', 'S9.D'],
      ['Email, direct phone and mobile phone are hidden at first.', 'S10.D'],
      ['Unlock Records uncovers them.', 'S10.D', 'S12.D'],
    ],
    Endpoint: [
      ['The method is `GET`.', 'E1.D', 'E3.I'],
      ['The path is `/external/search/`.', 'E1.D', 'E2.I'],
      ['It is below `/backend/api/v1`.', 'E1.D'],
      ['The caller sends an API token as `Authorization: Token`.', 'S1.D'],
      ['A search costs no credits, ever.', 'S11.D'],
    ],
    'Query parameters': [
      ['No parameter has to be sent.', 'S2.D', 'S5.D'],
      ['One or more of them can be sent, to filter.', 'S2.D'],
      ['A search without filters begins with the newest records.', 'S4.D'],
      ['`industry` is text that filters by the industry, such as Technology.', 'S2.D'],
      ['`job_title` is text that filters by the job title, such as Software Engineer.', 'S2.D'],
      [
        '`job_level` is text that filters by the level, such as C Level, Vice President Level or Director Level.',
        'S2.D',
      ],
      ['`company_name` is text that filters by the company.', 'S2.D'],
      ['`contact_office_country` is text that filters by the country, such as United States.', 'S2.D'],
      ['`employee_range` is text that filters by the range of employees, such as 1001-5000.', 'S2.D'],
      ['`revenue_range` is text that filters by the range of revenue, such as $100M-$500M.', 'S2.D'],
      ['`limit` is a whole number: the size of a page.', 'S5.D', 'S6.D'],
      ['It is 10 by default.', 'S5.D'],
      ['`offset` is a whole number: where the page begins.', 'S5.D', 'S6.D'],
      ['It is 0 by default.', 'S5.D'],
      ['The example has two filters and a `limit`, encoded as URLs need it.', 'S2.D', 'S5.D'],
    ],
    Response: [
      ['The answer is 200 and an object of `success`, `count` and `results`.', 'S8.D'],
      ['`success` of a 200 is true.', 'S8.D'],
      ['`count` is a whole number: how many people match, on all pages together.', 'S8.D'],
      ['`results` is an array of no more than `limit` people.', 'S8.D', 'S5.D'],
      ['The person of the example has 13 fields, from `uuid` to `is_phone_unlocked`, in this order.', 'S9.D'],
      ['`uuid` is text: the UUID of the record.', 'S9.D', 'S12.D'],
      ['It is what Unlock Records takes.', 'S12.D'],
      ['`contact_email` is text, or null before the email is unlocked.', 'S10.D'],
      ['`contact_direct_phone` is text, or null before the phone is unlocked.', 'S10.D'],
      ['`contact_mobile_phone` is text, or null before the phone is unlocked.', 'S10.D'],
      ['`is_email_unlocked` is a boolean: true once this account has unlocked the email.', 'S10.D'],
      ['`is_phone_unlocked` is a boolean: true once this account has unlocked the phone.', 'S10.D'],
      ['The person of the example is locked: three nulls, and both flags false.', 'S10.D'],
    ],
    Pagination: [
      ['`limit` and `offset` together lead through all results.', 'S5.D', 'S4.D'],
      ['The first page begins at `offset` 0, and the second at `offset` 10 where `limit` is 10.', 'S5.D'],
      ['`count` shows when the last page is reached.', 'S8.D'],
    ],
    Errors: [
      ['A token that is missing or invalid is 401.', 'S1.D'],
      ['The body is then `{"detail": "Invalid token."}`.', 'S1.D'],
      ['A parameter that is invalid, such as a `limit` that is no whole number, is 400.', 'S6.D'],
      ['The body is then `{"error"}` with a text.', 'S6.D'],
      ['The list of error codes has the others.', 'E4.P', 'E5.P', 'E6.P'],
    ],
    'Hosts and the numbers of the example': [
      ['The host is `app.ecoreservice.com`.', host],
      ['`count` of the example is 1250.', 'S8.D'],
    ],
  },
};

/** All statements of the vendor's two pages. Their ids depend on the order: add new statements at the end of a page. */
export const statements: readonly StatementsOfPage[] = [enrichmentResults, searchRecords];
