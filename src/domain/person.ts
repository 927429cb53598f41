/** The time of the newest generated person. Other generated people are older at random, and people of the fixtures are newer. */
export const referenceTime = Date.parse('2026-05-01T00:00:00Z');

/** A person with every value that is stored. Null means that the value is not known. */
export type Person = {
  uuid: string;
  /** When the person was uploaded, in milliseconds since 1970, UTC. */
  created_at: number;
  first_name: string | null;
  last_name: string | null;
  company_name: string | null;
  job_title: string | null;
  job_level: string | null;
  industry: string | null;
  employee_range: string | null;
  revenue_range: string | null;
  contact_office_country: string | null;
  contact_linkedin_url: string | null;
  contact_email: string | null;
  contact_direct_phone: string | null;
  contact_mobile_phone: string | null;
};

/** Compares two people for the order of S4. */
export const compareNewestFirst = (
  a: Pick<Person, 'created_at' | 'uuid'>,
  b: Pick<Person, 'created_at' | 'uuid'>,
): number => b.created_at - a.created_at || (a.uuid < b.uuid ? -1 : 1);

/** The values of a person without the id and the time. Two uploads of one person have different ids and times. */
export type PersonValues = Omit<Person, 'uuid' | 'created_at'>;
