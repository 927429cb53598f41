import { readFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);

/** The folder with the code: src or, in the published package, dist, where the modules of all folders are in a few files. */
export const codeFolder = import.meta.url.endsWith('/lib/package-info.ts') ? new URL('..', here) : here;

/** The name and version of this package. */
export const { name, version } = JSON.parse(readFileSync(new URL('../package.json', codeFolder), 'utf8')) as {
  name: string;
  version: string;
};
