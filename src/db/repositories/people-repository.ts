import { setImmediate } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import type { Filters } from '../../domain/filters.ts';
import { isPersonalValue, personalFields } from '../../domain/record-fields.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import { memoryBounds } from '../../lib/memory-bounds.ts';
import type { SeedData } from '../prepared/seed-data.ts';
import { searchOwn, searchShared } from '../search/person-columns.ts';
import type { PersonSearch } from '../search/person-search.ts';
import type { Account } from './account-repository.ts';
import {
  maskedTail,
  type OnFile,
  type OwnPerson,
  ownPersonWriter,
  tailOf,
  type Unlock,
  unmasked,
  uuidOf,
} from './person-rows.ts';
import { nothingPersonal, type Personal, type PersonalRow } from './personal-values.ts';
import { type Unlocks, unlockStore } from './unlock-repository.ts';

/** One page of a search. */
export type People = {
  /** How many there are on all pages. */
  count: number;
  /** How many there are on this page. */
  rows: number;
  /** The results as JSON, as the account sees them (S9, S10), with commas between them. */
  text: string;
  /** What it discloses. */
  personal: Personal;
};

type Searcher = Pick<Account, 'name' | 'own_people'>;

/** What is made from the shared database, made anew when another one takes its place. */
const derived = <T>(shared: SeedData, make: (db: Database) => T): (() => T) => {
  let from: Database | undefined;
  let made: T;
  return () => {
    if (from !== shared.db) {
      made = make(shared.db);
      from = shared.db;
    }
    return made;
  };
};

/** Of how many of the newest shared people the results are kept as text: most of what is asked for again and again. */
const keptResults = 16_384;

/** How many results one statement reads. */
const resultsARead = 10;

/** What stands between two results of which nothing is unlocked. */
const between = `${maskedTail},`;

/**
 * Gives the results at some positions, rising, as an account sees them that has unlocked nothing, with commas between them.
 * @param owner whose people they are; none for the shared ones
 */
type ReadResults = (positions: ArrayLike<number>, ...owner: string[]) => string;

/** What an entry of the list of results takes besides its text. */
const bytesPerResult = 40;

/** Reads results ten at a time: one statement for each would cost several times as much. */
const resultReader = (db: Database, from: 'people' | 'own_people'): { read: ReadResults; bytes: () => number } => {
  const owned = from === 'own_people' ? 'account = ? AND' : '';
  const head = `(SELECT head FROM ${from} WHERE ${owned} position = ?)`;
  const statements: Statement<(string | number)[], string>[] = [];
  const prepare = (count: number) =>
    db.prepare<(string | number)[], string>(`SELECT concat_ws(?, ${Array(count).fill(head).join()})`).pluck();
  const readSome = (positions: readonly number[], owner: string[]): string => {
    const statement = statements[positions.length] ?? prepare(positions.length);
    statements[positions.length] = statement;
    const parameters = positions.flatMap((position) => [...owner, position]);
    return `${statement.get(between, ...parameters)}${maskedTail}`;
  };
  const newest: string[] = [];
  let bytes = 0;
  const readNewest = (position: number): string => {
    const known = newest[position];
    if (known !== undefined) return known;
    const text = readSome([position], []);
    if (bytes < memoryBounds.results) {
      newest[position] = text;
      bytes += bytesPerResult + text.length;
    }
    return text;
  };
  const read: ReadResults = (positions, ...owner) => {
    const texts: string[] = [];
    let waiting: number[] = [];
    for (let index = 0; index < positions.length; index += 1) {
      const position = positions[index] as number;
      if (owner.length === 0 && position < keptResults) texts.push(readNewest(position));
      else if (waiting.push(position) === resultsARead) {
        texts.push(readSome(waiting, owner));
        waiting = [];
      }
    }
    if (waiting.length > 0) texts.push(readSome(waiting, owner));
    return texts.join();
  };
  return { read, bytes: () => bytes };
};

/** Reads what is on file of a person, found by one of the columns. */
const onFileReader = (db: Database, from: string, where: string) =>
  db.prepare<(string | number)[], OnFile & { uuid: string }>(
    `SELECT uuid, ${personalFields.join()} FROM ${from} WHERE ${where} = ?`,
  );

/** A person by their position and what is unlocked, as one number. */
const pack = (position: number, { email, phone }: Unlock): number => 4 * position + 2 * phone + email;
const unpack = (packed: number): { position: number; unlock: Unlock } => ({
  position: Math.floor(packed / 4),
  unlock: { email: (packed & 1) as 0 | 1, phone: ((packed >> 1) & 1) as 0 | 1 },
});

/**
 * @param db the state: unlocks, and the people of accounts that have their own
 * @param shared the people of all others
 */
export const peopleStore = (db: Database, shared: SeedData) => {
  const unlocks = unlockStore(db);
  const fromShared = derived(shared, (from) => {
    const search = searchShared(from, shared.guard);
    return {
      search,
      results: resultReader(from, 'people'),
      byUuid: onFileReader(from, 'people', 'uuid'),
      byPosition: onFileReader(from, 'people', 'position'),
    };
  });
  const ownResults = resultReader(db, 'own_people');
  const ownByUuid = onFileReader(db, 'own_people', 'account = ? AND uuid');
  const ownByPosition = onFileReader(db, 'own_people', 'account = ? AND position');
  const countShared = derived(shared, (from) => from.prepare<[], number>('SELECT count(*) FROM people').pluck());
  const ownFilters = db
    .prepare<[string], string>('SELECT filters FROM own_people WHERE account = ? ORDER BY position')
    .pluck();
  const clearOwn = db.prepare('DELETE FROM own_people WHERE account = ?');
  const setOwn = db.prepare('UPDATE accounts SET own_people = ? WHERE account = ?');
  const keptOwn = createLruCache<string, PersonSearch>(memoryBounds.indexes);
  let largeOwn: { account: string; search: PersonSearch; bytes: number } | undefined;

  const forget = (): void => {
    unlocks.forget();
    keptOwn.clear();
    largeOwn = undefined;
  };

  const ownSearch = (account: string): PersonSearch => {
    const known = largeOwn?.account === account ? largeOwn.search : keptOwn.get(account);
    if (known) return known;
    const { search, bytes } = searchOwn(ownFilters.iterate(account));
    // A rollback may undo what the current transaction has written.
    if (db.inTransaction) return search;
    // An index that is too large for the others' room is kept as long as it is the only one that is used.
    if (bytes > memoryBounds.indexes / 2) largeOwn = { account, search, bytes };
    else keptOwn.set(account, search, bytes);
    return search;
  };

  const forgetOwn = (account: string): void => {
    keptOwn.delete(account);
    if (largeOwn?.account === account) largeOwn = undefined;
  };

  const searchOf = ({ name, own_people }: Searcher): PersonSearch =>
    own_people ? ownSearch(name) : fromShared().search;

  const resultsAt = ({ name, own_people }: Searcher, positions: ArrayLike<number>): string =>
    own_people ? ownResults.read(positions, name) : shared.guard(() => fromShared().results.read(positions));

  const onFile = ({ name, own_people }: Searcher, uuid: string): OnFile | undefined =>
    own_people ? ownByUuid.get(name, uuid) : shared.guard(() => fromShared().byUuid.get(uuid));

  /** What a page disclosed of people, read anew. It keeps nothing alive but the account's name and two arguments. */
  const personalRows = ({ name, own_people }: Searcher, people: Uint32Array): PersonalRow[] =>
    Array.from(people, unpack).flatMap(({ position, unlock }): PersonalRow[] => {
      const found = own_people
        ? ownByPosition.get(name, position)
        : shared.guard(() => fromShared().byPosition.get(position));
      return found ? [{ uuid: found.uuid, ...unmasked(found, unlock) }] : [];
    });

  const personalOf = (searcher: Searcher, people: Uint32Array, values: number): Personal => ({
    values,
    unlocked: people.length,
    isPermanent: !searcher.own_people,
    bytes: people.byteLength,
    rows: () => personalRows(searcher, people),
  });

  /** Results as an account sees them that has unlocked something. */
  const withUnlocks = (
    { name, own_people }: Searcher,
    text: string,
    positions: ArrayLike<number>,
    unlocked: Unlocks,
  ): Pick<People, 'text' | 'personal'> => {
    const heads = text.slice(0, -maskedTail.length).split(between);
    const people: number[] = [];
    let values = 0;
    const results = heads.map((head, index) => {
      const uuid = uuidOf(head);
      const unlock = unlocked.get(uuid);
      if (!unlock) return head + maskedTail;
      const shown = unmasked(onFile({ name, own_people }, uuid) as OnFile, unlock);
      values += Object.values(shown).filter(isPersonalValue).length;
      people.push(pack(positions[index] as number, unlock));
      return head + tailOf(shown, unlock);
    });
    if (people.length === 0) return { text, personal: nothingPersonal };
    return { text: results.join(), personal: personalOf({ name, own_people }, Uint32Array.from(people), values) };
  };

  return {
    /** The people who meet all filters, as the account sees them: one page, newest first. */
    search: (account: Searcher, filters: Filters, limit: number, offset: number): People => {
      const { count, positions } = searchOf(account).search(filters, limit, offset);
      const rows = positions.length;
      const text = resultsAt(account, positions);
      const unlocked = unlocks.of(account.name);
      if (rows === 0 || unlocked.size === 0) return { count, rows, text, personal: nothingPersonal };
      return { count, rows, ...withUnlocks(account, text, positions, unlocked) };
    },

    /** How many people meet all filters. */
    countOf: (account: Searcher, filters: Filters): number => searchOf(account).search(filters, 1, 0).count,

    /** How many bytes of memory is taken by what is kept of earlier searches (memory-bounds.ts). */
    bytes: (): Record<'unlocks' | 'results' | 'indexes' | 'texts', number> => ({
      unlocks: unlocks.bytes(),
      results: fromShared().results.bytes(),
      indexes: keptOwn.weight() + (largeOwn?.bytes ?? 0),
      texts: fromShared().search.textBytes(),
    }),

    /** Gives what searches need before they come, bit by bit, with other work in between. */
    warmUp: async (signal: AbortSignal): Promise<void> => {
      for (const _ of fromShared().search.warmUp()) {
        await setImmediate();
        if (signal.aborted) return;
      }
    },

    /** How many people are shared. */
    count: (): number => shared.guard(() => countShared().get() as number),

    /** Whether a person is among those whom the account searches. */
    has: (account: Searcher, uuid: string): boolean => onFile(account, uuid) !== undefined,

    /** Whether a phone of that person's is on file. */
    hasPhone: (account: Searcher, uuid: string): boolean => {
      const { contact_direct_phone, contact_mobile_phone } = onFile(account, uuid) ?? {};
      return Boolean(contact_direct_phone || contact_mobile_phone);
    },

    /** From now on the account searches these people alone. In a transaction. */
    setOwn: (account: string, people: readonly OwnPerson[]): void => {
      forgetOwn(account);
      clearOwn.run(account);
      const write = ownPersonWriter(db, account);
      for (const [position, person] of people.entries()) write(person, position);
      setOwn.run(1, account);
    },

    /** From now on the account searches the shared people again. In a transaction. */
    clearOwn: (account: string): void => {
      forgetOwn(account);
      clearOwn.run(account);
      setOwn.run(0, account);
    },

    /** What an account has unlocked of a person; undefined where nothing. */
    unlocked: (account: string, uuid: string): Unlock | undefined => unlocks.find(account, uuid),

    setUnlock: unlocks.set,

    /** Takes an unlock back; false where there was none. */
    removeUnlock: unlocks.remove,

    /** To be called when the state was changed in another way: what is kept of it in memory is read anew. */
    forget,
  };
};

export type PeopleStore = ReturnType<typeof peopleStore>;
