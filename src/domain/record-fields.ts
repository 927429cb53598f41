import type { Company } from '../fixtures/generate/companies.ts';
import type { PersonName } from '../fixtures/generate/names.ts';

/** Somebody at a company, as Search and enrichment alike make people up. */
export type Contact = {
  name: PersonName;
  /** As enrichment finds it. It may be a double surname, so that it differs from `name`. */
  first_name: string;
  last_name: string;
  job_title: string;
  job_level: string;
  contact_email: string;
  /** Null, as the other phones, where the country reserves no numbers for fiction. */
  contact_direct_phone: string | null;
  contact_mobile_phone: string | null;
  contact_linkedin_url: string;
  company: Company;
};

/** A record as it is stored: what the caller sent, what was found, and internal fields. Any JSON value may stand in one. */
export type StoredRecord = Record<string, unknown>;

/** R14: the columns that say how the enrichment of a row went, in the order in which a record and a CSV have them. */
export const statusColumns = [
  'enrichment_status',
  'enrichment_source',
  'name_match_status',
  'still_in_company_status',
] as const;

const internalFields: ReadonlySet<string> = new Set(['uuid', 'email_validation_status']);

/** R12, R18: whether a field is the pipeline's own and never leaves, in JSON or CSV. */
export const isInternal = (name: string): boolean => internalFields.has(name) || name.startsWith('_');

/** R11, R14: whether a field is a copy of what the caller sent. */
export const isImported = (name: string): boolean => name.startsWith('imported_');

export const isStatusColumn = (name: string): name is (typeof statusColumns)[number] =>
  statusColumns.some((each) => each === name);

/** Whether enrichment can be asked to find a field. What the caller sent and what the pipeline says of a row is not found. */
export const isRequestable = (name: string): boolean => !isImported(name) && !isStatusColumn(name) && !isInternal(name);

type FieldMaker = (contact: Contact) => string;

const accountFields: Record<string, FieldMaker> = {
  company_name: ({ company }) => company.name,
  company_website: ({ company }) => `https://www.${company.domain}`,
  company_linkedin_url: ({ company }) => `https://linkedin.com/company/${company.domain.replace('.', '-')}`,
  company_phone: ({ company }) => company.phone ?? '',
  industry: ({ company }) => company.industry,
  employee_range: ({ company }) => company.employee_range,
  revenue_range: ({ company }) => company.revenue_range,
  naics_code: ({ company }) => company.naics_code,
  sic_code: ({ company }) => company.sic_code,
  company_address: ({ company }) => company.address,
  company_city: ({ company }) => company.office.city,
  company_state: ({ company }) => company.office.state,
  company_postal_code: ({ company }) => company.postal_code,
  company_country: ({ company }) => company.country.name,
};

const contactFields: Record<string, FieldMaker> = {
  first_name: (contact) => contact.first_name,
  last_name: (contact) => contact.last_name,
  job_title: (contact) => contact.job_title,
  job_level: (contact) => contact.job_level,
  contact_email: (contact) => contact.contact_email,
  contact_direct_phone: (contact) => contact.contact_direct_phone ?? '',
  contact_mobile_phone: (contact) => contact.contact_mobile_phone ?? '',
  contact_linkedin_url: (contact) => contact.contact_linkedin_url,
  contact_office_city: ({ company }) => company.office.city,
  contact_office_state: ({ company }) => company.office.state,
  contact_office_country: ({ company }) => company.country.name,
};

/** How each field that can be generated follows from who and where somebody works. */
export const fieldMakers: Record<string, FieldMaker> = { ...accountFields, ...contactFields };

/** The fields that records can be generated with. */
export const generatedFields: readonly string[] = Object.keys(fieldMakers);

/** What a job enriches where its fixture does not say. */
export const defaultFields = (category: 'contact' | 'account'): string[] =>
  Object.keys(category === 'account' ? accountFields : contactFields);
