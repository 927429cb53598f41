#!/usr/bin/env node
// Plain JavaScript, so that every version of Node can read it: it checks the version before native code or TypeScript is
// loaded.
import module from 'node:module';
import { outdatedNode } from './node-version.js';

const outdated = outdatedNode();
if (outdated !== undefined) {
  process.stderr.write(`ecore-mock: ${outdated}\n`);
  process.exitCode = 1;
} else {
  // Later starts need not compile the code again. Nothing happens if there is no folder for the cache.
  module.enableCompileCache();
  // Listen for signals before the code is loaded, because loading is most of a start.
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  import('./main.ts').then(({ main }) => main(process.argv.slice(2), process.env, stopping.signal));
}
