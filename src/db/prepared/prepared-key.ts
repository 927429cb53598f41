import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { codeFolder, version } from '../../lib/package-info.ts';
import type { InitialData } from '../initial-data.ts';

/**
 * Identifies the code that generates the data. In the package, these are the names of the published files, which contain hashes
 * of their content. In a clone, these are the texts of the sources.
 */
const identifyCode = (): string[] => {
  if (!import.meta.url.endsWith('.ts')) return readdirSync(codeFolder).filter((name) => name.endsWith('.js'));
  return ['fixtures/', 'domain/', 'db/']
    .map((path) => new URL(path, codeFolder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|sql)$/.test(name))
        .map((name) => readFileSync(new URL(name, folder), 'utf8')),
    );
};

/**
 * Computes the key of prepared data, which is the name of its file without `.data`. Equal initial data has an equal key. After a
 * change of the code or of its version, the key differs, so no start uses data that other code has generated.
 */
export const computeKey = ({ origin: { fixtures, seed, people } }: InitialData): string =>
  createHash('sha256')
    .update(JSON.stringify([version, identifyCode().sort(), fixtures, seed, people]))
    .digest('hex')
    .slice(0, 32);
