import { readFileSync } from 'node:fs';
import { codeFolder } from '../../lib/package-info.ts';

/** The columns of every table of people as SQL, for PERSON_COLUMNS in the schemas. */
const personColumns = `
  public_part TEXT NOT NULL,
  contact_email TEXT,
  contact_direct_phone TEXT,
  contact_mobile_phone TEXT,
  uuid TEXT NOT NULL AS (substr(public_part, 10, 36)) VIRTUAL`;

/** Reads the SQL of a schema in this folder. */
export const readSchema = (name: 'shared' | 'state' | 'records'): string =>
  readFileSync(new URL(`db/schema/${name}-schema.sql`, codeFolder), 'utf8').replace('PERSON_COLUMNS', personColumns);
