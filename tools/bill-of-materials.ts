// The CycloneDX file of dist/: the packages whose code is in it. Programs that look for known vulnerabilities and
// licences find an installed package by its package.json; a bundled package has none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the file within dist/: scanners look for this ending. */
export const bomFile = 'bom.cdx.json';

type Manifest = { name: string; version: string; license: string };

/** What the package.json of a folder says; throws where it lacks the name, the version or the licence. */
const manifestOf = (folder: string): Manifest => {
  const path = join(folder, 'package.json');
  const { name, version, license } = JSON.parse(readFileSync(path, 'utf8'));
  for (const [key, value] of Object.entries({ name, version, license })) {
    if (typeof value !== 'string') throw new Error(`${path}: "${key}" must be a string, since ${bomFile} names it`);
  }
  return { name, version, license };
};

/** A component of CycloneDX; its reference within the file is its package URL, https://github.com/package-url/purl-spec. */
const componentOf = (type: 'application' | 'library', folder: string) => {
  const { name, version, license } = manifestOf(folder);
  const [ownName, group] = name.split('/').reverse();
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type,
    'bom-ref': purl,
    ...(group && { group }),
    name: ownName,
    version,
    // An SPDX expression such as "MIT OR Apache-2.0" is no id of a licence.
    licenses: [/\s/.test(license) ? { expression: license } : { license: { id: license } }],
    purl,
  };
};

/**
 * The text of the file, in CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): more programs read that than a later version.
 * The same packages give the same text: it has no date and no serial number, which the format does not require.
 * @param root folder of the package that dist/ belongs to
 * @param whole folders of the packages in dist/ that have no code of others in their own files; in any order
 * @param mixed folders of the packages in dist/ that have code of others in their own files, without naming these
 * @throws if a package.json lacks the name, the version or the licence
 */
export const billOfMaterials = (root: string, whole: readonly string[], mixed: readonly string[]): string => {
  const libraries = [...whole, ...mixed].map((folder) => componentOf('library', folder));
  // npm may have put the same version of a package into two folders.
  const components = [...new Map(libraries.map((each) => [each.purl, each])).values()];
  const assemblies = mixed.map((folder) => componentOf('library', folder).purl);
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: componentOf('application', root) },
    components: components.sort((a, b) => (a.purl < b.purl ? -1 : 1)),
    compositions: [{ aggregate: 'incomplete', assemblies }],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
};
