import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

const folder = join(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '@cyclonedx',
  'cyclonedx-library',
  'res',
  'schema',
);
const read = (file: string): object => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const parts = ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json'];
const ajv = new Ajv({
  strict: false,
  validateFormats: false,
  schemas: Object.fromEntries(parts.map((file) => [`http://cyclonedx.org/schema/${file}`, read(file)])),
});
const validate = ajv.compile(read('bom-1.5.SNAPSHOT.schema.json'));

/** Finds the errors of a bill of materials by the schema of CycloneDX 1.5. */
export const findBomErrors = (bom: unknown): string[] =>
  validate(bom) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
