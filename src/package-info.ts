import { readFileSync } from 'node:fs';

/** Where the code is, and below it what it reads: src, or dist, where modules of all folders are put together. */
export const codeFolder = new URL('.', import.meta.url);

/** This package's name and version. */
export const { name, version } = JSON.parse(readFileSync(new URL('../package.json', codeFolder), 'utf8')) as {
  name: string;
  version: string;
};
