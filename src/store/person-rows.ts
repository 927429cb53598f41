import type { Database } from 'better-sqlite3';
import type { Person } from '../seed/person.ts';
import { fold } from './fold.ts';

const plain = [
  'uuid',
  'created_at',
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
] as const;
const folded = [
  'company_name',
  'job_title',
  'job_level',
  'industry',
  'contact_office_country',
  'employee_range',
  'revenue_range',
] as const;

/** The columns of every table of people, as SQL: PERSON_COLUMNS in the schemas. */
export const personColumns = [
  'uuid TEXT NOT NULL',
  'created_at INTEGER NOT NULL',
  ...plain.filter((name) => name !== 'uuid' && name !== 'created_at').map((name) => `${name} TEXT`),
  ...folded.map((name) => `${name}_key TEXT`),
].join(',\n  ');

/**
 * Makes what writes a person into a table of people, at a position.
 */
export const personWriter = (db: Database, table: 'people' | 'own_people') => {
  const owner = table === 'own_people' ? ['account'] : [];
  const columns = [...owner, 'position', ...plain, ...folded.map((name) => `${name}_key`)];
  const insert = db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`);
  return (person: Person, position: number, ...whose: string[]): void => {
    const keys = folded.map((name) => (person[name] === null ? null : fold(person[name])));
    insert.run(...whose, position, ...plain.map((name) => person[name]), ...keys);
  };
};
