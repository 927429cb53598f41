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
      ['The results of a job can be fetched when the job is completed or paused.', 'R6.D', 'R17.D'],
      ['The results are pages of JSON or one CSV file.', 'R2.D'],
      ['In production the endpoint is under `/api/v1`.', 'E1.D'],
      ['In staging it is under `/backend/api/v1`.', 'E1.D'],
      ['The caller sends an API token as `Authorization: Bearer`.', 'R1.D'],
      ['Submit accepts the same token.', { notEmulated: 'Submit is not emulated' }],
      ['A caller gets only the results of jobs of its own account.', 'R5.D'],
    ],
    'Results endpoint': [
      ['The method is `GET`.', 'E1.D', 'E3.I'],
      ['The path is `/enrichment/result/`, the job id and a slash.', 'E1.D', 'E2.I'],
      ['A completed job serves its enriched records.', 'R6.D', 'R9.D'],
      ['A paused job serves its enriched records, too.', 'R17.D'],
      ['`report_type` chooses between pages of JSON and a CSV file.', 'R2.D'],
      ['`report_type` is text: `json`, which is the default, or `csv`.', 'R2.D', 'R3.P'],
      ['`page` is a whole number, at least 1. The default is 1.', 'R2.D', 'R3.P'],
      ['`page_size` is a whole number from 1 to 200. The default is 50.', 'R2.D', 'R3.P'],
      ['`page` and `page_size` only affect JSON.', 'R4.D'],
    ],
    'Fetching results as JSON': [
      ['`page` and `page_size` are sent in the query string.', 'R2.D'],
      ['The answer is an object of `job_id`, `total_records`, `page`, `page_size` and `data`.', 'R9.D'],
      ['`job_id` is the UUID of the job in the path.', 'R9.D', 'R5.D'],
      [
        '`total_records` is a whole number: the number of enriched records of the job after its pipeline has ended.',
        'R9.D',
      ],
      ['`page` in the answer is a whole number: the requested page.', 'R9.D'],
      ['`page_size` in the answer is a whole number: the requested page size.', 'R9.D'],
      ['`data` is an array of the records of this page.', 'R9.D'],
      [
        'The record in the example has the fields of the input, the requested fields, the source and both checks, in this order.',
        'R11.D',
      ],
      ['The record in the example has no `enrichment_status`.', 'R13.D'],
      [
        'The source and the results of the checks in the example are `datacore`, `matched` and `current`.',
        'R20.D',
        'R22.D',
        'R23.D',
      ],
    ],
    'Downloading results as CSV': [
      ['With `report_type=csv`, the answer is a CSV file to download instead of JSON.', 'R2.D'],
      ['The request in the example has no `page`.', 'R4.D'],
      ['The columns are in the same order as in the file that users download from the platform.', 'R14.D', 'R15.I'],
      ['The `imported_*` columns come first, in alphabetical order.', 'R14.D'],
      ['The `imported_*` columns have the values of the input.', 'R19.D'],
      ['The canonical columns come next, in a fixed order.', 'R14.D', 'R15.I'],
      ['The canonical columns of the account come before those of the contact.', 'R14.D'],
      ['All other columns of the data come last.', 'R14.D'],
      ['Internal fields have no column.', 'R12.D'],
    ],
    'Output columns returned': [
      ['The record has each field of the input, with the prefix `imported_` in its name.', 'R11.D', 'R19.D'],
      ['The fields with the prefix `imported_` are a copy of the input that never changes.', 'R19.D'],
      ['The record has each field of `fields_to_enrich`, with the value that was found.', 'R11.D'],
      ['If no value was found, the field is an empty string.', 'R11.D'],
      ['`enrichment_status` is `enriched`, `partially_enriched` or `not_enriched`.', 'R11.D'],
      ['`enrichment_source` is the source of the data.', 'R20.D'],
      ['`datacore`, `bigquery`, `netnut` and `zerobounce` are examples of sources.', 'R20.D'],
      ['`enrichment_source` is empty if nothing matched.', 'R11.D', 'R20.D'],
      ['`name_match_status` is the result of the name match.', 'R22.D'],
      ['`still_in_company_status` is the result of the still-in-company check.', 'R23.D'],
      ['Only contact jobs of the tiers Standard and Pro have these two columns.', 'R11.D', 'R22.D', 'R23.D'],
      ['The JSON does not have `enrichment_status`.', 'R13.D'],
      ['The CSV has `enrichment_status`.', 'R13.D'],
    ],
    'Internal fields': [
      ['Fields that only the pipeline uses are removed from JSON and from CSV.', 'R12.D'],
      ['`uuid`, which a resumed job uses to find its rows, is removed.', 'R12.D'],
      ['`email_validation_status`, which the pipeline uses to charge rows, is removed.', 'R12.D', 'R21.D'],
      ['`_original_index`, which the pipeline uses to sort rows, is removed.', 'R12.D'],
      ['Every field whose name begins with an underscore is removed.', 'R12.D'],
      [
        '`_originals`, `_credits_charged`, `_audit_trail` and `_field_sources` are examples of such fields.',
        'R12.D',
        'R18.D',
      ],
    ],
    'Email validation': [
      ['Emails are only validated if `contact_email` was requested.', 'R21.D'],
      ['A job that only requests phones validates no emails.', 'R21.D'],
      ['A job that only requests phones is not charged for validations.', 'R21.D'],
      ['A validation can remove the email from its row.', 'R21.D'],
      ['A validation can reverse the charge for the email of its row.', 'R21.D'],
      ['A validation can lower the `enrichment_status` of its row.', 'R21.D'],
      ['The result of a validation, `email_validation_status`, is neither in JSON nor in CSV.', 'R12.D', 'R21.D'],
    ],
    'Name match and still in company': [
      ['Contact jobs of the tiers Standard and Pro make both checks.', 'R22.D', 'R23.D'],
      ['Account jobs and Quick jobs make neither of these checks.', 'R11.D', 'R22.D', 'R23.D'],
      ['The name match compares the first and last name of the input with the names that were found.', 'R22.D'],
      ['Equal names match without a call of the name-match service.', 'R22.D'],
      ['If the names differ, the name-match service makes a fuzzy comparison.', 'R22.D'],
      ['If the names do not match, the row is `not_enriched`.', 'R22.D'],
      ['If the names do not match, the charge for the row is reversed.', 'R22.D'],
      ["The still-in-company check sends the contact's job history to its service.", 'R23.D'],
      ['If the contact has left the company or has no current employment, the row is `not_enriched`.', 'R23.D'],
      ['In this case, the charge for the row is reversed, too.', 'R23.D'],
      [
        'The audit trail has an entry for both checks: the request, the answer, an error, or why the check was skipped.',
        auditTrail,
      ],
      ['Administrators can read in the audit trail why a check has no result.', auditTrail],
      ['A check is skipped if the input has no name.', 'R24.D'],
      ['A check is skipped if no name was found.', 'R24.D'],
      ['A check is skipped if its service does not answer.', 'R24.D'],
      ['A skipped check is recorded as skipped. It is not left out.', 'R24.D'],
    ],
    'Audit trail': [
      ['Every row has an audit trail of the calls that were made for it.', auditTrail],
      [
        'The audit trail has calls of DataCore, BigQuery, Pro scraping, the email validation and both checks.',
        auditTrail,
      ],
      ['An entry has the request and the answer.', auditTrail],
      ['The entry of a call that was skipped on purpose has `skipped_reason`.', auditTrail],
      [
        'The entry of a call that failed has `error`, with the type of the exception and a shortened message.',
        auditTrail,
      ],
      ['Administrators of the platform can read the audit trail.', auditTrail],
      ['The public API never sends the audit trail.', 'R18.D', 'R12.D'],
    ],
    Errors: [
      ['If the job is neither completed nor paused, the status is 400.', 'R6.D'],
      ['The body is then `{"error": "Results not ready."}`.', 'R6.D'],
      ['If the Bearer token is missing or invalid, the status is 401.', 'R1.D'],
      ['The body is then `{"message": "Invalid or expired token"}`.', 'R1.D'],
      ['If the caller has no such job, the status is 404.', 'R5.D'],
      ['If no data is stored for the job yet, the status is 404, too.', 'R7.D'],
      ['The body of a 404 is what Django REST Framework sends by default.', 'R5.D', 'R7.D'],
      ['If there is an unexpected failure, the status is 500.', 'E5.D'],
      ['The body of a 500 is what Django or Django REST Framework sends by default.', 'E5.D'],
    ],
    'Hosts and the numbers of the example': [
      ['The page does not name the production host.', host],
      ['The staging host is `test.ecoreservice.com`.', host],
      ['In the example, `total_records` is 123, on the first page of 50 records.', 'R9.D'],
    ],
  },
};

const searchRecords: StatementsOfPage = {
  page: 'Search Records',
  prefix: 'SR',
  sections: {
    Overview: [
      ['Search finds people in the DataCore database by filters.', 'S2.D'],
      ['The answer has the people who match.', 'S8.D'],
      ['A person has fields about the company and the job.', 'S9.D'],
      ['Email, direct phone and mobile phone are hidden at first.', 'S10.D'],
      ['Unlock Records makes them visible.', 'S10.D', 'S12.D'],
    ],
    Endpoint: [
      ['The method is `GET`.', 'E1.D', 'E3.I'],
      ['The path is `/external/search/`.', 'E1.D', 'E2.I'],
      ['The path is under `/backend/api/v1`.', 'E1.D'],
      ['The caller sends an API token as `Authorization: Token`.', 'S1.D'],
      ['A search never costs credits.', 'S11.D'],
    ],
    'Query parameters': [
      ['All parameters are optional.', 'S2.D', 'S5.D'],
      ['One or more parameters can be sent as filters.', 'S2.D'],
      ['Without filters, the newest records come first.', 'S4.D'],
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
      ['The default of `limit` is 10.', 'S5.D'],
      ['`offset` is a whole number: the position of the first person of the page.', 'S5.D', 'S6.D'],
      ['The default of `offset` is 0.', 'S5.D'],
      ['The example has two filters and a `limit`, in the encoding of URLs.', 'S2.D', 'S5.D'],
    ],
    Response: [
      ['The status is 200, and the answer is an object of `success`, `count` and `results`.', 'S8.D'],
      ['In an answer with status 200, `success` is true.', 'S8.D'],
      ['`count` is a whole number: the number of people who match, on all pages.', 'S8.D'],
      ['`results` is an array of at most `limit` people.', 'S8.D', 'S5.D'],
      ['The person in the example has 13 fields, from `uuid` to `is_phone_unlocked`, in a fixed order.', 'S9.D'],
      ['`uuid` is text: the UUID of the record.', 'S9.D', 'S12.D'],
      ['Unlock Records takes this `uuid`.', 'S12.D'],
      ['`contact_email` is text, or null before the email is unlocked.', 'S10.D'],
      ['`contact_direct_phone` is text, or null before the phone is unlocked.', 'S10.D'],
      ['`contact_mobile_phone` is text, or null before the phone is unlocked.', 'S10.D'],
      ['`is_email_unlocked` is a boolean: true once this account has unlocked the email.', 'S10.D'],
      ['`is_phone_unlocked` is a boolean: true once this account has unlocked the phone.', 'S10.D'],
      ['The person in the example is locked: three fields are null, and both flags are false.', 'S10.D'],
    ],
    Pagination: [
      ['`limit` and `offset` together select the pages of all results.', 'S5.D', 'S4.D'],
      ['With `limit` 10, the first page has `offset` 0, and the second page has `offset` 10.', 'S5.D'],
      ['A client can tell from `count` which page is the last.', 'S8.D'],
    ],
    Errors: [
      ['If the token is missing or invalid, the status is 401.', 'S1.D'],
      ['The body is then `{"detail": "Invalid token."}`.', 'S1.D'],
      ['If a parameter is invalid, such as a `limit` that is not a whole number, the status is 400.', 'S6.D'],
      ['The body is then an object with `error`, which is text.', 'S6.D'],
      ['The list of error codes shows the other codes.', 'E4.P', 'E5.P', 'E6.P'],
    ],
    'Hosts and the numbers of the example': [
      ['The host is `app.ecoreservice.com`.', host],
      ['In the example, `count` is 1250.', 'S8.D'],
    ],
  },
};

/** All statements of the vendor's two pages. Their ids depend on the order: add new statements at the end of a page. */
export const statements: readonly StatementsOfPage[] = [enrichmentResults, searchRecords];
