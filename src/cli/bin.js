#!/usr/bin/env node
// Plain JavaScript that any Node can read: it asks for a newer one before anything native or in TypeScript is loaded.
import module from 'node:module';
import { outdatedNode } from './node-version.js';

const outdated = outdatedNode();
if (outdated !== undefined) {
  process.stderr.write(`ecore-mock: ${outdated}\n`);
  process.exitCode = 1;
} else {
  // A second start need not compile anew; where there is no place for the cache, nothing happens.
  module.enableCompileCache();
  // Heard from the first moment on: most of a start is loading.
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  import('./main.ts').then(({ main }) => main(process.argv.slice(2), process.env, stopping.signal));
}
