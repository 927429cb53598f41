import type { Database } from 'better-sqlite3';
import { filterNames } from '../../domain/filters.ts';
import type { Person } from '../../domain/person.ts';
import { personalFields } from '../../domain/record-fields.ts';

/** The columns of every table of people, as SQL: PERSON_COLUMNS in the schemas. */
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
export type OnFile = Pick<Person, 'contact_email' | 'contact_direct_phone' | 'contact_mobile_phone'>;

export type Unlock = { email: 0 | 1; phone: 0 | 1 };

/** A person's result up to what is unlocked, as JSON (S9): this is where all that Search never shows ends. */
const headOf = (person: Person): string => {
  const open = Object.fromEntries(shown.map((name) => [name, person[name]]));
  return `${JSON.stringify(open).slice(0, -1)},`;
};

/** The UUID in a head. */
export const uuidOf = (head: string): string => head.slice(9, 45);

/** S10: what an account with this unlock is shown of what is on file. */
export const unmasked = (onFile: OnFile, { email, phone }: Unlock): OnFile => ({
  contact_email: email ? onFile.contact_email : null,
  contact_direct_phone: phone ? onFile.contact_direct_phone : null,
  contact_mobile_phone: phone ? onFile.contact_mobile_phone : null,
});

/** S10: the rest of a result behind its head as JSON, as an account with this unlock sees it. */
export const tailOf = (shown: OnFile, { email, phone }: Unlock): string =>
  JSON.stringify({ ...shown, is_email_unlocked: email === 1, is_phone_unlocked: phone === 1 }).slice(1);

const nothing = { contact_email: null, contact_direct_phone: null, contact_mobile_phone: null };

/** S10: the rest of a result behind its head, as one sees it who has unlocked nothing. */
export const maskedTail: string = tailOf(nothing, { email: 0, phone: 0 });

/** What writes a person into the table of the shared people, at a position. */
type PersonWriter = (person: Person, position: number) => void;

/** Makes what writes into the table of the shared people, whose filter values are kept apart. */
export const personWriter = (db: Database): PersonWriter => {
  const insert = db.prepare(`INSERT INTO people (position, head, ${personalFields.join()}) VALUES (?, ?, ?, ?, ?)`);
  return (person, position) => {
    insert.run(position, headOf(person), ...personalFields.map((name) => person[name]));
  };
};

/** A person as the table of accounts' own people has them, made before anything is written. */
export type OwnPerson = readonly (string | null)[];

export const ownPerson = (person: Person): OwnPerson => [
  headOf(person),
  ...personalFields.map((name) => person[name]),
  JSON.stringify(filterNames.map((name) => person[name])),
];

/** Makes what writes into the table of accounts' own people, at a position. */
export const ownPersonWriter = (db: Database, account: string) => {
  const insert = db.prepare(`
    INSERT INTO own_people (account, position, head, ${personalFields.join()}, filters) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return (person: OwnPerson, position: number): void => {
    insert.run(account, position, ...person);
  };
};
