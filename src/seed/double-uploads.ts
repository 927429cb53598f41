import type { Company } from './companies.ts';
import type { PersonValues } from './person.ts';
import type { Draw } from './random.ts';

/** How somebody fills in a form: as it should be, in capitals or without any. */
const typings: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
];

/**
 * The same person as somebody else uploaded them: typed otherwise, the company with or without its legal form, and less
 * complete.
 */
export const uploadedAgain = (from: Draw, person: PersonValues, { name, short_name }: Company): PersonValues => {
  const type = from.pick(typings);
  return {
    ...person,
    first_name: person.first_name && type(person.first_name),
    last_name: person.last_name && type(person.last_name),
    company_name: person.company_name === name ? short_name : person.company_name && name,
    contact_linkedin_url: from.chance(0.5) ? person.contact_linkedin_url : null,
    contact_direct_phone: from.chance(0.5) ? person.contact_direct_phone : null,
    contact_mobile_phone: from.chance(0.5) ? person.contact_mobile_phone : null,
  };
};
