// `npm run schemas` writes the JSON Schemas of the fixture files to fixtures/schema.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fixtureFiles } from '../src/fixtures/load/fixture-schemas.ts';
import { defaultFolder } from '../src/fixtures/load/load-fixtures.ts';

/** Creates the published JSON Schemas of the fixture files, by file name. */
export const createSchemaFiles = (): Map<string, string> =>
  new Map(
    Object.entries(fixtureFiles).map(([kind, schema]) => {
      const published = { $schema: 'http://json-schema.org/draft-07/schema#', title: `ecore-mock ${kind}`, ...schema };
      return [`schema/${kind}.schema.json`, `${JSON.stringify(published, null, 2)}\n`];
    }),
  );

if (import.meta.main) {
  mkdirSync(`${defaultFolder}schema`, { recursive: true });
  for (const [name, text] of createSchemaFiles()) writeFileSync(defaultFolder + name, text);
}
