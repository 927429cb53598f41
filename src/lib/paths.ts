import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

export const isReadableFolder = (path: string): boolean => {
  try {
    return readdirSync(path) !== undefined;
  } catch {
    return false;
  }
};

/** Whether a file is or could be there: its folder exists, and it is none itself. */
export const isPlaceOfFile = (path: string): boolean => isFolder(dirname(path)) && !isFolder(path);

/** What is in a folder by the system's doing: hidden, as a volume of Kubernetes keeps its files, or a file system's own. */
export const isHidden = (name: string): boolean => name.startsWith('.') || name === 'lost+found';
