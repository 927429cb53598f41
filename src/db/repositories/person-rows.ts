import type { Database } from 'better-sqlite3';
import { filterNames } from '../../domain/filters.ts';
import type { Person } from '../../domain/person.ts';
import { personalFields } from '../../domain/record-fields.ts';

/** The columns of every table of people as SQL, for PERSON_COLUMNS in the schemas. */
export const personColumns = `
  head TEXT NOT NULL,
  contact_email TEXT,
  contact_direct_phone TEXT,
  contact_mobile_phone TEXT,
  uuid TEXT NOT NULL AS (substr(head, 10, 36)) VIRTUAL`;

/** The fields that Search shows to everybody, in the order of S9. */
const shown = [
  'uuid',
  'first_name',
  'last_name',
  'company_name',
  'job_title',
  'job_level',
  'industry',
  'contact_linkedin_url',
] as const;

/** The fields that Search shows once they are unlocked (S10). */
export type StoredContacts = Pick<Person, 'contact_email' | 'contact_direct_phone' | 'contact_mobile_phone'>;

export type Unlock = { email: 0 | 1; phone: 0 | 1 };

/** The result of a person as JSON, up to the fields that can be unlocked (S9). No other field of the person is in it. */
const formatHead = (person: Person): string => {
  const open = Object.fromEntries(shown.map((name) => [name, person[name]]));
  return `${JSON.stringify(open).slice(0, -1)},`;
};

/** The UUID in a result. */
export const parseUuid = (head: string): string => head.slice(9, 45);

/** S10: the emails and phones that an account with this unlock sees. */
export const unmask = (contacts: StoredContacts, { email, phone }: Unlock): StoredContacts => ({
  contact_email: email ? contacts.contact_email : null,
  contact_direct_phone: phone ? contacts.contact_direct_phone : null,
  contact_mobile_phone: phone ? contacts.contact_mobile_phone : null,
});

/** S10: the rest of a result after its head as JSON, as an account with this unlock sees it. */
export const formatTail = (shown: StoredContacts, { email, phone }: Unlock): string =>
  JSON.stringify({ ...shown, is_email_unlocked: email === 1, is_phone_unlocked: phone === 1 }).slice(1);

const noContacts = { contact_email: null, contact_direct_phone: null, contact_mobile_phone: null };

/** S10: the rest of a result after its head, as an account sees it that has unlocked nothing. */
export const maskedTail: string = formatTail(noContacts, { email: 0, phone: 0 });

/** Writes a person into the table of shared people at a position. */
type WritePerson = (person: Person, position: number) => void;

/** Prepares the function that writes shared people. Their filter values are in another table. */
export const prepareWritePerson = (db: Database): WritePerson => {
  const insert = db.prepare(`INSERT INTO people (position, head, ${personalFields.join()}) VALUES (?, ?, ?, ?, ?)`);
  return (person, position) => {
    insert.run(position, formatHead(person), ...personalFields.map((name) => person[name]));
  };
};

/** The values of a row of the table of own people. */
export type OwnPersonRow = readonly (string | null)[];

export const toOwnPersonRow = (person: Person): OwnPersonRow => [
  formatHead(person),
  ...personalFields.map((name) => person[name]),
  JSON.stringify(filterNames.map((name) => person[name])),
];

/** Prepares the function that writes an own person of an account at a position. */
export const prepareWriteOwnPerson = (db: Database, account: string) => {
  const insert = db.prepare(`
    INSERT INTO own_people (account, position, head, ${personalFields.join()}, filters) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return (person: OwnPersonRow, position: number): void => {
    insert.run(account, position, ...person);
  };
};
