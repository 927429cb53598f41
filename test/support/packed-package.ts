import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { runProgram } from './child-process.ts';

const root = join(import.meta.dirname, '..', '..');

export type PackedPackage = {
  /** A folder outside the project, with the package in its node_modules. It is removed when the test ends. */
  folder: string;
  tarball: string;
  /** The folder of the unpacked package. */
  packageFolder: string;
  manifest: {
    name: string;
    version: string;
    license: string;
    bin: Record<string, string>;
    scripts: Record<string, string>;
    dependencies: Record<string, string>;
    bundleDependencies?: string[];
  };
  /** Links packages from this node_modules folder beside the unpacked package. */
  link: (names: readonly string[], modules?: string) => void;
};

/** Packs the project as it is published, unpacks it in a new folder, and links its dependencies. */
export const packProject = async (t: Pick<Test, 'teardown'>): Promise<PackedPackage> => {
  // Not below the project: there, Node resolves the name of the package to the project itself.
  const folder = mkdtempSync(join(tmpdir(), 'ecore-mock-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'package.json'), '{}');
  const { output } = await runProgram('npm', ['pack', '--silent', '--pack-destination', folder], root);
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new Error(`npm pack has written no tarball: ${output}`);
  const tarball = join(folder, file);
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packageFolder = join(folder, 'node_modules', name);
  mkdirSync(packageFolder, { recursive: true });
  await runProgram('tar', ['-xzf', tarball, '--strip-components', '1', '-C', packageFolder]);
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));

  const link = (names: readonly string[], modules = join(root, 'node_modules')): void => {
    for (const each of names) {
      const path = join(folder, 'node_modules', each);
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(join(modules, each), path);
    }
  };
  link(Object.keys(manifest.dependencies));
  return { folder, tarball, packageFolder, manifest, link };
};
