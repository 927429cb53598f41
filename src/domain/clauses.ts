/**
 * The source of a clause: documented on the vendor's page of the endpoint (D), documented on another public page of the vendor
 * (P), or inferred because the pages do not say it (I).
 */
export type Basis = 'D' | 'P' | 'I';
export const basisNames: Readonly<Record<Basis, string>> = { D: 'documented', P: 'platform', I: 'inferred' };
export const allBases = Object.keys(basisNames) as readonly Basis[];

/** The texts of the parts of a clause, by their basis. */
type Parts = Readonly<Partial<Record<Basis, string>>>;

/** All texts are Markdown. */
type Clause = {
  /** What the mock does in details that the clause does not decide. The basis is always I. */
  readonly choice?: string;
} & (
  | { readonly basis: readonly [Basis]; readonly text: string }
  /** A clause whose parts have different bases. */
  | { readonly parts: Parts }
);

/** The subjects of the clauses, by the first letter of their ids. */
export const sections = {
  E: 'Everywhere',
  R: 'Enrichment results: `GET …/enrichment/result/<job_id>/`',
  S: 'Search: `GET …/external/search/`',
  T: 'Enrichment status: `GET …/enrichment/status/<job_id>/` and `GET …/enrichment/status/`',
  C: 'Enrichment control: `POST …/enrichment-control/`',
  U: 'Unlock: `POST …/external/unlock/`',
} as const;

/** The contract of the emulated API. Documents, OpenAPI, findings and the check take the texts of clauses from here. */
export const clauses = {
  E1: {
    parts: {
      D: 'Results answers `GET` under the base paths `/api/v1` and `/backend/api/v1`. Search answers `GET` under the base path `/backend/api/v1`, as `/backend/api/v1/external/search/`.',
      P: 'Every other endpoint answers under `/backend/api/v1`. Status and Control also answer under `/api/v1`.',
      I: 'Every endpoint also answers under `/api/v1` and under the root, so a client only has to change the host: `/backend/api/v1/external/search/` = `/api/v1/external/search/` = `/external/search/`.',
    },
  },
  E2: {
    basis: ['I'],
    text: "A call without the trailing slash, with any method: 301 to the same path with the slash and with the same query string. This is Django's APPEND_SLASH, which redirects a `POST` too if DEBUG is off. A client that follows the redirect repeats a `POST` as a `GET` without the body.",
  },
  E3: {
    basis: ['I'],
    text: '`HEAD` answers like `GET`, without a body. Any other method on a known path: 405 `{"detail": "Method \\"POST\\" not allowed."}` with `Allow: GET, HEAD, OPTIONS`. The token is checked first, so a call with a wrong token and a wrong method is 401.',
    choice:
      'an `OPTIONS` request that is not a preflight needs a valid token; the answer is 200 with the header `Allow` and without a body; for an endpoint that takes `POST`, the header is `Allow: POST, OPTIONS`',
  },
  E4: {
    parts: {
      P: 'An unknown path: 404.',
      I: 'The body is `{"detail": "Not found."}`, the same as for an unknown job (R5).',
    },
  },
  E5: {
    parts: {
      D: 'An unexpected failure of Results: 500 with a body in the format of Django or Django REST Framework.',
      P: 'An unexpected failure of any endpoint: 500.',
      I: 'The body is `{"detail": "A server error occurred."}`. An injected failure without its own body has this body too. No stack trace, path or SQL ever reaches a client.',
    },
  },
  E6: {
    parts: {
      P: 'A call over the daily cap of a test token: 429.',
      I: 'The body is `{"detail": "Request was throttled. Expected available in <seconds> seconds."}`, with `Retry-After: <seconds>`, as in Django REST Framework. `<seconds>` is the time until the next UTC midnight.',
    },
    choice:
      'every call with a valid token of a test account counts, except calls that are refused with 429; the quota is checked after the token and before the method (405) and the parameters (400)',
  },
  E7: {
    parts: {
      P: 'The enrichment endpoints check the token on every request. For Search and Unlock, a valid token with the wrong scheme word or without a scheme word is invalid.',
      I: 'Both rules apply to all endpoints. The token is checked first, before the parameters and before the server looks anything up. The letter case of the scheme word is ignored, as in Django REST Framework. A token with a space in it is invalid.',
    },
  },
  E8: {
    basis: ['I'],
    text: 'If a parameter is repeated, the last value counts. An unknown parameter is ignored. An empty value counts as missing.',
  },
  E9: {
    basis: ['I'],
    text: 'JSON answers are `application/json` in UTF-8. Keys are in the documented order, and non-ASCII letters are not escaped.',
  },
  E10: {
    basis: ['I'],
    text: "A whole number is a text that Python's `int()` reads, because Django uses it. The text may have a sign, blanks around the number, single underscores between digits, decimal digits of any script, and at most 4300 digits. Other texts that JavaScript's `Number` accepts (`1.0`, `1e2`, `0x1`, a blank) are not whole numbers.",
    choice:
      'the mock reports a finding for a number that is not written in plain digits; a page number of any size is valid, and the answer repeats all its digits',
  },
  E11: {
    basis: ['I'],
    text: 'Web pages of any origin may call the emulated API (CORS). A preflight needs no token, and `Content-Disposition` is exposed.',
    choice:
      'a preflight answers 200 without a body; `Retry-After` and `WWW-Authenticate` are exposed too; every answer has `X-Content-Type-Options: nosniff`, which protects the users of this mock and says nothing about the vendor',
  },
  E12: {
    basis: ['I'],
    text: 'A body that is not JSON: 400 `{"detail": "JSON parse error."}`. A body of another content type: 415 `{"detail": "Unsupported media type \\"text/csv\\" in request."}`. A body that is too large: 413 `{"detail": "Request body too large."}`.',
  },
  E13: {
    basis: ['I'],
    text: 'A URL of more than 16 KiB: 414 `{"detail": "Request URI too long."}`. A request line and headers of more than 32 KiB: 431 `{"detail": "Request header fields too large."}`. A request that does not arrive in time: 408 `{"detail": "Request timed out."}`. Too many connections: 503 `{"detail": "Too many connections."}` with `Retry-After: 1`. The server closes the connection after 408, 431 and 503, but not after 414.',
    choice: 'the mock checks these limits before everything else, and the journal contains no request that they refuse',
  },
  E14: {
    basis: ['I'],
    text: 'An `Accept` header that does not accept JSON: 406 `{"detail": "Could not satisfy the request Accept header."}`. `format` in the query string with a value that is neither `json` nor empty: 404. Django REST Framework chooses the format of an answer before it checks the token. It ignores the weights (`q`) of media types, and its only format is JSON, so `text/csv` alone is refused, even with `report_type=csv`.',
    choice:
      'the mock ignores both and reports a finding; with `--strict`, it refuses such an `Accept` with 406 before it checks the token, and any `format` with 400',
  },
  E15: {
    basis: ['I'],
    text: "A job id in a path is a UUID in lower case with dashes, which is the form that Django's `<uuid:>` accepts. Any other form of the id is 404.",
    choice:
      'the mock reports a finding for another form; the token (E7), the method (E3) and the trailing slash (E2) are checked before the id; the `csv_file_id` of Control may be in upper or lower case, because it is in the body and not in the path',
  },
  R1: {
    parts: {
      D: '`Authorization: Bearer <token>`. A missing or invalid token: 401 `{"message": "Invalid or expired token"}`.',
      P: 'Expired and revoked tokens and tokens of inactive accounts are invalid.',
      I: 'A 401 has the header `WWW-Authenticate: Bearer`.',
    },
  },
  R2: {
    basis: ['D'],
    text: '`report_type` is `json` (default) or `csv`; `page` ≥ 1 (default 1); `page_size` 1–200 (default 50).',
  },
  R3: {
    parts: {
      P: 'An invalid `report_type`, or for JSON an invalid `page` or `page_size` (not a whole number, or out of range): 400 `{"error"}`.',
      I: '`error` names the parameter and its valid values.',
    },
  },
  R4: {
    parts: {
      D: '`page` and `page_size` apply to JSON only. With `report_type=csv` they are ignored.',
      I: 'Invalid values are ignored too.',
    },
  },
  R5: {
    parts: {
      D: 'A `job_id` for which the caller has no job: 404 with the standard body of Django REST Framework.',
      P: 'The body is `{"detail": "Not found."}`, whether the job does not exist or belongs to another account, so that a client cannot distinguish the two.',
      I: 'A job id that is not a UUID: 404 with the same body.',
    },
    choice: 'a path accepts an id in one form only (E15), which is the form in the answers',
  },
  R6: {
    basis: ['D'],
    text: 'A job whose status is neither completed nor paused (but queued, in-progress or failed): 400 `{"error": "Results not ready."}`.',
  },
  R7: {
    parts: {
      D: 'A completed or paused job without stored results: 404 with the standard body of Django REST Framework.',
      P: 'The body is the same as for every 404: `{"detail": "Not found."}`.',
    },
  },
  R8: {
    basis: ['I'],
    text: 'Order of checks: token (E7), parameters (R3), job (R5), status (R6), stored results (R7).',
  },
  R9: {
    parts: {
      D: 'JSON: `{"job_id", "total_records", "page", "page_size", "data"}` in this order. `total_records` is the number of all records of the job, and `data` contains the records of the page.',
      I: 'Pages follow the stored order of the records, which never changes.',
    },
  },
  R10: { basis: ['I'], text: 'A page past the end: 200 with `data: []`.' },
  R11: {
    basis: ['D'],
    text: "A record has its fields in the stored order. First comes the caller's input as `imported_*`. Then come every requested field (an empty string if nothing was found), `enrichment_source` (empty if nothing matched), and finally `name_match_status` and `still_in_company_status` (only in Standard and Pro contact jobs). `enrichment_status` is `enriched`, `partially_enriched` or `not_enriched`.",
    choice:
      'a row is `enriched` if every requested field has a value, and `partially_enriched` if only some requested fields have a value; a row is `not_enriched` if no requested field has a value, or if a check has rejected the row; a rejected row keeps its values, because the page only says that its status changes',
  },
  R12: {
    parts: {
      D: 'JSON and CSV never contain `uuid`, `email_validation_status`, `_original_index`, or any other field whose name begins with an underscore.',
      I: "`imported_uuid` and `imported__x` are the caller's own columns, so the answers contain them.",
    },
    choice:
      'the rule applies only to the names of the fields of a record; an object in an `imported_*` field keeps all its names, because the caller has sent it',
  },
  R13: { basis: ['D'], text: 'JSON does not contain `enrichment_status`; CSV does.' },
  R14: {
    parts: {
      D: 'The CSV columns are, in this order: all `imported_*` columns in alphabetical order, the canonical account columns, the canonical contact columns, and the remaining columns. The order of the canonical columns is fixed.',
      I: 'The alphabetical order is by code point. After the canonical columns come `enrichment_status`, `enrichment_source`, `name_match_status` and `still_in_company_status`, in this order. A CSV contains each of these four columns only if some record has it. The remaining columns come in the order in which they first appear in the data.',
    },
  },
  R15: {
    basis: ['I'],
    text: "A CSV contains a canonical column only if some record of the job has it. The vendor does not publish the list of canonical columns. The list of this mock is below, and a user's fixtures can replace it.",
  },
  R16: {
    basis: ['I'],
    text: 'CSV: `text/csv; charset=utf-8`, `Content-Disposition: attachment; filename="enrichment_results_<job_id>.csv"`, a header row, CRLF, RFC 4180 quoting only if needed, UTF-8 without a BOM. A cell is empty if the value is null or if the record does not have the field. Values are not altered: a leading `=`, `+`, `-` or `@` is kept, because phone numbers begin with `+`.',
    choice:
      'true and false are `True` and `False`, as Python writes them; numbers, lists and objects are written as JSON: `1250000.5`, `["a"]`, `{"ok":true}`; a row of one empty value is `""`',
  },
  R17: {
    parts: {
      D: 'Results returns a paused job in both formats.',
      P: 'The results of a paused job are the rows that are done so far.',
    },
    choice: '`total_records` of a paused job counts the records that are done',
  },
  R18: { basis: ['D'], text: 'No answer contains the audit trail.' },
  R19: {
    basis: ['D'],
    text: 'A record contains every original input field as `imported_<name>`: a copy of the value that the caller sent, which enrichment never changes.',
  },
  R20: {
    parts: {
      D: '`enrichment_source` names the source of the data, for example `datacore`, `bigquery`, `netnut` or `zerobounce`. It is empty if nothing matched.',
      I: 'There are no other sources.',
    },
    choice:
      'a Quick job has no rows from `netnut`; a row from `zerobounce`, which validates emails, always has a `contact_email`',
  },
  R21: {
    parts: {
      D: 'Emails are validated only if `contact_email` is in `fields_to_enrich`; otherwise no email is validated and no validation is charged. A failed validation may remove the email from the row, reverse its charge and lower `enrichment_status`. The outcome of the validation is internal.',
      I: 'A row whose email was removed has an empty string as `contact_email`.',
    },
  },
  R22: {
    parts: {
      D: 'Only Standard and Pro contact jobs have the name match. It compares the first and last name of the input with the name of the enriched contact. Equal names match at once. Other names match if the fuzzy comparison of the name-match service says so. `name_match_status` of a match is `matched`. On a mismatch the row becomes `not_enriched` and its charge is reversed.',
      I: '`name_match_status` of a mismatch is `mismatched`.',
    },
    choice:
      'names are equal if they differ only in letter case and outer blanks. The fuzzy comparison ignores letter case, diacritics, apostrophes and other punctuation. Two first names match if one begins with the words of the other; a word may also be an initial (`J.` for Jane) or a nickname (Bob for Robert). Two last names match if one contains all words of the other, such as one name of a double surname; initials and nicknames do not count. The first names and the last names must both match. If one side has no first name or no last name, or only a name without letters and digits, that part is not compared. A part of more than 200 letters matches only an equal part. The enriched name is the name that the service found, even if it was not requested; the check is skipped if a record from a fixture or from the admin API has no enriched name',
  },
  R23: {
    parts: {
      D: 'Only Standard and Pro contact jobs have the still-in-company check, which uses the job history of the contact. `still_in_company_status` is `current` if the contact still works at the company. If the contact has left the company or has no current employment, the row becomes `not_enriched` and its charge is reversed.',
      I: 'If the contact has left, `still_in_company_status` is `left`.',
    },
  },
  R24: {
    parts: {
      D: 'A check is skipped, and recorded as skipped, if the input has no name to compare, the enriched contact has no name, or the service returned no result.',
      I: 'The column of a skipped check is `skipped`.',
    },
    choice: 'the still-in-company check is also skipped after a mismatch of the names, and if nothing was found',
  },
  S1: {
    parts: {
      D: '`Authorization: Token <token>`. A missing or invalid token: 401 `{"detail": "Invalid token."}`.',
      P: 'Expired and revoked tokens are invalid.',
      I: 'Tokens of inactive accounts are invalid. A 401 has the header `WWW-Authenticate: Token`.',
    },
  },
  S2: {
    parts: {
      D: 'A caller may send one or more of these filters, which are all text and all optional: `industry, job_title, job_level, company_name, contact_office_country, employee_range, revenue_range`.',
      I: 'Several filters are combined with AND. A value that no person has is not an error: the result is empty.',
    },
  },
  S3: {
    basis: ['I'],
    text: '`job_title` and `company_name` match any part of the value; the other filters match the whole value. Filters ignore letter case in every script (`é` = `É`). `%`, `_`, `*`, `"` and `\\` have no special meaning.',
    choice:
      'filters compare values in Unicode upper case, without rules for single languages, as PostgreSQL does for Django: `ß` = `SS`',
  },
  S4: {
    parts: {
      D: 'Without a filter, the newest person comes first.',
      I: 'With filters, the newest person also comes first. People who were created at the same time are ordered by UUID. The same query always returns the same order.',
    },
  },
  S5: { basis: ['D'], text: 'The default of `limit` is 10. The default of `offset` is 0.' },
  S6: {
    parts: {
      D: 'A `limit` or an `offset` that is not a whole number: 400 `{"error"}`.',
      I: 'A `limit` below 1 and an `offset` below 0 are 400 too. `error` names the parameter and its valid values.',
    },
  },
  S7: {
    basis: ['I'],
    text: 'A `limit` above 1000 counts as 1000. An offset past the end: `results: []` with the true `count`.',
  },
  S8: {
    basis: ['D'],
    text: '200: `{"success": true, "count", "results"}`. `count` is the number of matches on all pages.',
  },
  S9: {
    parts: {
      D: 'A result has exactly these keys in this order: `uuid, first_name, last_name, company_name, job_title, job_level, industry, contact_linkedin_url, contact_email, contact_direct_phone, contact_mobile_phone, is_email_unlocked, is_phone_unlocked`.',
      I: 'Every value except `uuid` and the two flags can be null, because the database has no value for it. So an unlocked email or phone is null if none is stored.',
    },
  },
  S10: {
    basis: ['D'],
    text: "`contact_email` is null until the caller's account has unlocked the email of the record. Both phones are null until the account has unlocked the phone of the record. The two flags are true or false accordingly. An unlock by another account changes nothing.",
  },
  S11: { basis: ['D'], text: 'Search is free: it does not change the balance.' },
  S12: { basis: ['D'], text: '`uuid` is the UUID of the record, with which Unlock reveals its email or phones.' },
  T1: {
    basis: ['P'],
    text: 'The answer is `{"job_id", "status", "submitted_at", "updated_at"}`. `status` names the internal status of the job as follows: Uploading and Draft are `queued`; Enrichment Started is `in-progress`; Paused is `paused`; Enrichment Completed and Enhancement Completed are `completed`; Failure and Upload Failed are `failed`.',
  },
  T2: { basis: ['P'], text: 'Times are in UTC with `Z`, to the second.' },
  T3: {
    parts: {
      P: 'The scheme word is Bearer. The answer to a missing, invalid, expired or revoked token, or to a token of an inactive account, is 401. The answer for an unknown job or a job of another account is 404 `{"detail": "Not found."}`.',
      I: 'A 401 has the body and the header of R1. The list of error codes shows the body `{"detail": "Invalid token."}` for all endpoints. But the page of Results shows the body of R1, and it is the only page of an enrichment endpoint that shows a 401. A job id that is not a UUID is 404 too.',
    },
  },
  T4: {
    parts: {
      P: 'Without a job id, the answer lists all jobs of the caller, newest first.',
      I: 'The answer is one list, without pages, of objects as in T1. Jobs that were submitted at the same time are ordered by job id.',
    },
  },
  T5: {
    basis: ['I'],
    text: 'Each answer of Status, of the list of jobs or of Results counts as a poll of every job in it. If a poll changes the status of a job, its answer has the new status. Until the next poll, Control uses the status in the last answer.',
  },
  C1: {
    parts: {
      P: 'The scheme word is Bearer. The answer to a missing, invalid, expired or revoked token, or to a token of an inactive account, is 401. The body of the request is `{"csv_file_id", "action": "pause" or "resume"}`.',
      I: 'A 401 has the body and the header of R1, as in T3.',
    },
  },
  C2: {
    basis: ['P'],
    text: 'Pause is valid only while the job is in progress. The status becomes paused. Results returns the records that are done.',
  },
  C3: {
    parts: {
      P: 'Resume is valid only while the job is paused.',
      I: 'The job continues at the point at which it was paused. The remaining steps of its timeline are delayed by the length of the pause. Without remaining steps, the job completes ten records per second, or, if its status changes with polls, all records at the next poll. The job is completed with all records unless its timeline ends it in another way or pauses it again.',
    },
  },
  C4: {
    parts: {
      P: 'Resume first computes the price of the remaining records. If the account has too few credits, the answer is 402 `{"error", "required", "balance"}`, and nothing is charged or changed.',
      I: 'Resume charges one credit per remaining record.',
    },
    choice:
      'a row whose charge is reversed (R22, R23) has 0 in its internal field `_credits_charged`; the balance of the account does not change, because the mock does not emulate Submit, which charges for the rows',
  },
  C5: { basis: ['I'], text: '200 `{"success": true, "csv_file_id", "status"}`.' },
  C6: {
    parts: {
      P: 'A missing field or an unknown action: 400 `{"error"}`. A job of another account: 404 `{"detail": "Not found."}`.',
      I: 'A job in the wrong state: 400 `{"error"}`. The wording of `error` is inferred too.',
    },
  },
  U1: {
    parts: {
      P: 'The scheme word is Token. A missing, invalid, expired or revoked token is 401 `{"detail": "Invalid token."}`. The body is `{"uuids": […], "unlock_type": "email" or "phone"}`.',
      I: 'A token of an inactive account is 401 too. A 401 has the header of S1.',
    },
  },
  U2: {
    basis: ['P'],
    text: '200 `{"success": true, "message": "Records unlocked successfully.", "unlocked", "credits_charged", "wallet_balance"}`. `unlocked` does not count records that the account had unlocked before. Search shows the unlocked values at once.',
  },
  U3: {
    basis: ['P'],
    text: 'An email costs 1 credit per record. A phone costs 5 credits per record with a phone, and 1 credit per record without a phone. A record that is already unlocked costs nothing.',
  },
  U4: { basis: ['I'], text: 'A UUID that is repeated in a call, in any letter case, counts once.' },
  U5: {
    basis: ['P'],
    text: 'If the account has too few credits: 402 `{"error": "Insufficient credits. You need 50 credits but have 12.", "required": 50, "balance": 12}`. Nothing is charged and nothing is unlocked.',
  },
  U6: {
    basis: ['I'],
    text: 'An unknown UUID, an empty list, or a wrong or missing field: 400 `{"error"}`, and nothing changes.',
  },
  U7: {
    basis: ['I'],
    text: 'The charge and the unlocks are one transaction: parallel calls never charge twice, and the balance never falls below zero.',
  },
} as const satisfies Record<string, Clause>;

export type ClauseId = keyof typeof clauses;

export const clauseIds = Object.keys(clauses) as ClauseId[];

/** The id of a part of a clause, such as `R1.I`. A clause with one basis has one part. */
export type ClausePart = {
  [Id in ClauseId]: (typeof clauses)[Id] extends { parts: infer Own }
    ? `${Id}.${keyof Own & Basis}`
    : (typeof clauses)[Id] extends { basis: readonly [infer Own extends Basis] }
      ? `${Id}.${Own}`
      : never;
}[ClauseId];

/** A reference to a clause or to a part of a clause. */
export type Citation = ClauseId | ClausePart;

/** A clause as documents show it. */
export type ShownClause = {
  /** The bases of all parts. */
  basis: readonly Basis[];
  /** The whole text, without the choice. */
  text: string;
  /** Undefined for a clause with one basis. */
  parts?: Parts;
  choice?: string;
};

/** Returns a clause in the form in which documents show it. */
export const getClause = (id: ClauseId): ShownClause => {
  const clause: Clause = clauses[id];
  if ('text' in clause) return clause;
  const bases = allBases.filter((basis) => basis in clause.parts);
  return { basis: bases, text: bases.map((basis) => clause.parts[basis]).join(' '), ...clause };
};
