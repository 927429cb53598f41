/**
 * The canonical enrichment columns and their descriptions, in the default order of the CSV: account columns, then contact
 * columns (R14, R15). The default fixtures (fixtures/columns.json) have the same columns.
 */
export const recordFields: Readonly<Record<string, string>> = {
  company_name: "The company's name.",
  company_website: "The address of the company's website.",
  company_linkedin_url: "The address of the company's LinkedIn page.",
  company_phone: "The company's phone number.",
  industry: "The company's industry, such as Technology.",
  employee_range: 'How many employees the company has, such as 1001-5000.',
  revenue_range: "The company's yearly revenue, such as $100M-$500M.",
  naics_code: "The industry's code in NAICS, the North American classification.",
  sic_code: "The industry's code in SIC, the Standard Industrial Classification.",
  company_address: 'The street and house number of the head office.',
  company_city: 'The city of the head office.',
  company_state: 'The state, province or region of the head office.',
  company_postal_code: 'The postal code of the head office.',
  company_country: 'The country of the head office, such as United States.',
  first_name: "The contact's first name.",
  last_name: "The contact's last name.",
  job_title: "The contact's job title.",
  job_level: "The level of the contact's job, such as C Level.",
  contact_email: "The contact's email address, unless its validation failed.",
  contact_direct_phone: "The number of the contact's own office phone.",
  contact_mobile_phone: "The number of the contact's mobile phone.",
  contact_linkedin_url: "The address of the contact's LinkedIn profile.",
  contact_office_city: "The city of the contact's office.",
  contact_office_state: "The state, province or region of the contact's office.",
  contact_office_country: "The country of the contact's office, such as United States.",
};

/** The fields whose names the vendor's page shows. The names of all other fields are inferred (R15). */
export const shownFields: ReadonlySet<string> = new Set([
  'first_name',
  'last_name',
  'contact_email',
  'contact_mobile_phone',
  'job_title',
]);
