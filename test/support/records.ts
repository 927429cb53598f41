import { EnrichedRecord } from '../../src/api/schemas/parameter-and-body-schemas.ts';
import { fc } from './property.ts';

/** Any text, and often a text that CSV has to quote. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', '\t', ' ', ';', '=', 'a', '\0'), maxLength: 6 }),
);
/** Any JSON value. */
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 2 }),
);
/** R14. */
export const statusColumns = [
  'enrichment_status',
  'enrichment_source',
  'name_match_status',
  'still_in_company_status',
] as const;
/** Not an array index: JavaScript objects do not keep such keys in the order of insertion. */
export const fieldName = fc
  .oneof(
    text,
    fc.constantFrom(
      'imported_uuid',
      'imported__x',
      'first_name',
      'company_name',
      ...statusColumns,
      '__proto__',
      'a.b',
      'a[0]',
    ),
    text.map((name) => `imported_${name}`),
  )
  .filter((name) => !/^\d+$/.test(name));
/** R12. */
export const isInternal = (name: string) =>
  ['uuid', 'email_validation_status', '_original_index'].includes(name) || name.startsWith('_');
export const publicName = fieldName.filter((name) => !isInternal(name));

/** The fields that OpenAPI documents as strings. */
const texts = new Set(Object.keys(EnrichedRecord.properties));

/** R16: a value as CSV shows it. */
export const csvValue = (each: unknown): string => {
  if (each === null || each === undefined) return '';
  if (typeof each === 'boolean') return each ? 'True' : 'False';
  return typeof each === 'object' ? JSON.stringify(each) : String(each);
};

/** A record with some of these fields. */
export const record = (names: fc.Arbitrary<string>) =>
  fc
    .array(
      names.chain((name) => fc.tuple(fc.constant(name), texts.has(name) ? text : value)),
      { maxLength: 8 },
    )
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);
