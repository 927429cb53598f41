import { basename } from 'node:path';

const source = (text: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(text)}`];

const reporting = source(`import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => { console.error('LOADED', url); return next(url, context); } });`);

/** Options by which Node says that it is of another version, and names on stderr each file that it loads. */
export const pretending = (version: string): string[] => [
  ...source(`Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`),
  ...reporting,
];

/** The names of the files that were loaded, by what was written to stderr. */
export const loadedBy = (output: string): string[] =>
  [...output.matchAll(/^LOADED file:(.*)$/gm)].map(([, path = '']) => basename(path));
