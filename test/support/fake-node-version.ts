import { basename } from 'node:path';

const importSource = (text: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(text)}`];

const reportLoadedFiles = importSource(`import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => { console.error('LOADED', url); return next(url, context); } });`);

/** Options that let Node report another version, and print on stderr the name of each file that it loads. */
export const fakeNodeVersion = (version: string): string[] => [
  ...importSource(
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  ),
  ...reportLoadedFiles,
];

/** The names of the loaded files, from the output on stderr. */
export const parseLoadedFiles = (output: string): string[] =>
  [...output.matchAll(/^LOADED file:(.*)$/gm)].map(([, path = '']) => basename(path));
