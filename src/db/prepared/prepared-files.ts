import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { sidecars } from '../connection/inspect-file.ts';
import { isInUse } from '../connection/open-file.ts';

/** The limits of a folder. Over them, the files that were unused for longest are removed. */
const maxFiles = 20;
const maxBytes = 2 * 1024 ** 3;
/** An incomplete file that is older and not in use was left by a process that was killed. */
const maxUnfinishedAgeMs = 3_600_000;

/** The names of earlier versions have a checksum after the key. */
const preparedName = /^[0-9a-f]{32}(-[0-9a-f]{8})?\.data$/;
const unfinishedName = /^[0-9a-f]{32}-[0-9a-f-]{36}\.part$/;

/** Whether a file or folder belongs to the user of this process or to root. True on a system without users. */
const isTrusted = ({ uid }: Stats): boolean => [0, process.geteuid?.() ?? uid].includes(uid);

/**
 * Creates a folder that only this user may read, if there is none.
 * @throws Error for a folder in which another user could replace files
 */
export const makeFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = statSync(folder);
  if (!isTrusted(stats) && (stats.mode & 0o002) !== 0) {
    throw new Error('the folder belongs to another user, and everybody may write to it');
  }
};

/** Finds a file without following links; undefined if there is none. */
export const findFile = (file: string): Stats | undefined => lstatSync(file, { throwIfNoEntry: false });

/** Checks that a file may be opened. @throws Error with the reason if not */
export const checkFile = (file: string, stats: Stats): void => {
  if (!stats.isFile()) throw new Error('it is not a regular file');
  if (!isTrusted(stats)) throw new Error('it belongs to another user');
  // Prepared data is never written to. SQLite would read another program's log beside it as a part of the data.
  const log = sidecars.find((end) => existsSync(file + end));
  if (log !== undefined) throw new Error(`another program has left ${basename(file + log)} beside it`);
};

/** Removes a file and SQLite's files beside it, unless another file has replaced it. */
export const removeFile = (file: string, { ino }: Stats): void => {
  if (findFile(file)?.ino !== ino) return;
  for (const end of ['', ...sidecars]) rmSync(file + end, { force: true });
};

/** Marks a file as used now by setting its times: not every file system records the time of the last access. */
export const markUsed = (file: string): void => {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // From a folder that can't be written to, no file is ever removed, so the times don't matter.
  }
};

/** When a file was last used. Earlier versions set the time of change to any value, even in the future. */
const getLastUse = ({ atimeMs, mtimeMs }: Stats): number => Math.min(atimeMs, mtimeMs);

/** Makes a file survive a loss of power. */
export const syncFile = (file: string): void => {
  const opened = openSync(file, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
};

/** Makes the names in a folder survive a loss of power, if the file system can do that. */
export const syncFolder = (folder: string): void => {
  try {
    syncFile(folder);
  } catch {
    // If a name is lost, the data is generated again. No file is damaged.
  }
};

/**
 * Removes files over the limits of a folder, and incomplete files. Files of other users stay, and files that another process
 * is writing.
 * @param made the name of the new file, which stays even if it is larger than the limit
 */
export const prune = (folder: string, made: string): void => {
  const files = readdirSync(folder)
    .filter((name) => preparedName.test(name) || unfinishedName.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = findFile(path);
      return stats?.isFile() && isTrusted(stats) ? [{ name, path, stats }] : [];
    });
  const isAbandoned = (path: string, { mtimeMs }: Stats): boolean =>
    mtimeMs < Date.now() - maxUnfinishedAgeMs && !isInUse(path);
  const abandoned = files.filter(({ name, path, stats }) => unfinishedName.test(name) && isAbandoned(path, stats));
  let bytes = 0;
  const tooMany = files
    .filter(({ name }) => preparedName.test(name))
    .sort((a, b) => getLastUse(b.stats) - getLastUse(a.stats))
    .filter(({ name, stats }, index) => {
      bytes += stats.size;
      return name !== made && (index >= maxFiles || bytes > maxBytes);
    });
  for (const { path } of [...abandoned, ...tooMany]) {
    try {
      rmSync(path, { force: true });
    } catch {
      // In a folder that other users may write to, their files can't be removed.
    }
  }
};

/** The default folder for prepared data: the cache folder of the user. Undefined if the user has none. */
export const findCacheFolder = (env: NodeJS.ProcessEnv): string | undefined => {
  const { XDG_CACHE_HOME: cache } = env;
  if (cache !== undefined && isAbsolute(cache)) return join(cache, 'ecore-mock');
  try {
    const home = homedir();
    // If HOME is empty, the path would be in the working directory.
    return isAbsolute(home) ? join(home, '.cache', 'ecore-mock') : undefined;
  } catch {
    return undefined;
  }
};
