import type { Person } from './person.ts';

/** The fields of a result that Search always shows, in the order of S9. */
const publicFields = [
  'uuid',
  'first_name',
  'last_name',
  'company_name',
  'job_title',
  'job_level',
  'industry',
  'contact_linkedin_url',
] as const;

/** The email and the phones of a person. Search shows them once they are unlocked (S10). */
export type PersonContacts = Pick<Person, 'contact_email' | 'contact_direct_phone' | 'contact_mobile_phone'>;

/** What an account has unlocked of a person. */
export type Unlock = { email: 0 | 1; phone: 0 | 1 };

/** S10: masks the email and the phones that are not unlocked. */
export const maskContacts = (contacts: PersonContacts, { email, phone }: Unlock): PersonContacts => ({
  contact_email: email ? contacts.contact_email : null,
  contact_direct_phone: phone ? contacts.contact_direct_phone : null,
  contact_mobile_phone: phone ? contacts.contact_mobile_phone : null,
});

/** S9: formats the public fields of a result. The text ends with a comma, because formatContactsPart() follows. */
export const formatPublicPart = (person: Person): string => {
  const fields = Object.fromEntries(publicFields.map((name) => [name, person[name]]));
  return `${JSON.stringify(fields).slice(0, -1)},`;
};

/**
 * S9, S10: formats the rest of a result for an account with this unlock.
 * @param contacts masked for this unlock
 */
export const formatContactsPart = (contacts: PersonContacts, { email, phone }: Unlock): string =>
  JSON.stringify({ ...contacts, is_email_unlocked: email === 1, is_phone_unlocked: phone === 1 }).slice(1);

const noContacts: PersonContacts = { contact_email: null, contact_direct_phone: null, contact_mobile_phone: null };

/** S10: the rest of a result for an account that has unlocked nothing. */
export const maskedContactsPart: string = formatContactsPart(noContacts, { email: 0, phone: 0 });
