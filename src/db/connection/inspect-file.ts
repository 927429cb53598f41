import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/** "ECOR" in ASCII: SQLite stores this id in its header to tell the files of different programs apart. */
export const applicationId = 0x45434f52;
export const schemaVersion = 7;

export const foreign = 'is not a database of ecore-mock; name another file';
export const otherVersion = 'was made by another version of ecore-mock; name another file or delete this one';

/** The ends of files that SQLite keeps beside a database. After a crash they contain a part of the data. */
export const sidecars = ['-wal', '-journal'] as const;

/** The file or folder under a path; undefined if there is none. */
export const findStats = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** Reads from the header of a file whether it is a database of SQLite, its application id and its version (https://sqlite.org/fileformat.html). */
const readHeader = (file: string): { isDatabase: boolean; id: number; version: number } => {
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, 'r');
  try {
    const isDatabase =
      readSync(descriptor, header, 0, header.length, 0) === header.length &&
      header.toString('latin1', 0, 15) === 'SQLite format 3';
    return { isDatabase, id: header.readUInt32BE(68), version: header.readUInt32BE(60) };
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Returns the reason why a path can't be used, or undefined if it can be used. It reads the file without SQLite, because
 * SQLite changes a file when it opens it: after a crash, SQLite copies the log into the file.
 */
export const findRefusal = (file: string): string | undefined => {
  const stats = findStats(file);
  const folder = dirname(file);
  if (stats && !stats.isFile()) return 'is not a file; name another path';
  if (!isWritable(folder))
    return `can't be used: the folder ${folder} may not be written; name a file in another folder`;
  if (stats && !isWritable(file)) return 'may not be written; allow this user to write it, or name another file';
  if (!stats || stats.size === 0) {
    return findStats(`${file}-wal`)?.size
      ? `does not exist, but its log ${file}-wal does; put both into one folder again, or name another file`
      : undefined;
  }
  const { isDatabase, id, version } = readHeader(file);
  if (!isDatabase || id !== applicationId) return foreign;
  return version === schemaVersion ? undefined : otherVersion;
};

/** Follows links to the file of a path, even if the file does not exist yet. SQLite keeps its other files beside that file. */
export const resolveLinks = (path: string, maxLinks = 40): string => {
  if (existsSync(path)) return realpathSync(path);
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink && maxLinks > 0 ? resolveLinks(resolve(dirname(path), readlinkSync(path)), maxLinks - 1) : path;
};
