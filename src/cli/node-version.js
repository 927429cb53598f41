// Plain JavaScript, so that every version of Node can read it. Each entry point calls it first, because the native part of
// SQLite crashes an older Node with a segmentation fault.

/** The same version as "engines" in package.json. */
const minimumVersion = '22.18';

/** A clone installs its own Node on the platforms of tools/node. The installed package does not. */
const remedy = import.meta.url.endsWith('/src/cli/node-version.js')
  ? 'install a newer one from https://nodejs.org, or run `npm start`, which uses its own Node after `npm ci` on Linux and Windows'
  : 'install a newer one from https://nodejs.org, or with a version manager, such as `nvm install 24`';

/**
 * Explains why this Node can't run the mock and what to do.
 * @returns {string | undefined} undefined if it can
 */
export const outdatedNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [minimumMajor = 0, minimumMinor = 0] = minimumVersion.split('.').map(Number);
  if (major > minimumMajor || (major === minimumMajor && minor >= minimumMinor)) return undefined;
  return `Node ${process.versions.node} is too old: ecore-mock needs ${minimumVersion} or newer; ${remedy}`;
};
