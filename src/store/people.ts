import type { Database, Statement } from 'better-sqlite3';
import type { Person } from '../seed/person.ts';
import type { Account } from './accounts.ts';
import { fold } from './fold.ts';
import { personWriter } from './person-rows.ts';
import type { Shared } from './shared.ts';

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

type Row = Omit<FoundPerson, 'is_email_unlocked' | 'is_phone_unlocked'>;
type Unlock = { email: 0 | 1; phone: 0 | 1 };

const filterNames = Object.keys(filters) as FilterName[];

const condition = (name: FilterName): string =>
  filters[name] === 'part' ? `instr(${name}_key, @${name}) > 0` : `${name}_key = @${name}`;

/** The searches of one table of people, each prepared when its combination of filters is first asked for. */
const searcher = (db: Database, table: 'people' | 'own_people') => {
  type Queries = { count: Statement; page: Statement };
  const prepared = new Map<string, Queries>();
  const owner = table === 'own_people' ? ['account = @account'] : [];

  const prepare = (names: FilterName[]): Queries => {
    const conditions = [...owner, ...names.map(condition)];
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    return {
      count: db.prepare(`SELECT count(*) FROM ${table} ${where}`).pluck(),
      page: db.prepare(`
        SELECT uuid, first_name, last_name, company_name, job_title, job_level, industry, contact_linkedin_url,
          contact_email, contact_direct_phone, contact_mobile_phone
        FROM ${table} ${where} ORDER BY position LIMIT @limit OFFSET @offset`),
    };
  };

  return (account: string, given: Filters, limit: number, offset: number): { count: number; rows: Row[] } => {
    const names = filterNames.filter((name) => given[name] !== undefined);
    const key = names.join();
    const queries = prepared.get(key) ?? prepare(names);
    prepared.set(key, queries);
    const values = {
      ...Object.fromEntries(names.map((name) => [name, fold(given[name] as string)])),
      ...(owner.length > 0 && { account }),
    };
    const count = queries.count.get(values) as number;
    const rows = offset < count ? (queries.page.all({ ...values, limit, offset }) as Row[]) : [];
    return { count, rows };
  };
};

/** S10: a row as an account with this unlock sees it. What it has not unlocked ends here. */
const masked = (row: Row, unlock: Unlock | undefined): FoundPerson => ({
  ...row,
  contact_email: unlock?.email ? row.contact_email : null,
  contact_direct_phone: unlock?.phone ? row.contact_direct_phone : null,
  contact_mobile_phone: unlock?.phone ? row.contact_mobile_phone : null,
  is_email_unlocked: unlock?.email === 1,
  is_phone_unlocked: unlock?.phone === 1,
});

/** What is made from the shared database, made anew when another one takes its place. */
const derived = <T>(shared: Shared, make: (db: Database) => T): (() => T) => {
  let from: Database | undefined;
  let made: T;
  return () => {
    if (from !== shared.db) {
      from = shared.db;
      made = make(from);
    }
    return made;
  };
};

/**
 * @param db the state: unlocks, and the people of accounts that have their own
 * @param shared the people of all others
 */
export const peopleStore = (db: Database, shared: Shared) => {
  const searchShared = derived(shared, (from) => searcher(from, 'people'));
  const searchOwn = searcher(db, 'own_people');
  const unlock = db.prepare<[string, string], Unlock>(
    'SELECT email, phone FROM unlocks WHERE account = ? AND uuid = ?',
  );
  const putUnlock = db.prepare('INSERT OR REPLACE INTO unlocks (account, uuid, email, phone) VALUES (?, ?, ?, ?)');
  const removeUnlock = db.prepare('DELETE FROM unlocks WHERE account = ? AND uuid = ?');
  const countShared = derived(shared, (from) => from.prepare<[], number>('SELECT count(*) FROM people').pluck());
  const inShared = derived(shared, (from) => from.prepare('SELECT 1 FROM people WHERE uuid = ?').pluck());
  const inOwn = db.prepare('SELECT 1 FROM own_people WHERE account = ? AND uuid = ?').pluck();
  const onFile = "(contact_direct_phone <> '' OR contact_mobile_phone <> '')";
  const phoneOwn = db.prepare(`SELECT 1 FROM own_people WHERE account = ? AND uuid = ? AND ${onFile}`).pluck();
  const phoneShared = derived(shared, (from) =>
    from.prepare(`SELECT 1 FROM people WHERE uuid = ? AND ${onFile}`).pluck(),
  );
  const clearOwn = db.prepare('DELETE FROM own_people WHERE account = ?');
  const setOwn = db.prepare('UPDATE accounts SET own_people = ? WHERE account = ?');
  const writeOwn = personWriter(db, 'own_people');

  return {
    /** The people who meet all filters, as the account sees them: how many in all, and one page, newest first. */
    search: (
      account: Pick<Account, 'name' | 'own_people'>,
      given: Filters,
      limit: number,
      offset: number,
    ): { count: number; results: FoundPerson[] } => {
      const search = account.own_people ? searchOwn : searchShared();
      const { count, rows } = search(account.name, given, limit, offset);
      return { count, results: rows.map((row) => masked(row, unlock.get(account.name, row.uuid))) };
    },

    /** How many people are shared. */
    count: (): number => countShared().get() as number,

    /** Whether a person is among those whom the account searches. */
    has: (account: Pick<Account, 'name' | 'own_people'>, uuid: string): boolean =>
      (account.own_people ? inOwn.get(account.name, uuid) : inShared().get(uuid)) !== undefined,

    /** Whether a phone of that person's is on file. */
    hasPhone: (account: Pick<Account, 'name' | 'own_people'>, uuid: string): boolean =>
      (account.own_people ? phoneOwn.get(account.name, uuid) : phoneShared().get(uuid)) !== undefined,

    /** From now on the account searches these people alone. In a transaction. */
    setOwn: (account: string, people: readonly Person[]): void => {
      clearOwn.run(account);
      for (const [position, person] of people.entries()) writeOwn(person, position, account);
      setOwn.run(1, account);
    },

    /** From now on the account searches the shared people again. In a transaction. */
    clearOwn: (account: string): void => {
      clearOwn.run(account);
      setOwn.run(0, account);
    },

    /** What an account has unlocked of a person; undefined where nothing. */
    unlocked: (account: string, uuid: string): Unlock | undefined => unlock.get(account, uuid),

    setUnlock: (account: string, uuid: string, email: boolean, phone: boolean): void => {
      putUnlock.run(account, uuid, Number(email), Number(phone));
    },

    /** Takes an unlock back; false where there was none. */
    removeUnlock: (account: string, uuid: string): boolean => removeUnlock.run(account, uuid).changes > 0,
  };
};

export type PeopleStore = ReturnType<typeof peopleStore>;
