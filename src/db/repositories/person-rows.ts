import type { Database } from 'better-sqlite3';
import { filterNames } from '../../domain/filters.ts';
import { formatPublicPart } from '../../domain/masking.ts';
import type { Person } from '../../domain/person.ts';
import { personalFields } from '../../domain/record-fields.ts';

/** The UUID in a result, which is JSON in UTF-8. */
export const parseUuid = (result: Buffer): string => result.toString('latin1', 9, 45);

/** Writes a person into the table of shared people at a position. */
type WritePerson = (person: Person, position: number) => void;

/** Prepares the function that writes shared people. Their filter values are in another table. */
export const prepareWritePerson = (db: Database): WritePerson => {
  const insert = db.prepare(
    `INSERT INTO people (position, public_part, ${personalFields.join()}) VALUES (?, ?, ?, ?, ?)`,
  );
  return (person, position) => {
    insert.run(position, formatPublicPart(person), ...personalFields.map((name) => person[name]));
  };
};

/** The values of a row of the table of own people. */
export type OwnPersonRow = readonly (string | null)[];

/** Converts a person to the values of a row of the table of own people. */
export const toOwnPersonRow = (person: Person): OwnPersonRow => [
  formatPublicPart(person),
  ...personalFields.map((name) => person[name]),
  JSON.stringify(filterNames.map((name) => person[name])),
];

/** Prepares the function that writes an own person of an account at a position. */
export const prepareWriteOwnPerson = (db: Database, account: string) => {
  const insert = db.prepare(`
    INSERT INTO own_people (account, position, public_part, ${personalFields.join()}, filters) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return (person: OwnPersonRow, position: number): void => {
    insert.run(account, position, ...person);
  };
};
