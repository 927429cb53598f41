import { readFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);

/** Where the code is, and below it what it reads: src, or dist, where the modules of all folders are in a few files. */
export const codeFolder = import.meta.url.endsWith('/lib/package-info.ts') ? new URL('..', here) : here;

/** This package's name and version. */
export const { name, version } = JSON.parse(readFileSync(new URL('../package.json', codeFolder), 'utf8')) as {
  name: string;
  version: string;
};
