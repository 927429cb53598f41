import { closeSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What a folder keeps at most; what was not used for longest goes first. The newest stays, whatever its size. */
const mostFiles = 20;
const mostBytes = 2 * 1024 ** 3;
/** After this a file that was never finished is nobody's any more. */
const unfinishedMs = 3_600_000;

const nameOf = (key: string, sum: string): string => `${key}-${sum}.data`;
/** The checksum in a name. */
const sumOf = (name: string): string => name.slice(33, 41);
export const preparedName = /^[0-9a-f]{32}-[0-9a-f]{8}\.data$/;
const unfinishedName = /^[0-9a-f]{32}-[0-9a-f-]{36}\.part(-journal)?$/;

/** The checksum of a file's content. */
const checksum = (file: string): string => {
  const part = Buffer.allocUnsafe(1 << 20);
  const open = openSync(file, 'r');
  try {
    let sum = 0;
    for (let size = readSync(open, part); size > 0; size = readSync(open, part)) {
      sum = crc32(part.subarray(0, size), sum);
    }
    return sum.toString(16).padStart(8, '0');
  } finally {
    closeSync(open);
  }
};

/**
 * The time of change that a file of this name is given, in seconds since 1970: whatever is written into it later moves
 * that. It follows from the checksum, and fits into 31 bits, as some file systems have it.
 */
const sealOf = (name: string): number => Number.parseInt(sumOf(name), 16) % 2 ** 31;

/** Seals a file, and marks it as used just now. */
const seal = (folder: string, name: string): void => {
  try {
    utimesSync(join(folder, name), new Date(), sealOf(name));
  } catch {
    // Where a folder can only be read, nothing is ever removed from it.
  }
};

/** Whether a file is as it was written: its seal says so, or its checksum, which takes as long as to read all of it. */
export const isSound = (folder: string, name: string): boolean => {
  const file = join(folder, name);
  const sealed = statSync(file).mtimeMs === sealOf(name) * 1000;
  const sound = sealed || sumOf(name) === checksum(file);
  if (sound) seal(folder, name);
  return sound;
};

/**
 * Gives a file that is whole its name: by what it was made from and by the checksum of its content.
 * @returns the name
 */
export const keep = (folder: string, part: string, key: string): string => {
  const name = nameOf(key, checksum(part));
  renameSync(part, join(folder, name));
  seal(folder, name);
  return name;
};

/** Removes what is too much for a folder, and what was never finished. Files of others stay. */
export const prune = (folder: string): void => {
  const files = readdirSync(folder)
    .filter((name) => preparedName.test(name) || unfinishedName.test(name))
    .map((name) => ({ name, file: statSync(join(folder, name), { throwIfNoEntry: false }) }))
    .sort((a, b) => (b.file?.atimeMs ?? 0) - (a.file?.atimeMs ?? 0));
  const unfinished = files.filter(
    ({ name, file }) => unfinishedName.test(name) && (file?.mtimeMs ?? 0) < Date.now() - unfinishedMs,
  );
  let bytes = 0;
  const tooMany = files
    .filter(({ name }) => preparedName.test(name))
    .filter(({ file }, index) => {
      bytes += file?.size ?? 0;
      return index > 0 && (index >= mostFiles || bytes > mostBytes);
    });
  for (const { name } of [...unfinished, ...tooMany]) rmSync(join(folder, name), { force: true });
};

/** Where data is kept when nobody says: in the user's cache folder. Undefined where the user has none. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string | undefined => {
  const { XDG_CACHE_HOME: cache } = env;
  if (cache !== undefined && isAbsolute(cache)) return join(cache, 'ecore-mock');
  try {
    return join(homedir(), '.cache', 'ecore-mock');
  } catch {
    return undefined;
  }
};
