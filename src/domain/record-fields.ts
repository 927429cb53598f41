import type { JobCategory } from './vocabulary.ts';

/** A record as it is stored: the fields that the caller sent, the enriched fields and internal fields. A value is any JSON value. */
export type StoredRecord = Record<string, unknown>;

/** R14: the columns that say how the enrichment of a row went, in the order in which a record and a CSV have them. */
export const statusColumns = [
  'enrichment_status',
  'enrichment_source',
  'name_match_status',
  'still_in_company_status',
] as const;
export type StatusColumn = (typeof statusColumns)[number];

const internalFields: ReadonlySet<string> = new Set(['uuid', 'email_validation_status']);

/** R12, R18: whether a field is internal to the pipeline. JSON and CSV never contain it. */
export const isInternal = (name: string): boolean => internalFields.has(name) || name.startsWith('_');

/** R11, R14: whether a field is a copy of what the caller sent. */
export const isImported = (name: string): boolean => name.startsWith('imported_');

/** Whether a field is a status column. */
export const isStatusColumn = (name: string): name is StatusColumn => statusColumns.some((column) => column === name);

/** R13: whether a field is in CSV but not in JSON. */
export const isCsvOnly = (name: string): boolean => name === 'enrichment_status';

/** The fields of a record or a person that contain an email or a phone. */
export const personalFields = ['contact_email', 'contact_direct_phone', 'contact_mobile_phone'] as const;

/** Whether the value of such a field is an email or a phone. */
export const isPersonalValue = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Whether a job can request a field. Imported fields, status columns and internal fields can't be requested. */
export const isRequestable = (name: string): boolean => !isImported(name) && !isStatusColumn(name) && !isInternal(name);

/** The fields of a company that enrichment can find. */
export const accountFields = [
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
] as const;

/** The fields of a contact that enrichment can find. */
export const contactFields = [
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
] as const;

/** The fields that records can be generated with. */
export const generatedFields: readonly string[] = [...accountFields, ...contactFields];

/** The fields that a job enriches if its fixture does not name any. */
export const getDefaultFields = (category: JobCategory): string[] => [
  ...(category === 'account' ? accountFields : contactFields),
];
