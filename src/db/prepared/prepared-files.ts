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

/** What a folder keeps at most; what was not used for longest goes first. */
const mostFiles = 20;
const mostBytes = 2 * 1024 ** 3;
/** A file that was not finished after this, and that nobody has open, was left by a process that was killed. */
const unfinishedMs = 3_600_000;

/** Earlier versions wrote a checksum behind the key. */
const preparedName = /^[0-9a-f]{32}(-[0-9a-f]{8})?\.data$/;
const unfinishedName = /^[0-9a-f]{32}-[0-9a-f-]{36}\.part$/;

/** Whether a file or folder belongs to this process's user or to root, as far as the system has users. */
const isTrusted = ({ uid }: Stats): boolean => [0, process.geteuid?.() ?? uid].includes(uid);

/**
 * Makes a folder for this user alone, if there is none.
 * @throws Error for one in which another user could exchange files
 */
export const makeFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = statSync(folder);
  if (!isTrusted(found) && (found.mode & 0o002) !== 0) {
    throw new Error('the folder belongs to another user, and everybody may write to it');
  }
};

/** What is there under a name, without following links; undefined where nothing is. */
export const findFile = (file: string): Stats | undefined => lstatSync(file, { throwIfNoEntry: false });

/** @throws Error that says why a file must not be opened */
export const checkFile = (file: string, found: Stats): void => {
  if (!found.isFile()) throw new Error('it is not a regular file');
  if (!isTrusted(found)) throw new Error('it belongs to another user');
  // Nobody writes to prepared data: SQLite would read a log of another program as a part of it.
  const log = sidecars.find((end) => existsSync(file + end));
  if (log !== undefined) throw new Error(`another program has left ${basename(file + log)} beside it`);
};

/** Removes a file with what is beside it, unless another one of the same name has taken its place. */
export const removeFile = (file: string, { ino }: Stats): void => {
  if (findFile(file)?.ino !== ino) return;
  for (const end of ['', ...sidecars]) rmSync(file + end, { force: true });
};

/** Marks a file as used just now, by its times: not every file system keeps the time of the last access itself. */
export const markUsed = (file: string): void => {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Where a folder can only be read, nothing is ever removed from it.
  }
};

/** When a file was used last. Earlier versions set the time of change to anything, also to one that is yet to come. */
const lastUse = ({ atimeMs, mtimeMs }: Stats): number => Math.min(atimeMs, mtimeMs);

/** Has a file outlast a loss of power. */
export const syncFile = (file: string): void => {
  const opened = openSync(file, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
};

/** Has the names in a folder outlast a loss of power, where its file system can do that. */
export const syncFolder = (folder: string): void => {
  try {
    syncFile(folder);
  } catch {
    // A name that is lost leads to no damaged file: its data is made again.
  }
};

/**
 * Removes what is too much for a folder, and what was never finished. Files of others stay, and so does what another
 * process is writing.
 * @param made the name of the file that was made just now, which stays, whatever its size
 */
export const prune = (folder: string, made: string): void => {
  const files = readdirSync(folder)
    .filter((name) => preparedName.test(name) || unfinishedName.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = findFile(path);
      return found?.isFile() && isTrusted(found) ? [{ name, path, found }] : [];
    });
  const isLeft = (path: string, { mtimeMs }: Stats): boolean => mtimeMs < Date.now() - unfinishedMs && !isInUse(path);
  const left = files.filter(({ name, path, found }) => unfinishedName.test(name) && isLeft(path, found));
  let bytes = 0;
  const tooMany = files
    .filter(({ name }) => preparedName.test(name))
    .sort((a, b) => lastUse(b.found) - lastUse(a.found))
    .filter(({ name, found }, index) => {
      bytes += found.size;
      return name !== made && (index >= mostFiles || bytes > mostBytes);
    });
  for (const { path } of [...left, ...tooMany]) {
    try {
      rmSync(path, { force: true });
    } catch {
      // In a folder that others may write to, their files can't be removed.
    }
  }
};

/** Where data is kept when nobody says: in the user's cache folder. Undefined where the user has none. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string | undefined => {
  const { XDG_CACHE_HOME: cache } = env;
  if (cache !== undefined && isAbsolute(cache)) return join(cache, 'ecore-mock');
  try {
    const home = homedir();
    // An empty HOME names no folder: the path would lead into the working directory.
    return isAbsolute(home) ? join(home, '.cache', 'ecore-mock') : undefined;
  } catch {
    return undefined;
  }
};
