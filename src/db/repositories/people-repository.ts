import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Filters } from '../../domain/filters.ts';
import {
  formatContactsPart,
  maskContacts,
  maskedContactsPart,
  type PersonContacts,
  type Unlock,
} from '../../domain/masking.ts';
import { isPersonalValue, personalFields } from '../../domain/record-fields.ts';
import { openSharedSearch } from '../search/open-search.ts';
import type { PersonSearch } from '../search/person-search.ts';
import type { SeedData } from '../seed-data.ts';
import type { Account } from './account-repository.ts';
import { createOwnPeopleIndexes } from './own-people-indexes.ts';
import { createSharedResults, prepareOwnResults } from './person-results.ts';
import { type OwnPersonRow, parseUuid, prepareWriteOwnPerson } from './person-rows.ts';
import { nothingPersonal, type Personal, type PersonalRow } from './personal-values.ts';
import { createUnlockRepository, type Unlocks } from './unlock-repository.ts';

/** One page of a search. */
export type People = {
  /** How many people all pages have. */
  count: number;
  /** How many people this page has. */
  rows: number;
  /** Each result as JSON in UTF-8, as the account sees it (S9, S10). */
  results: readonly Buffer[];
  /** The emails and phones in it. */
  personal: Personal;
};

type Searcher = Pick<Account, 'name' | 'own_people'>;

type ContactsRow = PersonContacts & { uuid: string };

/** Prepares a read of the emails and phones that are stored of a person. */
const prepareContacts = (db: Database, from: string, where: string) =>
  db.prepare<(string | number)[], ContactsRow>(`SELECT uuid, ${personalFields.join()} FROM ${from} WHERE ${where} = ?`);

/** Returns the result of `create` for the seed database. Calls `create` again after another database has replaced it. */
const createForSeedData = <T>(seedData: SeedData, create: (db: Database) => T): (() => T) => {
  let createdFrom: Database | undefined;
  let created: T;
  return () => {
    if (createdFrom !== seedData.db) {
      created = create(seedData.db);
      createdFrom = seedData.db;
    }
    return created;
  };
};

/** Creates the reads of people: the shared people, or an account's own people if it has any. */
const createPeopleReads = (db: Database, seedData: SeedData) => {
  const getShared = createForSeedData(seedData, (seedDb) => ({
    search: openSharedSearch(seedDb, seedData.guard),
    results: createSharedResults(seedDb),
    contactsByUuid: prepareContacts(seedDb, 'people', 'uuid'),
    contactsByPosition: prepareContacts(seedDb, 'people', 'position'),
    count: seedDb.prepare<[], number>('SELECT count(*) FROM people').pluck(),
  }));
  const ownIndexes = createOwnPeopleIndexes(db);
  const readOwnResult = prepareOwnResults(db);
  const ownContactsByUuid = prepareContacts(db, 'own_people', 'account = ? AND uuid');
  const ownContactsByPosition = prepareContacts(db, 'own_people', 'account = ? AND position');

  return {
    getShared,
    ownIndexes,
    getSearch: ({ name, own_people }: Searcher): PersonSearch =>
      own_people ? ownIndexes.get(name) : getShared().search,
    readResults: ({ name, own_people }: Searcher, positions: ArrayLike<number>): Buffer[] => {
      if (own_people) return Array.from(positions, (position) => readOwnResult(name, position));
      return seedData.guard(() => {
        const { results } = getShared();
        return Array.from(positions, results.read);
      });
    },
    readContacts: ({ name, own_people }: Searcher, uuid: string): ContactsRow | undefined =>
      own_people ? ownContactsByUuid.get(name, uuid) : seedData.guard(() => getShared().contactsByUuid.get(uuid)),
    readContactsAt: ({ name, own_people }: Searcher, position: number): ContactsRow | undefined =>
      own_people
        ? ownContactsByPosition.get(name, position)
        : seedData.guard(() => getShared().contactsByPosition.get(position)),
    countShared: (): number => seedData.guard(() => getShared().count.get() as number),
  };
};

type PeopleReads = ReturnType<typeof createPeopleReads>;

/** Packs a person's position and what is unlocked of the person into one number. */
const pack = (position: number, { email, phone }: Unlock): number => 4 * position + 2 * phone + email;
const unpack = (packed: number): { position: number; unlock: Unlock } => ({
  position: Math.floor(packed / 4),
  unlock: { email: (packed & 1) as 0 | 1, phone: ((packed >> 1) & 1) as 0 | 1 },
});

/** Refers to the emails and phones of people. Only the name of the account and the packed numbers stay in memory. */
const referToPersonal = (
  { readContactsAt }: PeopleReads,
  { name, own_people }: Searcher,
  packedPeople: Uint32Array,
  values: number,
): Personal => ({
  values,
  unlocked: packedPeople.length,
  isPermanent: !own_people,
  bytes: packedPeople.byteLength,
  readRows: () =>
    Array.from(packedPeople, unpack).flatMap(({ position, unlock }): PersonalRow[] => {
      const stored = readContactsAt({ name, own_people }, position);
      return stored ? [{ uuid: stored.uuid, ...maskContacts(stored, unlock) }] : [];
    }),
});

/** Shows in results what the account has unlocked. */
const unmaskResults = (
  reads: PeopleReads,
  searcher: Searcher,
  maskedResults: readonly Buffer[],
  positions: ArrayLike<number>,
  unlocks: Unlocks,
): Pick<People, 'results' | 'personal'> => {
  const packedPeople: number[] = [];
  let values = 0;
  const results = maskedResults.map((result, index) => {
    const uuid = parseUuid(result);
    const unlock = unlocks.get(uuid);
    if (!unlock) return result;
    const shown = maskContacts(reads.readContacts(searcher, uuid) as PersonContacts, unlock);
    values += Object.values(shown).filter(isPersonalValue).length;
    packedPeople.push(pack(positions[index] as number, unlock));
    return Buffer.concat([
      result.subarray(0, -maskedContactsPart.length),
      Buffer.from(formatContactsPart(shown, unlock)),
    ]);
  });
  const personal =
    packedPeople.length === 0
      ? nothingPersonal
      : referToPersonal(reads, searcher, Uint32Array.from(packedPeople), values);
  return { results, personal };
};

/**
 * Creates the repository of people and their unlocks. It is one closure because the methods share reads, caches and statements.
 * @param db the state: unlocks, and the people of accounts that have their own
 * @param seedData the shared people, whom all other accounts search
 */
export const createPeopleRepository = (db: Database, seedData: SeedData) => {
  const unlocks = createUnlockRepository(db);
  const reads = createPeopleReads(db, seedData);
  const { getShared, ownIndexes, getSearch, readContacts } = reads;
  const deleteOwn = db.prepare('DELETE FROM own_people WHERE account = ?');
  const setOwnPeople = db.prepare('UPDATE accounts SET own_people = ? WHERE account = ?');

  return {
    /** Finds the people who meet all filters, as the account sees them: one page, newest first. */
    search: (account: Searcher, filters: Filters, limit: number, offset: number): People => {
      const { count, positions } = getSearch(account).search(filters, limit, offset);
      const rows = positions.length;
      const results = reads.readResults(account, positions);
      const unlocksOfAccount = unlocks.getAll(account.name);
      if (rows === 0 || unlocksOfAccount.size === 0) {
        return { count, rows, results, personal: nothingPersonal };
      }
      return { count, rows, ...unmaskResults(reads, account, results, positions, unlocksOfAccount) };
    },

    /** Counts the people who meet all filters. */
    countMatching: (account: Searcher, filters: Filters): number => getSearch(account).search(filters, 1, 0).count,

    /** How many bytes of memory each cache uses (database-memory-bounds.ts). */
    cachedBytes: (): Record<'unlocks' | 'results' | 'indexes' | 'texts', number> => ({
      unlocks: unlocks.cachedBytes(),
      results: getShared().results.cachedBytes(),
      indexes: ownIndexes.cachedBytes(),
      texts: getShared().search.textBytes(),
    }),

    /**
     * Builds the search index before the first search. Other requests run during this time. It ends early if the
     * seed data is replaced.
     */
    warmUp: async (signal: AbortSignal): Promise<void> => {
      const { search } = getShared();
      for (const _ of search.warmUp()) {
        await setImmediate();
        if (signal.aborted || getShared().search !== search) return;
      }
    },

    countShared: reads.countShared,

    /** Whether a person is among the people whom the account searches. */
    has: (account: Searcher, uuid: string): boolean => readContacts(account, uuid) !== undefined,

    /** Whether a phone of a person is stored. */
    hasPhone: (account: Searcher, uuid: string): boolean => {
      const { contact_direct_phone, contact_mobile_phone } = readContacts(account, uuid) ?? {};
      return Boolean(contact_direct_phone || contact_mobile_phone);
    },

    /** Makes an account search only these people. Must run in a transaction. */
    setOwn: (account: string, people: readonly OwnPersonRow[]): void => {
      ownIndexes.delete(account);
      deleteOwn.run(account);
      const write = prepareWriteOwnPerson(db, account);
      for (const [position, person] of people.entries()) write(person, position);
      setOwnPeople.run(1, account);
    },

    /** Makes an account search the shared people again. Must run in a transaction. */
    clearOwn: (account: string): void => {
      ownIndexes.delete(account);
      deleteOwn.run(account);
      setOwnPeople.run(0, account);
    },

    /** What an account has unlocked of a person; undefined for nothing. */
    findUnlock: unlocks.find,

    setUnlock: unlocks.set,

    /** Deletes an unlock. Returns false if there is none. */
    removeUnlock: unlocks.remove,

    /** Must be called when unlocks or own people were changed in another way than by this repository. */
    clearCaches: (): void => {
      unlocks.clearCache();
      ownIndexes.clear();
    },
  };
};

export type PeopleRepository = ReturnType<typeof createPeopleRepository>;
