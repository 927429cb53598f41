import { closeSync, openSync, readdirSync, readSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What a folder keeps at most; what was not used for longest goes first. The newest stays, whatever its size. */
const mostFiles = 20;
const mostBytes = 2 * 1024 ** 3;
/** After this a file that was never finished is nobody's any more. */
const unfinishedMs = 3_600_000;

/** A file of prepared data is named by what it was made from and by the checksum of its content. */
export const nameOf = (key: string, sum: string): string => `${key}-${sum}.data`;
export const preparedName = /^[0-9a-f]{32}-[0-9a-f]{8}\.data$/;
const unfinishedName = /^[0-9a-f]{32}-[0-9a-f-]{36}\.part(-journal)?$/;

/** The checksum of a file's content. */
export const checksum = (file: string): string => {
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

/** Marks a file as used just now. */
export const touch = (file: string): void => {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Where a folder can only be read, nothing is ever removed from it.
  }
};

/** Removes what is too much for a folder, and what was never finished. Files of others stay. */
export const prune = (folder: string): void => {
  const files = readdirSync(folder)
    .filter((name) => preparedName.test(name) || unfinishedName.test(name))
    .map((name) => ({ name, file: statSync(join(folder, name), { throwIfNoEntry: false }) }))
    .sort((a, b) => (b.file?.mtimeMs ?? 0) - (a.file?.mtimeMs ?? 0));
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
