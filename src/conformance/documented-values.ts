// What the vendor's pages say, repeated here on purpose. The check must not import the server's own lists and rules: it
// would then share their mistakes and could not find them.

/** The base paths under which the API answers (E1). */
export const basePaths = ['/backend/api/v1', '/api/v1', ''];

/** The body of a 401 of Results (R1). Status (T3) and Control (C1) are inferred to have the same. */
export const invalidBearerToken = { message: 'Invalid or expired token' };

/** The body of a 401 of Search and Unlock (S1, U1). */
export const invalidToken = { detail: 'Invalid token.' };

/** The body of every 404 (R5, R7, T3, E4). */
export const notFound = { detail: 'Not found.' };

/** The body of the 400 for a job without results yet (R6). */
export const notReady = { error: 'Results not ready.' };

/** The filters of Search, and whether each matches any part of a value or only the whole value (S2, S3). */
export const searchFilters = {
  industry: 'whole',
  job_title: 'part',
  job_level: 'whole',
  company_name: 'part',
  contact_office_country: 'whole',
  employee_range: 'whole',
  revenue_range: 'whole',
} as const;
export const searchFilterNames = Object.keys(searchFilters) as (keyof typeof searchFilters)[];

/** The keys of a search result in their order (S9). */
export const searchResultKeys = [
  'uuid',
  'first_name',
  'last_name',
  'company_name',
  'job_title',
  'job_level',
  'industry',
  'contact_linkedin_url',
  'contact_email',
  'contact_direct_phone',
  'contact_mobile_phone',
  'is_email_unlocked',
  'is_phone_unlocked',
];

/** The statuses of a job in the API (T1). */
export const jobStatuses = ['queued', 'in-progress', 'paused', 'completed', 'failed'];

/** Whether a field or column is a copy of the caller's input (R11, R14). */
export const isImported = (name: string): boolean => name.startsWith('imported_');

/** Whether a field is internal, so that neither JSON nor CSV has it (R12). */
export const isInternal = (name: string): boolean =>
  name === 'uuid' || name === 'email_validation_status' || name.startsWith('_');

/** Whether CSV has a field and JSON does not (R13). */
export const isCsvOnly = (name: string): boolean => name === 'enrichment_status';

export const enrichmentStatuses = ['enriched', 'partially_enriched', 'not_enriched'];

/** The columns of the two checks of a contact (R22, R23). */
export const contactCheckColumns = ['name_match_status', 'still_in_company_status'];

/** The status columns of a CSV in their order (R14). */
export const statusColumns = ['enrichment_status', 'enrichment_source', ...contactCheckColumns];

/** The sources that the vendor's page names (R20). */
export const enrichmentSources = ['datacore', 'bigquery', 'netnut', 'zerobounce'];

/** The enrichment columns about the company. The vendor does not publish them, so these are inferred (R15). */
export const accountColumns = [
  'company_name',
  'company_website',
  'company_linkedin_url',
  'company_phone',
  'industry',
  'employee_range',
  'revenue_range',
  'naics_code',
  'sic_code',
  'company_address',
  'company_city',
  'company_state',
  'company_postal_code',
  'company_country',
];

/** The enrichment columns about the contact, inferred as well (R15). */
export const contactColumns = [
  'first_name',
  'last_name',
  'job_title',
  'job_level',
  'contact_email',
  'contact_direct_phone',
  'contact_mobile_phone',
  'contact_linkedin_url',
  'contact_office_city',
  'contact_office_state',
  'contact_office_country',
];

export const documentedColumns = [...accountColumns, ...contactColumns];
