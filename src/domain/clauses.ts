/**
 * On what a clause stands: documented on the vendor's page of the endpoint (D), documented on another public page of the
 * vendor (P), or inferred where the pages are silent (I).
 */
export type Basis = 'D' | 'P' | 'I';
export const basisNames: Readonly<Record<Basis, string>> = { D: 'documented', P: 'platform', I: 'inferred' };
export const allBases = Object.keys(basisNames) as readonly Basis[];

/** The text of a clause by the basis that each part of it has. */
type Parts = Readonly<Partial<Record<Basis, string>>>;

/** All texts are Markdown. */
export type Clause = {
  /** What the mock does where the clause leaves something open; always inferred. */
  readonly choice?: string;
} & (
  | { readonly basis: readonly [Basis]; readonly text: string }
  /** Where one basis is not enough: each part has its own. */
  | { readonly parts: Parts }
);

/** What the clauses whose ids begin with a letter are about. */
export const sections = {
  E: 'Everywhere',
  R: 'Enrichment results: `GET …/enrichment/result/<job_id>/`',
  S: 'Search: `GET …/external/search/`',
  T: 'Enrichment status: `GET …/enrichment/status/<job_id>/` and `GET …/enrichment/status/`',
  C: 'Enrichment control: `POST …/enrichment-control/`',
  U: 'Unlock: `POST …/external/unlock/`',
} as const;

/** What the emulated API answers, clause by clause. Whatever shows a clause has it from here. */
export const clauses = {
  E1: {
    parts: {
      D: '`GET` of Results answers below `/api/v1` and below `/backend/api/v1`, `GET` of Search below `/backend/api/v1`: `/backend/api/v1/external/search/`.',
      P: 'Every other endpoint answers below `/backend/api/v1`; Status and Control below `/api/v1` too.',
      I: 'Every endpoint answers below `/api/v1` and below the root as well, so that a client only swaps the host: `/backend/api/v1/external/search/` = `/api/v1/external/search/` = `/external/search/`.',
    },
  },
  E2: {
    basis: ['I'],
    text: "Any method without the trailing slash: 301 to the same path with it, query string kept (Django's APPEND_SLASH, which outside of DEBUG redirects a `POST` too). A client that follows the redirect sends a `POST` again as a `GET` without its body.",
  },
  E3: {
    basis: ['I'],
    text: '`HEAD` answers as `GET`, without a body. Another method on a known path: 405 `{"detail": "Method \\"POST\\" not allowed."}` with `Allow: GET, HEAD, OPTIONS`; the caller is authenticated first (401 wins over 405).',
    choice:
      '`OPTIONS` that is no preflight is authenticated and answers 200 with `Allow`, without a body; `Allow` of a page for POST is `POST, OPTIONS`',
  },
  E4: {
    parts: {
      P: 'Unknown path: 404.',
      I: 'Its body is `{"detail": "Not found."}`, that of a record that is not there.',
    },
  },
  E5: {
    parts: {
      D: 'Unexpected failure of Results: 500 with the envelope of Django or Django REST Framework.',
      P: 'Unexpected failure of any endpoint: 500.',
      I: 'Its body is `{"detail": "A server error occurred."}`, and so is that of an injected failure with no body of its own. No stack trace, path or SQL ever reaches a client.',
    },
  },
  E6: {
    parts: {
      P: 'Over the daily cap of a test token: 429.',
      I: 'Its body is `{"detail": "Request was throttled. Expected available in <seconds> seconds."}`, with `Retry-After: <seconds>`, as Django REST Framework has them. Seconds run to the next UTC midnight.',
    },
    choice:
      'every authenticated call of a test account counts, whatever it answers; refused ones do not; 429 comes after 401 and before 405 and 400',
  },
  E7: {
    parts: {
      P: 'Enrichment endpoints check the token on every request. For Search and Unlock, a valid token with the wrong scheme word, or with none, is invalid.',
      I: 'Each of the two holds for the other endpoints as well. The token is checked first, before parameters and before anything is looked up. The scheme word is matched without regard to case, as Django REST Framework does. A token with a space inside is invalid.',
    },
  },
  E8: {
    basis: ['I'],
    text: 'A parameter given twice: the last one counts. An unknown parameter is ignored. An empty value counts as not given.',
  },
  E9: {
    basis: ['I'],
    text: 'JSON answers are `application/json`, keys in the documented order, UTF-8, no escaping of non-ASCII letters.',
  },
  E10: {
    basis: ['I'],
    text: "A whole number is what Python's `int()` reads, since Django reads it so: a sign, blanks around it, single underscores between digits, decimal digits of any script, 4300 digits at most. What JavaScript's `Number` also takes (`1.0`, `1e2`, `0x1`, nothing but a blank) is none.",
    choice:
      'one that is not written in plain digits has a finding; a page too large for a machine number is still whole, and given back digit for digit',
  },
  E11: {
    basis: ['I'],
    text: 'Browsers of any origin may call the emulated API (CORS; preflights answer without a token; `Content-Disposition` is exposed).',
    choice:
      'a preflight answers 200 without a body; `Retry-After` and `WWW-Authenticate` are exposed too; every answer has `X-Content-Type-Options: nosniff`, which protects users of this mock and says nothing about the vendor',
  },
  E12: {
    basis: ['I'],
    text: 'A body that is no JSON: 400 `{"detail": "JSON parse error."}`; of another content type: 415 `{"detail": "Unsupported media type \\"text/csv\\" in request."}`; too large: 413 `{"detail": "Request body too large."}`.',
  },
  E13: {
    basis: ['I'],
    text: 'A URL of more than 16 KiB: 414 `{"detail": "Request URI too long."}`; a request line and headers of more than 32 KiB: 431 `{"detail": "Request header fields too large."}`; a request that does not come in time: 408 `{"detail": "Request timed out."}`; too many connections: 503 `{"detail": "Too many connections."}` with `Retry-After: 1`. The connection ends after all but the first.',
    choice: 'it goes before all else, and the journal has none of it',
  },
  E14: {
    basis: ['I'],
    text: 'An `Accept` header that admits no JSON: 406 `{"detail": "Could not satisfy the request Accept header."}`; `format` in the query string with a value that is neither `json` nor empty: 404. Django REST Framework chooses how to render an answer before it looks at the token. It compares media types without their weights (`q`), and renders nothing but JSON, so `text/csv` alone is refused with `report_type=csv` too.',
    choice:
      'the mock answers as if neither were sent, with a finding; `--strict` answers such an `Accept` with the 406, before the token is checked, and any `format` with 400',
  },
  E15: {
    basis: ['I'],
    text: "A job id in a path is a UUID in lower case with dashes, as Django's `<uuid:>` takes it. Any other form of it is no job's: 404.",
    choice:
      'another form has a finding; the token is checked first, a method that the page does not document is 405 (E3), and a path without its slash is redirected (E2), whatever the id; the `csv_file_id` of control stands in the body, which no path pattern reads, so there letter case does not matter',
  },
  R1: {
    parts: {
      D: '`Authorization: Bearer <token>`. Missing or invalid: 401 `{"message": "Invalid or expired token"}`.',
      P: 'So are expired and revoked tokens, and those of inactive accounts.',
      I: '401 has `WWW-Authenticate: Bearer`.',
    },
  },
  R2: {
    basis: ['D'],
    text: '`report_type` is `json` (default) or `csv`; `page` ≥ 1 (default 1); `page_size` 1–200 (default 50).',
  },
  R3: {
    parts: {
      P: 'An invalid `report_type`, and for JSON an invalid `page` or `page_size` (not a whole number, out of range): 400 `{"error"}`.',
      I: '`error` says which parameter it is, and what it takes.',
    },
  },
  R4: {
    parts: {
      D: '`page` and `page_size` are JSON only: with `report_type=csv` they are ignored.',
      I: 'Even invalid values of them are ignored.',
    },
  },
  R5: {
    parts: {
      D: 'A `job_id` that the caller has no job for: 404 with the standard envelope of Django REST Framework.',
      P: 'The body is `{"detail": "Not found."}`, whether no such job exists or another account has it: the two cannot be told apart.',
      I: 'What is no UUID is 404 as well, and cannot be told apart either.',
    },
    choice: 'a path takes an id in one form alone (E15), which is the form that the answer gives',
  },
  R6: {
    basis: ['D'],
    text: 'Job status other than completed or paused (queued, in-progress, failed): 400 `{"error": "Results not ready."}`.',
  },
  R7: {
    parts: {
      D: 'Completed or paused with no results stored: 404 with the standard envelope of Django REST Framework.',
      P: 'The body is that of every 404: `{"detail": "Not found."}`.',
    },
  },
  R8: {
    basis: ['I'],
    text: 'Order of checks: token (E7), parameters (R3), job (R5), status (R6), stored results (R7).',
  },
  R9: {
    parts: {
      D: 'JSON: `{"job_id", "total_records", "page", "page_size", "data"}` in this order; `total_records` counts all of the job\'s records, `data` is the page\'s slice of them.',
      I: 'The slices follow the stored order, which never changes.',
    },
  },
  R10: { basis: ['I'], text: 'A page past the end: 200 with `data: []`.' },
  R11: {
    basis: ['D'],
    text: "A record keeps its fields in stored order: the caller's input as `imported_*`, then every requested field (empty string where nothing was found), then `enrichment_source` (empty where nothing matched), and for Standard and Pro contact jobs alone `name_match_status` and `still_in_company_status`. Values: `enrichment_status` is enriched, partially_enriched or not_enriched.",
    choice:
      '`enriched` has a value in every requested field, `partially_enriched` in some, and `not_enriched` in none, or a check turned the row down; a row that a check turned down keeps the values that were found, since the page says what the row counts as, and nothing of taking values away',
  },
  R12: {
    parts: {
      D: 'Stripped from JSON and CSV alike: `uuid`, `email_validation_status`, `_original_index`, and every field whose name begins with an underscore.',
      I: "`imported_uuid` or `imported__x` are the caller's own columns and stay.",
    },
    choice:
      "the rule is about the names of a record's own fields; names inside a value, such as an object in an `imported_*` field, are the caller's and stay",
  },
  R13: { basis: ['D'], text: '`enrichment_status` is stripped from JSON and present in CSV.' },
  R14: {
    parts: {
      D: 'CSV columns: all `imported_*` in alphabetical order; the canonical enrichment columns, account before contact, in a fixed order; then any remaining columns.',
      I: 'Alphabetical is by code point. After the canonical columns come `enrichment_status`, `enrichment_source`, `name_match_status` and `still_in_company_status`, those that some record has, in this order. The remaining columns come in the order in which the data first shows them.',
    },
  },
  R15: {
    basis: ['I'],
    text: "A canonical column appears only where some record of the job has it. The vendor does not publish the list; ours is below, and a user's fixtures may replace it.",
  },
  R16: {
    basis: ['I'],
    text: 'CSV: `text/csv; charset=utf-8`, `Content-Disposition: attachment; filename="enrichment_results_<job_id>.csv"`, a header row, CRLF, RFC 4180 quoting only where needed, UTF-8 without a BOM, empty for null and for a field that a record lacks. Values are not altered: a leading `=`, `+`, `-` or `@` stays (phone numbers begin with `+`).',
    choice:
      'true and false are `True` and `False`, as Python writes them; what else is neither text nor null stands as JSON writes it: `1250000.5`, `["a"]`, `{"ok":true}`; a row of one empty value is `""`',
  },
  R17: {
    parts: {
      D: 'A paused job is served in both formats.',
      P: 'It serves the rows that are done so far.',
    },
    choice: '`total_records` of a paused job counts the records that are done',
  },
  R18: { basis: ['D'], text: 'The audit trail never leaves the server.' },
  R19: {
    basis: ['D'],
    text: 'Every original input field is there as `imported_<name>`: a frozen copy of what the caller sent, which enrichment never changes.',
  },
  R20: {
    parts: {
      D: '`enrichment_source` names the source of the data, for example `datacore`, `bigquery`, `netnut` or `zerobounce`; it is empty where nothing matched.',
      I: 'There are no other sources.',
    },
    choice:
      'no row of a Quick job comes from `netnut`; only rows that have a `contact_email` in the end come from `zerobounce`, which validates emails',
  },
  R21: {
    parts: {
      D: 'Emails are validated only where `contact_email` is in `fields_to_enrich`; otherwise nothing is validated and nothing is charged for it. A failed validation may take the email off the row, reverse its charge and lower `enrichment_status`. The outcome is internal.',
      I: 'A row whose email was taken off has `contact_email` as an empty string.',
    },
  },
  R22: {
    parts: {
      D: 'The name match, of Standard and Pro contact jobs alone, compares the first and last name of the input with those of the enriched contact: equal names match at once, others where the fuzzy comparison of the name-match service says so. `name_match_status` is then `matched`. On a mismatch the row becomes `not_enriched` and its charge is reversed.',
      I: '`name_match_status` of a mismatch is `mismatched`.',
    },
    choice:
      'names are equal if they differ in letter case and outer blanks alone. The fuzzy comparison ignores letter case, diacritics, apostrophes and other punctuation. It takes two first names as alike if one begins with the words of the other, where a word may be an initial (`J.` of Jane) or a nickname (Bob of Robert), and two last names if one has all words of the other, such as one of a double surname; a last name has neither initials nor nicknames. First and last name must both be alike, but a part that is missing on one side, or has no letter or digit there, is not compared; a part of more than 200 letters matches only an equal one. The enriched name is the one that the service found, whether or not it was requested; a record that a user gives has only the name that it gives, so its check is skipped without one',
  },
  R23: {
    parts: {
      D: 'The still-in-company check, of Standard and Pro contact jobs alone, asks its service with the job history of the contact. `still_in_company_status` is `current` if the contact still works there. If the contact has left or has no current employment, the row becomes `not_enriched` and its charge is reversed.',
      I: 'If the contact has left, `still_in_company_status` is `left`.',
    },
  },
  R24: {
    parts: {
      D: 'A check is skipped, and recorded as such, where the input has no name to compare, the enriched contact has none, or the service gave no result.',
      I: 'Its column then says `skipped`.',
    },
    choice:
      'the still-in-company check is not made after a mismatch, or where nothing was found, and its column says `skipped`',
  },
  S1: {
    parts: {
      D: '`Authorization: Token <token>`. Missing or invalid: 401 `{"detail": "Invalid token."}`.',
      P: 'So are expired and revoked tokens.',
      I: 'So are the tokens of inactive accounts. 401 has `WWW-Authenticate: Token`.',
    },
  },
  S2: {
    parts: {
      D: 'Filters, all text and all optional, one or more of which may be sent: `industry, job_title, job_level, company_name, contact_office_country, employee_range, revenue_range`.',
      I: 'Several are joined by AND. A value that nobody has is no error: it finds nobody.',
    },
  },
  S3: {
    basis: ['I'],
    text: '`job_title` and `company_name` match any part of the value; the others match the whole value. Letter case never matters, for any script (`é` = `É`). `%`, `_`, `*`, `"` and `\\` mean themselves.',
    choice: 'case is folded as Unicode upper case, whatever the language, as PostgreSQL does for Django: `ß` = `SS`',
  },
  S4: {
    parts: {
      D: 'Newest first where there is no filter.',
      I: 'Newest first with filters too; ties by UUID. The same query always gives the same order.',
    },
  },
  S5: { basis: ['D'], text: '`limit` default 10, `offset` default 0.' },
  S6: {
    parts: {
      D: '`limit` or `offset` not a whole number: 400 `{"error"}`.',
      I: 'So is a `limit` below 1 and an `offset` below 0. `error` says which parameter it is, and what it takes.',
    },
  },
  S7: {
    basis: ['I'],
    text: '`limit` above 1000 gives 1000. An offset past the end gives `results: []` and the true `count`.',
  },
  S8: {
    basis: ['D'],
    text: '200: `{"success": true, "count", "results"}`; `count` is the number of all matches across pages.',
  },
  S9: {
    parts: {
      D: 'A result has exactly these keys in this order: `uuid, first_name, last_name, company_name, job_title, job_level, industry, contact_linkedin_url, contact_email, contact_direct_phone, contact_mobile_phone, is_email_unlocked, is_phone_unlocked`.',
      I: 'Every value but `uuid` and the two flags is null where the database lacks it, an unlocked email or phone too.',
    },
  },
  S10: {
    basis: ['D'],
    text: "`contact_email` is null until the caller's account has unlocked the record's email; both phones are null until it has unlocked the record's phone; the two flags, true or false, say so. Another account's unlock changes nothing.",
  },
  S11: { basis: ['D'], text: 'Search is free: it changes no balance.' },
  S12: { basis: ['D'], text: '`uuid` is the UUID of the record, which Unlock takes to reveal its email or phones.' },
  T1: {
    basis: ['P'],
    text: '`{"job_id", "status", "submitted_at", "updated_at"}`. Uploading and Draft are queued, Enrichment Started is in-progress, Paused is paused, Enrichment Completed and Enhancement Completed are completed, Failure and Upload Failed are failed.',
  },
  T2: { basis: ['P'], text: 'Times in UTC with `Z`, to the second.' },
  T3: {
    parts: {
      P: 'Bearer; a missing, invalid, expired or revoked token, or one of an inactive account, is 401. Only the caller\'s own jobs: another\'s and an unknown one are 404 `{"detail": "Not found."}`.',
      I: '401 has the body and the header of R1. The list of error codes has `{"detail": "Invalid token."}` for all endpoints, but Results, the only page of an enrichment endpoint that shows a 401, differs from it. What is no UUID is 404 as well.',
    },
  },
  T4: {
    parts: {
      P: "Without a job, the caller's jobs, newest first.",
      I: 'They are a list of the same objects, not paged; ties by job id.',
    },
  },
  T5: {
    basis: ['I'],
    text: 'Each job in an answer of status, list or results counts as a poll of it. The poll that moves a job sees the new status; until then, control goes by what the client was told last.',
  },
  C1: {
    parts: {
      P: 'Bearer; a missing, invalid, expired or revoked token, or one of an inactive account, is 401. `{"csv_file_id", "action": "pause" or "resume"}`.',
      I: '401 has the body and the header of R1, as in T3.',
    },
  },
  C2: {
    basis: ['P'],
    text: 'Pause is valid only while the job is in progress. The records that are done stay and can be fetched from Results; the status becomes paused.',
  },
  C3: {
    parts: {
      P: 'Resume is valid only while the job is paused.',
      I: 'The job goes on from where it stood and ends with all records, unless its timeline has another end or pause: what was still to come, as much later as it was paused. Where nothing was to come, ten records a second; of a job that moves by polls, all at the next one.',
    },
  },
  C4: {
    parts: {
      P: 'Resume prices the remaining records first: too few credits is 402 `{"error", "required", "balance"}`, and nothing is charged or changed.',
      I: 'One credit a record, charged on resume.',
    },
    choice:
      "the reversal of a row's charge (R22, R23) is in its internal `_credits_charged` alone, which is then 0; the wallet shows no refund, since Submit, which charges for rows, is not emulated",
  },
  C5: { basis: ['I'], text: '200 `{"success": true, "csv_file_id", "status"}`.' },
  C6: {
    parts: {
      P: 'A missing field, an unknown action: 400 `{"error"}`; another\'s job: 404 `{"detail": "Not found."}`.',
      I: 'A job in the wrong state: 400 `{"error"}` too. The wording of `error`.',
    },
  },
  U1: {
    parts: {
      P: 'Token; a missing, invalid, expired or revoked one is 401 `{"detail": "Invalid token."}`. `{"uuids": […], "unlock_type": "email" or "phone"}`.',
      I: 'So is the token of an inactive account. 401 has the header of S1.',
    },
  },
  U2: {
    basis: ['P'],
    text: '200 `{"success": true, "message": "Records unlocked successfully.", "unlocked", "credits_charged", "wallet_balance"}`; `unlocked` leaves out records that the account already owned. Search shows the result at once.',
  },
  U3: { basis: ['P'], text: 'Email 1 credit a record; phone 5 a record with phone data, 1 without; already owned 0.' },
  U4: { basis: ['I'], text: 'A UUID twice in one call counts once, in any letter case.' },
  U5: {
    basis: ['P'],
    text: 'Too few credits: 402 `{"error": "Insufficient credits. You need 50 credits but have 12.", "required": 50, "balance": 12}`; nothing is charged and nothing unlocked.',
  },
  U6: {
    basis: ['I'],
    text: 'A UUID that no record has, an empty list, a wrong or missing field: 400 `{"error"}`, and nothing changes.',
  },
  U7: {
    basis: ['I'],
    text: 'Charge and unlocks are one transaction: parallel calls never charge twice and never go below zero.',
  },
} as const satisfies Record<string, Clause>;

export type ClauseId = keyof typeof clauses;

export const clauseIds = Object.keys(clauses) as ClauseId[];

/** What a clause says on one basis, as `R1.I`. A clause with one basis has one such part. */
export type ClausePart = {
  [Id in ClauseId]: (typeof clauses)[Id] extends { parts: infer Own }
    ? `${Id}.${keyof Own & Basis}`
    : (typeof clauses)[Id] extends { basis: readonly [infer Own extends Basis] }
      ? `${Id}.${Own}`
      : never;
}[ClauseId];

/** What is said to follow a clause: all of it, or one part. */
export type Citation = ClauseId | ClausePart;

/** A clause as it is shown. */
export type ShownClause = {
  /** Of all its parts. */
  basis: readonly Basis[];
  /** All of it, without its choice. */
  text: string;
  /** Where it has more than one basis. */
  parts?: Parts;
  choice?: string;
};

/** A clause by its id. */
export const clauseOf = (id: ClauseId): ShownClause => {
  const clause: Clause = clauses[id];
  if ('text' in clause) return clause;
  const bases = allBases.filter((basis) => basis in clause.parts);
  return { basis: bases, text: bases.map((basis) => clause.parts[basis]).join(' '), ...clause };
};
