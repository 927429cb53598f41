import type { ClauseId } from '../src/api/clauses.ts';

/** A statement of the vendor's, in our words, and the clauses that take it up. */
type Statement = readonly [text: string, ...clauses: ClauseId[]];

export type StatementsOfPage = {
  /** The page's name. */
  page: string;
  /** What the numbers of its statements begin with. */
  prefix: string;
  /** By the section of the page, in its order. */
  sections: Readonly<Record<string, readonly Statement[]>>;
};

const enrichmentResults: StatementsOfPage = {
  page: 'Enrichment Results',
  prefix: 'ER',
  sections: {
    Overview: [
      ['A job has results to fetch as soon as it is completed or paused.', 'R6', 'R17'],
      ['The records come as pages of JSON or as one CSV file.', 'R2'],
      ['In production the endpoint is below `/api/v1`.', 'E1'],
      ['In staging it is below `/backend/api/v1`.', 'E1'],
      ['The caller sends an API token as `Authorization: Bearer`.', 'R1'],
      ['The token is the one that Submit takes.', 'R1'],
      ["A caller gets the results of its own account's jobs only.", 'R5'],
    ],
    'Results endpoint': [
      ['The method is `GET`.', 'E1', 'E3'],
      ['The path is `/enrichment/result/`, the job id and a slash.', 'E1', 'E2'],
      ['A completed job serves its enriched records.', 'R6', 'R9'],
      ['So does a paused job.', 'R17'],
      ['`report_type` chooses between pages of JSON and a CSV file.', 'R2'],
      ['`report_type` is text: `json`, which is the default, or `csv`.', 'R2', 'R3'],
      ['`page` is a whole number from 1, and 1 by default.', 'R2', 'R3'],
      ['`page_size` is a whole number from 1 to 200, and 50 by default.', 'R2', 'R3'],
      ['`page` and `page_size` have a meaning for JSON only.', 'R4'],
    ],
    'Fetching results as JSON': [
      ['`page` and `page_size` are sent in the query string.', 'R2'],
      ['The answer is an object of `job_id`, `total_records`, `page`, `page_size` and `data`.', 'R9'],
      ['`job_id` is a UUID: that of the job in the path.', 'R9', 'R5'],
      [
        '`total_records` is a whole number: how many enriched records the job has once its pipeline is done.',
        'R9',
        'R17',
      ],
      ['`page` is a whole number: the page that was asked for.', 'R9'],
      ['`page_size` is a whole number: the page size that was asked for.', 'R9'],
      ['`data` is an array: the records of this page alone.', 'R9'],
      ['The record of the example has input, then requested fields, source and both checks, in this order.', 'R11'],
      ['It has no `enrichment_status`.', 'R13'],
      ['Its outcomes are `datacore`, `matched` and `current`.', 'R20', 'R22', 'R23'],
    ],
    'Downloading results as CSV': [
      ['`report_type=csv` gives a CSV file to download instead of JSON.', 'R2'],
      ['One request without a page gets the whole file.', 'R4'],
      ['The columns have the order of the file that the platform itself offers.', 'R14', 'R15'],
      ['The `imported_*` columns come first, sorted by the alphabet.', 'R14'],
      ['They keep what the input had.', 'R19'],
      ['The canonical columns follow, in an order that never changes.', 'R14', 'R15'],
      ['Among them, those of the account come before those of the contact.', 'R14'],
      ['Whatever other columns the data has come last.', 'R14'],
      ['No internal field has a column.', 'R12'],
    ],
    'Output columns returned': [
      ['Each field of the input is in the record, its name prefixed with `imported_`.', 'R11', 'R19'],
      ['These fields are a copy that does not change any more.', 'R19'],
      ['Each field that `fields_to_enrich` names is in the record, with the value that was found.', 'R11'],
      ['Where nothing was found, the value is an empty string.', 'R11'],
      ['`enrichment_status` is `enriched`, `partially_enriched` or `not_enriched`.', 'R11'],
      ['`enrichment_source` says where the data is from.', 'R20'],
      ['`datacore`, `bigquery`, `netnut` and `zerobounce` are examples of sources.', 'R20'],
      ['It is empty where nothing matched.', 'R11', 'R20'],
      ['`name_match_status` has the outcome of the name match.', 'R22'],
      ['`still_in_company_status` has the outcome of the still-in-company check.', 'R23'],
      ['Contact jobs of the tiers Standard and Pro have these two, and no others.', 'R11', 'R22', 'R23'],
      ['JSON lacks `enrichment_status`.', 'R13'],
      ['The CSV has it.', 'R13'],
    ],
    'Internal fields': [
      ['Fields that serve the pipeline are taken off before anything is sent, JSON or CSV.', 'R12'],
      ['`uuid`, by which a resumed job finds its rows, is one of them.', 'R12'],
      ['`email_validation_status`, by which rows are charged, is another.', 'R12', 'R21'],
      ['`_original_index`, by which rows are put in order, is another.', 'R12'],
      ['So is every field whose name begins with an underscore.', 'R12'],
      ['`_originals`, `_credits_charged`, `_audit_trail` and `_field_sources` are examples.', 'R12', 'R18'],
    ],
    'Email validation': [
      ['Emails are validated if `contact_email` was requested, and only then.', 'R21'],
      ['A job for phones alone validates no email.', 'R21'],
      ['Nor does it pay for a validation.', 'R21'],
      ['A validation can take the email off its row.', 'R21'],
      ['It can give back what the email of this row cost.', 'R21'],
      ['It can lower the `enrichment_status` of the row.', 'R21'],
      ['Its outcome, `email_validation_status`, is in neither format.', 'R12', 'R21'],
    ],
    'Name match and still in company': [
      ['Contact jobs of the tiers Standard and Pro make both checks.', 'R22', 'R23'],
      ['Account jobs and Quick jobs make neither.', 'R11', 'R22', 'R23'],
      ['The name match compares first and last name of the input with those that were found.', 'R22'],
      ['Equal names match without further ado.', 'R22'],
      ['Otherwise the name-match service compares them fuzzily.', 'R22'],
      ['A mismatch makes the row `not_enriched`.', 'R22'],
      ['And what the row cost is given back.', 'R22'],
      ["The other check sends the contact's job history to its service.", 'R23'],
      ['A contact who has left, or works nowhere now, makes the row `not_enriched`.', 'R23'],
      ['What that row cost is given back, too.', 'R23'],
      [
        'Both checks are written to the audit trail: what was sent, what came back, an error or a reason to skip.',
        'R18',
      ],
      ['Administrators read there why a check has no result.', 'R18', 'R24'],
      ['A check is skipped if the input has no name.', 'R24'],
      ['It is skipped if no name was found.', 'R24'],
      ['It is skipped if the service has no answer.', 'R24'],
      ['A skipped check is recorded as skipped, not as one that never took place.', 'R24'],
    ],
    'Audit trail': [
      ['Every row keeps a trail of the calls that were made for it.', 'R18'],
      ['DataCore, BigQuery, Pro scraping, the email validation and both checks are in it.', 'R18'],
      ['An entry has what was sent and what came back.', 'R18'],
      ['Of a call that was left out on purpose it has `skipped_reason`.', 'R18', 'R24'],
      ['Of a call that failed it has `error`, with the type of the exception and a shortened message.', 'R18'],
      ['Administrators of the platform can read it.', 'R18'],
      ['The public API never sends it.', 'R18', 'R12'],
    ],
    Errors: [
      ['A job that is neither completed nor paused is 400.', 'R6'],
      ['The body is then `{"error": "Results not ready."}`.', 'R6'],
      ['A Bearer token that is missing or invalid is 401.', 'R1'],
      ['The body is then `{"message": "Invalid or expired token"}`.', 'R1'],
      ['A job that the caller does not have is 404.', 'R5'],
      ['So is a job for which nothing is stored yet.', 'R7'],
      ['The body of a 404 is what Django REST Framework sends by default.', 'R5', 'R7'],
      ['A failure that nobody expected is 500.', 'E5'],
      ['The body of a 500 is what Django or Django REST Framework sends by default.', 'E5'],
    ],
  },
};

const searchRecords: StatementsOfPage = {
  page: 'Search Records',
  prefix: 'SR',
  sections: {
    Overview: [
      ['Search looks through the DataCore database by filters.', 'S2'],
      ['It answers with the people who match.', 'S8'],
      ['A person comes with company and job.', 'S9'],
      ['Email, direct phone and mobile phone are hidden at first.', 'S10'],
      ['Unlock Records uncovers them.', 'S10', 'S12'],
    ],
    Endpoint: [
      ['The method is `GET`.', 'E1', 'E3'],
      ['The path is `/external/search/`.', 'E1', 'E2'],
      ['It is below `/backend/api/v1`.', 'E1'],
      ['The caller sends an API token as `Authorization: Token`.', 'S1'],
      ['A search costs no credits, ever.', 'S11'],
    ],
    'Query parameters': [
      ['No parameter has to be sent.', 'S2', 'S5'],
      ['Each filter that is sent narrows the result.', 'S2'],
      ['A search without filters begins with the newest records.', 'S4'],
      ['`industry` filters by the industry, such as Technology.', 'S2'],
      ['`job_title` filters by the job title, such as Software Engineer.', 'S2'],
      ['`job_level` filters by the level, such as C Level, Vice President Level or Director Level.', 'S2'],
      ['`company_name` filters by the company.', 'S2'],
      ['`contact_office_country` filters by the country, such as United States.', 'S2'],
      ['`employee_range` filters by the range of employees, such as 1001-5000.', 'S2'],
      ['`revenue_range` filters by the range of revenue, such as $100M-$500M.', 'S2'],
      ['`limit` is a whole number: the size of a page.', 'S5', 'S6'],
      ['It is 10 by default.', 'S5'],
      ['`offset` is a whole number: where the page begins.', 'S5', 'S6'],
      ['It is 0 by default.', 'S5'],
      ['Filters can be combined with each other and with `limit`, and are encoded as URLs need it.', 'S2', 'S5'],
    ],
    Response: [
      ['The answer is 200 and an object of `success`, `count` and `results`.', 'S8'],
      ['`success` of a 200 is true.', 'S8'],
      ['`count` is a whole number: how many people match, on all pages together.', 'S8'],
      ['`results` is an array of no more than `limit` people.', 'S8', 'S5'],
      ['The person of the example has 13 fields, from `uuid` to `is_phone_unlocked`, in this order.', 'S9'],
      ['`uuid` is text: the UUID of the record.', 'S9', 'S12'],
      ['It is what Unlock Records takes.', 'S12'],
      ['`contact_email` is text, or null before the email is unlocked.', 'S10'],
      ['`contact_direct_phone` is text, or null before the phone is unlocked.', 'S10'],
      ['`contact_mobile_phone` is text, or null before the phone is unlocked.', 'S10'],
      ['`is_email_unlocked` is true once this account has unlocked the email.', 'S10'],
      ['`is_phone_unlocked` is true once this account has unlocked the phone.', 'S10'],
      ['The person of the example is locked: three nulls, and both flags false.', 'S10'],
    ],
    Pagination: [
      ['`limit` and `offset` together lead through all results.', 'S5', 'S4'],
      ['The first page begins at `offset` 0, and the second at `offset` 10 where `limit` is 10.', 'S5'],
      ['`count` shows when the last page is reached.', 'S8'],
    ],
    Errors: [
      ['A token that is missing or invalid is 401.', 'S1'],
      ['The body is then `{"detail": "Invalid token."}`.', 'S1'],
      ['A parameter that is invalid, such as a `limit` that is no whole number, is 400.', 'S6'],
      ['The body is then `{"error"}` with a text.', 'S6'],
      ['The list of error codes has the others.', 'E4', 'E5', 'E6'],
    ],
  },
};

/** All that the vendor's two pages state. The numbers follow the order: add new statements at the end of a page. */
export const statements: readonly StatementsOfPage[] = [enrichmentResults, searchRecords];
