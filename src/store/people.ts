import type { Database, Statement } from 'better-sqlite3';
import { fold } from './fold.ts';

/** How each filter of Search meets a value (S2, S3): the whole of it, or any part. Letter case never matters. */
export const filters = {
  industry: 'whole',
  job_title: 'part',
  job_level: 'whole',
  company_name: 'part',
  contact_office_country: 'whole',
  employee_range: 'whole',
  revenue_range: 'whole',
} as const;
export type FilterName = keyof typeof filters;
export type Filters = Partial<Record<FilterName, string>>;

/** A person as one account sees them (S9, S10): what it has not unlocked is null. */
export type FoundPerson = {
  uuid: string;
  first_name: string | null;
  last_name: string | null;
  company_name: string | null;
  job_title: string | null;
  job_level: string | null;
  industry: string | null;
  contact_linkedin_url: string | null;
  contact_email: string | null;
  contact_direct_phone: string | null;
  contact_mobile_phone: string | null;
  is_email_unlocked: boolean;
  is_phone_unlocked: boolean;
};

type FoundRow = Omit<FoundPerson, 'is_email_unlocked' | 'is_phone_unlocked'> & {
  is_email_unlocked: 0 | 1;
  is_phone_unlocked: 0 | 1;
};

const filterNames = Object.keys(filters) as FilterName[];

const condition = (name: FilterName): string =>
  filters[name] === 'part' ? `instr(${name}_key, @${name}) > 0` : `${name}_key = @${name}`;

export const peopleStore = (db: Database) => {
  type Queries = { count: Statement; page: Statement };
  const prepared = new Map<string, Queries>();

  const prepare = (names: FilterName[]): Queries => {
    const where = names.length > 0 ? `WHERE ${names.map(condition).join(' AND ')}` : '';
    return {
      count: db.prepare(`SELECT count(*) FROM people ${where}`).pluck(),
      page: db.prepare(`
        SELECT people.uuid, first_name, last_name, company_name, job_title, job_level, industry, contact_linkedin_url,
          iif(email, contact_email, NULL) AS contact_email,
          iif(phone, contact_direct_phone, NULL) AS contact_direct_phone,
          iif(phone, contact_mobile_phone, NULL) AS contact_mobile_phone,
          coalesce(email, 0) AS is_email_unlocked,
          coalesce(phone, 0) AS is_phone_unlocked
        FROM people LEFT JOIN unlocks ON unlocks.account = @account AND unlocks.uuid = people.uuid
        ${where}
        ORDER BY position LIMIT @limit OFFSET @offset`),
    };
  };

  const queriesFor = (names: FilterName[]): Queries => {
    const key = names.join();
    const queries = prepared.get(key) ?? prepare(names);
    prepared.set(key, queries);
    return queries;
  };

  return {
    /** The people who meet all filters, as the account sees them: how many in all, and one page, newest first. */
    search: (
      account: string,
      given: Filters,
      limit: number,
      offset: number,
    ): { count: number; results: FoundPerson[] } => {
      const names = filterNames.filter((name) => given[name] !== undefined);
      const values = Object.fromEntries(names.map((name) => [name, fold(given[name] as string)]));
      const queries = queriesFor(names);
      const count = queries.count.get(values) as number;
      const rows = offset < count ? (queries.page.all({ ...values, account, limit, offset }) as FoundRow[]) : [];
      const results = rows.map((row) => ({
        ...row,
        is_email_unlocked: row.is_email_unlocked === 1,
        is_phone_unlocked: row.is_phone_unlocked === 1,
      }));
      return { count, results };
    },
  };
};
