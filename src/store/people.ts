import { setImmediate } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import { recent } from '../recent.ts';
import type { Person } from '../seed/person.ts';
import type { Account } from './accounts.ts';
import { onUndone } from './atomic.ts';
import { byteText } from './byte-text.ts';
import type { Filters } from './filters.ts';
import { searchOwn, searchShared } from './person-columns.ts';
import { type Given, maskedTail, type OnFile, ownPersonWriter, tailOf, type Unlock, uuidOf } from './person-rows.ts';
import type { PersonSearch } from './person-search.ts';
import type { Shared } from './shared.ts';
import { unlockStore } from './unlocks.ts';

/** One page of a search. */
export type People = {
  /** How many there are on all pages. */
  count: number;
  /** How many there are on this page. */
  rows: number;
  /** They as JSON, as the account sees them (S9, S10), joined by commas: byte text. */
  text: string;
  /** Those of whom something is unlocked. */
  given: ({ uuid: string } & Given)[];
};

type Searcher = Pick<Account, 'name' | 'own_people'>;

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

/** Of how many of the newest shared people the results are kept as text: most of what is asked for again and again. */
const keptResults = 16_384;

/** Of how many accounts with people of their own what searches need is kept, at most. */
const keptAccounts = 200;

/** How many results one statement reads. */
const resultsARead = 10;

/** What stands between two results of which nothing is unlocked. */
const between = `${maskedTail},`;

/** Gives the results at some positions, rising, as one sees them who has unlocked nothing: joined by commas, as byte text. */
type ReadResults = (positions: ArrayLike<number>) => string;

/**
 * Reads results ten at a time: one statement for each would cost several times as much.
 * @param account whose people they are; null for the shared ones
 */
const resultReader = (db: Database, account: string | null): ReadResults => {
  const from = account === null ? 'people WHERE' : 'own_people WHERE account = ? AND';
  const head = `(SELECT head FROM ${from} position = ?)`;
  const statements: Statement<(string | number)[], Buffer>[] = [];
  const prepare = (count: number) =>
    db
      .prepare<(string | number)[], Buffer>(`SELECT CAST(concat_ws(?, ${Array(count).fill(head).join()}) AS BLOB)`)
      .pluck();
  const read = (positions: readonly number[]): string => {
    const statement = statements[positions.length] ?? prepare(positions.length);
    statements[positions.length] = statement;
    const given = account === null ? positions : positions.flatMap((position) => [account, position]);
    return byteText(statement.get(between, ...given) as Buffer) + maskedTail;
  };
  const newest: string[] = [];
  return (positions) => {
    const texts: string[] = [];
    let waiting: number[] = [];
    for (let index = 0; index < positions.length; index += 1) {
      const position = positions[index] as number;
      if (account === null && position < keptResults) {
        const text = newest[position] ?? read([position]);
        newest[position] = text;
        texts.push(text);
      } else if (waiting.push(position) === resultsARead) {
        texts.push(read(waiting));
        waiting = [];
      }
    }
    if (waiting.length > 0) texts.push(read(waiting));
    return texts.join();
  };
};

const onFileReader = (db: Database, from: string, owner: string) =>
  db.prepare<string[], OnFile>(`
    SELECT contact_email, contact_direct_phone, contact_mobile_phone FROM ${from} WHERE ${owner} uuid = ?`);

/**
 * @param db the state: unlocks, and the people of accounts that have their own
 * @param shared the people of all others
 */
export const peopleStore = (db: Database, shared: Shared) => {
  const unlocks = unlockStore(db);
  const fromShared = derived(shared, (from) => {
    const search = searchShared(from);
    return { search, results: resultReader(from, null), onFile: onFileReader(from, 'people', '') };
  });
  const ownOnFile = onFileReader(db, 'own_people', 'account = ? AND');
  const countShared = derived(shared, (from) => from.prepare<[], number>('SELECT count(*) FROM people').pluck());
  const ownFilters = db
    .prepare<[string], string>('SELECT filters FROM own_people WHERE account = ? ORDER BY position')
    .pluck();
  const clearOwn = db.prepare('DELETE FROM own_people WHERE account = ?');
  const setOwn = db.prepare('UPDATE accounts SET own_people = ? WHERE account = ?');
  const keptOwn = recent<string, { search: PersonSearch; results: ReadResults }>(keptAccounts);

  const forget = (): void => {
    unlocks.forget();
    keptOwn.clear();
  };

  onUndone(db, forget);

  const ownPeople = (account: string) => {
    const found = keptOwn.get(account) ?? {
      search: searchOwn(ownFilters.iterate(account)),
      results: resultReader(db, account),
    };
    keptOwn.set(account, found);
    return found;
  };

  const onFile = ({ name, own_people }: Searcher, uuid: string): OnFile | undefined =>
    own_people ? ownOnFile.get(name, uuid) : fromShared().onFile.get(uuid);

  type Unlocks = ReadonlyMap<string, Unlock>;

  /** Results as an account sees them that has unlocked something. */
  const withUnlocks = (account: Searcher, text: string, unlocked: Unlocks): Pick<People, 'text' | 'given'> => {
    const heads = text.slice(0, -maskedTail.length).split(between);
    const given: People['given'] = [];
    const results = heads.map((head) => {
      const uuid = uuidOf(head);
      const unlock = unlocked.get(uuid);
      if (!unlock) return head + maskedTail;
      const rest = tailOf(onFile(account, uuid) as OnFile, unlock);
      given.push({ uuid, ...rest.given });
      return head + byteText(rest.tail);
    });
    return { text: given.length > 0 ? results.join() : text, given };
  };

  return {
    /** The people who meet all filters, as the account sees them: one page, newest first. */
    search: (account: Searcher, filters: Filters, limit: number, offset: number): People => {
      const { name, own_people } = account;
      const { search, results } = own_people ? ownPeople(name) : fromShared();
      const { count, positions } = search.search(filters, limit, offset);
      const rows = positions.length;
      const text = results(positions);
      const unlocked = unlocks.of(name);
      if (rows === 0 || unlocked.size === 0) return { count, rows, text, given: [] };
      return { count, rows, ...withUnlocks(account, text, unlocked) };
    },

    /** How many people meet all filters. */
    countOf: ({ name, own_people }: Searcher, filters: Filters): number =>
      (own_people ? ownPeople(name) : fromShared()).search.search(filters, 1, 0).count,

    /** Gives what searches need before they come, bit by bit, with other work in between. */
    warmUp: async (signal: AbortSignal): Promise<void> => {
      for (const _ of fromShared().search.warmUp()) {
        await setImmediate();
        if (signal.aborted) return;
      }
    },

    /** How many people are shared. */
    count: (): number => countShared().get() as number,

    /** Whether a person is among those whom the account searches. */
    has: (account: Searcher, uuid: string): boolean => onFile(account, uuid) !== undefined,

    /** Whether a phone of that person's is on file. */
    hasPhone: (account: Searcher, uuid: string): boolean => {
      const { contact_direct_phone, contact_mobile_phone } = onFile(account, uuid) ?? {};
      return Boolean(contact_direct_phone || contact_mobile_phone);
    },

    /** From now on the account searches these people alone. In a transaction. */
    setOwn: (account: string, people: readonly Person[]): void => {
      keptOwn.delete(account);
      clearOwn.run(account);
      const write = ownPersonWriter(db, account);
      for (const [position, person] of people.entries()) write(person, position);
      setOwn.run(1, account);
    },

    /** From now on the account searches the shared people again. In a transaction. */
    clearOwn: (account: string): void => {
      keptOwn.delete(account);
      clearOwn.run(account);
      setOwn.run(0, account);
    },

    /** What an account has unlocked of a person; undefined where nothing. */
    unlocked: (account: string, uuid: string): Unlock | undefined => unlocks.of(account).get(uuid),

    setUnlock: unlocks.set,

    /** Takes an unlock back; false where there was none. */
    removeUnlock: unlocks.remove,

    /** To be called when the state was changed in another way: what is kept of it in memory is read anew. */
    forget,
  };
};

export type PeopleStore = ReturnType<typeof peopleStore>;
