import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether a path is that of a folder. A path that does not exist is no folder. */
export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether a path is that of a folder whose files the process can list. */
export const isReadableFolder = (path: string): boolean => {
  try {
    return readdirSync(path) !== undefined;
  } catch {
    return false;
  }
};

/** Whether a path is that of a file that exists or can be created: its folder exists, and the path is no folder. */
export const isFilePath = (path: string): boolean => isFolder(dirname(path)) && !isFolder(path);

/** Whether the system put a name into a folder: a hidden file, as in volumes of Kubernetes, or a folder of a file system. */
export const isHidden = (name: string): boolean => name.startsWith('.') || name === 'lost+found';
