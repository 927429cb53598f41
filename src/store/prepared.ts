import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { codeFolder, version } from '../package-info.ts';
import type { Fixtures } from '../seed/fixtures.ts';
import { StartError } from '../start-error.ts';
import { isSound, keep, preparedName, prune } from './prepared-files.ts';
import type { RecordSet } from './records.ts';
import { createShared, fill, openShared, type Shared, sharedFrom, type Watching } from './shared.ts';

/** What data is to be made from. */
export type Origin = { fixtures: Fixtures; seed: number; people: number };

/** The code that makes the data: what was published by the names of its parts, which change with them; else its text. */
const code = (): string[] => {
  if (!import.meta.url.endsWith('.ts')) return readdirSync(codeFolder).filter((name) => name.endsWith('.js'));
  return ['seed/', 'store/']
    .map((path) => new URL(path, codeFolder))
    .flatMap((folder) => readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8')));
};

/** The same for data that is the same. */
const keyOf = ({ fixtures, seed, people }: Origin): string =>
  createHash('sha256')
    .update(JSON.stringify([version, code().sort(), fixtures.hash, seed, people]))
    .digest('hex')
    .slice(0, 32);

/** The data of a file that is whole. */
const open = (file: string, { fixtures, seed, people }: Origin): Shared => {
  const db = new DatabaseFile(file, { readonly: true, fileMustExist: true });
  // Nobody writes to it: it is locked once, not for each statement.
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('cache_size = -32768');
  const recordSets = JSON.parse(db.prepare('SELECT record_sets FROM made_from').pluck().get() as string) as RecordSet[];
  return { ...sharedFrom(db), filled: { fixtures, recordSets, seed, people } };
};

/** The same of one that was kept; where it can't be read after all it is deleted. */
const openKept = (file: string, origin: Origin): Shared | undefined => {
  try {
    return open(file, origin);
  } catch {
    rmSync(file);
    return undefined;
  }
};

/** The file with the data, where it was prepared before; one that is not as it was written is deleted. */
const find = (folder: string, key: string): string | undefined =>
  readdirSync(folder).find((name) => {
    if (!preparedName.test(name) || !name.startsWith(key)) return false;
    const sound = isSound(folder, name);
    if (!sound) rmSync(join(folder, name));
    return sound;
  });

/** Makes the data in a file. It gets its name when it is whole: nobody ever finds half of one. */
const make = async (folder: string, key: string, origin: Origin, watching: Watching): Promise<string> => {
  const part = join(folder, `${key}-${randomUUID()}.part`);
  const db = new DatabaseFile(part);
  try {
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    const shared = createShared(db);
    await fill(shared, origin.fixtures, origin.seed, origin.people, watching);
    db.prepare('INSERT INTO made_from (record_sets) VALUES (?)').run(JSON.stringify(shared.filled?.recordSets));
    db.close();
    const written = openSync(part, 'r+');
    fsyncSync(written);
    closeSync(written);
    const name = keep(folder, part, key);
    prune(folder);
    return name;
  } finally {
    db.close();
    rmSync(part, { force: true });
  }
};

const isOwnMistake = (error: unknown): boolean => error instanceof StartError || (error as Error).name === 'AbortError';

/**
 * The data that the seed and the fixtures fix: from the file in which it was kept, or made now and kept for the next
 * time. Where the folder can't be used it is made in memory.
 * @param folder where such files are; undefined for none
 * @param warn told why nothing is kept
 * @throws FixtureError for an unlock of nobody
 */
export const preparedData = async (
  origin: Origin,
  folder: string | undefined,
  warn: (why: string) => void,
  watching: Watching = {},
): Promise<Shared> => {
  if (folder !== undefined) {
    try {
      const key = keyOf(origin);
      mkdirSync(folder, { recursive: true });
      const found = find(folder, key);
      const kept = found === undefined ? undefined : openKept(join(folder, found), origin);
      return kept ?? open(join(folder, await make(folder, key, origin, watching)), origin);
    } catch (error) {
      if (isOwnMistake(error)) throw error;
      warn(`data can't be kept in ${folder}: ${(error as Error).message}`);
    }
  }
  const shared = openShared();
  await fill(shared, origin.fixtures, origin.seed, origin.people, watching);
  return shared;
};
