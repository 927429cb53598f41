import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Person } from '../seed/person.ts';
import type { Account } from './accounts.ts';
import { onUndone } from './atomic.ts';
import { byteText } from './byte-text.ts';
import { searchOwn, searchShared } from './person-columns.ts';
import { type Given, maskedTail, type OnFile, ownPersonWriter, tailOf, type Unlock, uuidOf } from './person-rows.ts';
import { type Filters, filterNames, type PersonSearch } from './person-search.ts';
import type { Shared } from './shared.ts';
import { unlockStore } from './unlocks.ts';

/** One page of a search. */
export type People = {
  /** How many there are on all pages. */
  count: number;
  /** Each as JSON, as the account sees them (S9, S10): byte text. */
  results: string[];
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

/** How many results are kept as text; those that are asked for again and again are mostly the newest. */
const keptResults = 16_384;

/** Gives the result at a position as one sees it who has unlocked nothing. */
const resultReader = (head: (position: number) => string): ((position: number) => string) => {
  const positions = new Uint32Array(keptResults).fill(0xffff_ffff);
  const texts: string[] = [];
  return (position) => {
    const slot = position % keptResults;
    if (positions[slot] === position) return texts[slot] as string;
    const text = head(position) + maskedTail;
    positions[slot] = position;
    texts[slot] = text;
    return text;
  };
};

const read = (db: Database, from: string, owner: string) => ({
  head: db
    .prepare<(string | number)[], Buffer>(`SELECT CAST(head AS BLOB) FROM ${from} WHERE ${owner} position = ?`)
    .pluck(),
  onFile: db.prepare<(string | number)[], OnFile>(`
    SELECT contact_email, contact_direct_phone, contact_mobile_phone FROM ${from} WHERE ${owner} uuid = ?`),
});

/**
 * @param db the state: unlocks, and the people of accounts that have their own
 * @param shared the people of all others
 */
export const peopleStore = (db: Database, shared: Shared) => {
  const unlocks = unlockStore(db);
  const fromShared = derived(shared, (from) => {
    const { head, onFile } = read(from, 'people', '');
    return {
      onFile,
      result: resultReader((position) => byteText(head.get(position) as Buffer)),
      search: searchShared(from),
    };
  });
  const fromOwn = read(db, 'own_people', 'account = ? AND');
  const countShared = derived(shared, (from) => from.prepare<[], number>('SELECT count(*) FROM people').pluck());
  const ownFilters = db
    .prepare<[string], string>('SELECT filters FROM own_people WHERE account = ? ORDER BY position')
    .pluck();
  const clearOwn = db.prepare('DELETE FROM own_people WHERE account = ?');
  const setOwn = db.prepare('UPDATE accounts SET own_people = ? WHERE account = ?');
  const keptOwn = new Map<string, { search: PersonSearch; result: (position: number) => string }>();

  const forget = (): void => {
    unlocks.forget();
    keptOwn.clear();
  };

  onUndone(db, forget);

  const ownPeople = (account: string) => {
    const found = keptOwn.get(account) ?? {
      search: searchOwn(ownFilters.iterate(account)),
      result: (position: number): string => byteText(fromOwn.head.get(account, position) as Buffer) + maskedTail,
    };
    keptOwn.set(account, found);
    return found;
  };

  const onFile = ({ name, own_people }: Searcher, uuid: string): OnFile | undefined =>
    own_people ? fromOwn.onFile.get(name, uuid) : fromShared().onFile.get(uuid);

  return {
    /** The people who meet all filters, as the account sees them: one page, newest first. */
    search: (account: Searcher, given: Filters, limit: number, offset: number): People => {
      const { name, own_people } = account;
      const { search, result } = own_people ? ownPeople(name) : fromShared();
      const { count, positions } = search(given, limit, offset);
      const unlocked = unlocks.of(name);
      const people: People = { count, results: [], given: [] };
      for (let index = 0; index < positions.length; index += 1) {
        const position = positions[index] as number;
        const text = result(position);
        const uuid = unlocked.size > 0 ? uuidOf(text) : '';
        const unlock = unlocked.get(uuid);
        if (!unlock) people.results.push(text);
        else {
          const rest = tailOf(onFile(account, uuid) as OnFile, unlock);
          people.results.push(text.slice(0, -maskedTail.length) + byteText(rest.tail));
          people.given.push({ uuid, ...rest.given });
        }
      }
      return people;
    },

    /** Gets what searches need before they come, filter by filter, with other work in between. */
    warmUp: async (signal: AbortSignal): Promise<void> => {
      // Of few people it takes less than a search, and the first one is not to wait.
      if ((countShared().get() as number) < 100_000) return;
      for (const name of filterNames) {
        await setImmediate();
        if (signal.aborted) return;
        fromShared().search({ [name]: 'a' }, 1, 0);
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
