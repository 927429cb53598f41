// The CycloneDX file of dist/ lists the packages that are bundled into it. Scanners for vulnerabilities and licences find
// an installed package by its package.json, but a bundled package has none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the file in dist/. Scanners look for this extension. */
export const bomFile = 'bom.cdx.json';

type Manifest = { name: string; version: string; license: string };

/** Reads the package.json of a folder. Throws if the name, the version or the licence is missing. */
const readManifest = (folder: string): Manifest => {
  const path = join(folder, 'package.json');
  const { name, version, license } = JSON.parse(readFileSync(path, 'utf8'));
  for (const [key, value] of Object.entries({ name, version, license })) {
    if (typeof value !== 'string') throw new Error(`${path}: "${key}" must be a string, because ${bomFile} lists it`);
  }
  return { name, version, license };
};

/** Creates a component of CycloneDX. Its reference is its package URL (https://github.com/package-url/purl-spec). */
const createComponent = (type: 'application' | 'library', folder: string) => {
  const { name, version, license } = readManifest(folder);
  const [ownName, group] = name.split('/').reverse();
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type,
    'bom-ref': purl,
    ...(group && { group }),
    name: ownName,
    version,
    // An SPDX expression such as "MIT OR Apache-2.0" is not the id of a licence.
    licenses: [/\s/.test(license) ? { expression: license } : { license: { id: license } }],
    purl,
  };
};

/**
 * Creates the text of the file in CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/), which more programs read than a
 * later version. The same packages produce the same text: the optional date and serial number are left out.
 * @param root the folder of the package that dist/ belongs to
 * @param whole the folders of packages in dist/ that contain only their own code, in any order
 * @param mixed the folders of packages in dist/ that contain code of other packages without naming them
 * @throws if a package.json lacks the name, the version or the licence
 */
export const createBillOfMaterials = (root: string, whole: readonly string[], mixed: readonly string[]): string => {
  const libraries = [...whole, ...mixed].map((folder) => createComponent('library', folder));
  // npm may install the same version of a package in two folders.
  const components = [...new Map(libraries.map((each) => [each.purl, each])).values()];
  const assemblies = mixed.map((folder) => createComponent('library', folder).purl);
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: createComponent('application', root) },
    components: components.sort((a, b) => (a.purl < b.purl ? -1 : 1)),
    compositions: [{ aggregate: 'incomplete', assemblies }],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
};
