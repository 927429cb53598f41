#!/usr/bin/env node
// Plain JavaScript that any Node can read: it asks for a newer one before anything native or in TypeScript is loaded.
import module from 'node:module';

const needed = '22.18';
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `ecore-mock: Node ${process.versions.node} is too old: it takes ${needed} or newer; install one from https://nodejs.org, or run it by \`npm start\`, which brings its own\n`,
  );
  process.exitCode = 1;
} else {
  // A second start need not compile anew; where there is no place for the cache, nothing happens.
  module.enableCompileCache();
  // Heard from the first moment on: most of a start is loading.
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  import('./cli.ts').then(({ main }) => main(process.argv.slice(2), process.env, stopping.signal));
}
