// Plain JavaScript that any Node can read. Every entry point asks here first: SQLite's native part ends an older Node by a
// segmentation fault.

/** As "engines" of package.json says. */
const needed = '22.18';

/** A clone has its own Node on the platforms of tools/node, and the package that is installed has not. */
const remedy = import.meta.url.endsWith('/src/cli/node-version.js')
  ? 'install one from https://nodejs.org, or run `npm start`, which brings its own after `npm ci` on Linux and Windows'
  : 'install one from https://nodejs.org, or by a version manager, such as `nvm install 24`';

/**
 * Why this Node can't run the mock, and what to do.
 * @returns {string | undefined} undefined where it can
 */
export const outdatedNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined;
  return `Node ${process.versions.node} is too old: ecore-mock needs ${needed} or newer; ${remedy}`;
};
