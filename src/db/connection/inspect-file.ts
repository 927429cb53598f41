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

/** "ECOR" in ASCII: SQLite's own mark by which a file of ours is told from another's. */
export const applicationId = 0x45434f52;
export const schemaVersion = 6;

export const foreign = 'is not a database of ecore-mock; name another file';
export const otherVersion = 'was made by another version of ecore-mock; name another file or delete this one';

/** Files that SQLite keeps beside a database: after a crash, they have a part of it. */
export const sidecars = ['-wal', '-journal'] as const;

/** What is there under that path; undefined where nothing is. */
export const found = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

const writable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** How a database of SQLite begins: what it is, and whose (https://sqlite.org/fileformat.html). */
const readHeader = (file: string): { isDatabase: boolean; id: number; version: number } => {
  const header = Buffer.alloc(100);
  const opened = openSync(file, 'r');
  try {
    const isDatabase =
      readSync(opened, header, 0, header.length, 0) === header.length &&
      header.toString('latin1', 0, 15) === 'SQLite format 3';
    return { isDatabase, id: header.readUInt32BE(68), version: header.readUInt32BE(60) };
  } finally {
    closeSync(opened);
  }
};

/**
 * Why a path can't be used; undefined where it can. It is looked at without SQLite, which would write to a file that it
 * opens: what a crash left beside it goes into it.
 */
export const refusal = (file: string): string | undefined => {
  const there = found(file);
  const folder = dirname(file);
  if (there && !there.isFile()) return 'is no file; name another';
  if (!writable(folder)) return `can't be used: the folder ${folder} may not be written; name a file in another one`;
  if (there && !writable(file)) return 'may not be written; let this user write it, or name another file';
  if (!there || there.size === 0) {
    return found(`${file}-wal`)?.size
      ? `is not there, but the ${file}-wal of another file is; put the two together again, or name another file`
      : undefined;
  }
  const { isDatabase, id, version } = readHeader(file);
  if (!isDatabase || id !== applicationId) return foreign;
  return version === schemaVersion ? undefined : otherVersion;
};

/** The file that a path leads to by links, be it there or not: beside it SQLite keeps what belongs to it. */
export const behindLinks = (path: string, most = 40): string => {
  if (existsSync(path)) return realpathSync(path);
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink && most > 0 ? behindLinks(resolve(dirname(path), readlinkSync(path)), most - 1) : path;
};
